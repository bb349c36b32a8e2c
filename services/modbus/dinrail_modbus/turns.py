"""Whose turn it is on a line that carries one request at a time: writes before polling."""

from __future__ import annotations

import asyncio
from collections import deque

__all__ = ["Turns"]


class Turns:
    """A lock with two queues; who is urgent goes before everyone who is not."""

    def __init__(self) -> None:
        self._busy = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def take(self, *, urgent: bool = False) -> None:
        """Wait for the turn; give it back with `give_back`."""
        if not self._busy:
            self._busy = True
            return
        queue = self._urgent if urgent else self._others
        ready = asyncio.get_running_loop().create_future()
        queue.append(ready)
        try:
            await ready
        except asyncio.CancelledError:
            if ready.cancelled():
                queue.remove(ready)
            else:  # it was handed over in the moment of the cancellation
                self.give_back()
            raise

    def give_back(self) -> None:
        """Hand the turn to the next one waiting."""
        for queue in (self._urgent, self._others):
            while queue:
                ready = queue.popleft()
                if not ready.done():
                    ready.set_result(None)
                    return
        self._busy = False
