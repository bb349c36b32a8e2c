"""Looks for hand edits by polling: works on every kind of mount, costs a stat per file."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from dinrail.clock import Clock
from dinrail_gateway.background import begin, end

__all__ = ["INTERVAL_S", "Watch"]

INTERVAL_S = 0.5


class Watch:
    """Calls each document's `poll` twice a second until stopped."""

    def __init__(self, polls: Sequence[Callable[[], Awaitable[None]]], *, clock: Clock) -> None:
        self._polls = polls
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.documents")

    def start(self) -> None:
        """Begin."""
        self._task = begin(self._run, "documents")

    async def stop(self) -> None:
        """End."""
        await end(self._task)

    async def _run(self) -> None:
        failing = False
        while True:
            await self._clock.sleep(INTERVAL_S)
            try:
                for poll in self._polls:
                    await poll()
                failing = False
            except OSError as error:
                if not failing:
                    self._log.warning("the configuration folder cannot be read: %s", error)
                failing = True
