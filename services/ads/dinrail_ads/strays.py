"""Notifications a PLC still sends for a connection of ours that is over; it keeps them until they are deleted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable

from dinrail.errors import DeviceError
from dinrail_ads.wire.notifications import NotificationSample

__all__ = ["Strays"]

PATIENCE_S = 5.0
"""A sample may come before the answer with its handle does."""
MOST = 1000


class Strays:
    """`deleted`: how many so far."""

    def __init__(self, delete: Callable[[int], Awaitable[None]]) -> None:
        self.deleted = 0
        self._delete = delete
        self._since: dict[int, float] = {}
        self._deleting: set[asyncio.Task[None]] = set()

    def look(self, samples: Iterable[NotificationSample], known: Collection[int]) -> None:
        """Have handles deleted that nobody knows, also seconds after they were seen first."""
        for sample in samples:
            if sample.handle in known:
                continue
            now = time.monotonic()
            since = self._since.get(sample.handle)
            if since is None:
                if len(self._since) < MOST:
                    self._since[sample.handle] = now
            elif now - since > PATIENCE_S:
                self._since[sample.handle] = now
                self._begin(sample.handle)

    def _begin(self, handle: int) -> None:
        task = asyncio.ensure_future(self._go(handle))
        self._deleting.add(task)
        task.add_done_callback(self._deleting.discard)

    async def _go(self, handle: int) -> None:
        try:
            await self._delete(handle)
        except DeviceError:
            return  # it is tried again when it is heard again
        self.deleted += 1
