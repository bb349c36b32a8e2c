"""How many links the radio carries at once, first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Slots"]


class Slots:
    """`wanted`: how many wait; whoever holds one it does not need at the moment gives it back then."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.used = 0
        self.wanted = 0
        self._free = asyncio.Semaphore(total)
        self.pressure = asyncio.Event()
        """Set while somebody waits."""

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a slot."""
        self.wanted += 1
        if self._free.locked():
            self.pressure.set()
        try:
            await self._free.acquire()
        finally:
            self.wanted -= 1
            if not self.wanted:
                self.pressure.clear()
        self.used += 1
        try:
            yield
        finally:
            self.used -= 1
            self._free.release()
