"""How many links the radio carries at once, first come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

__all__ = ["Slots"]


class Slots:
    """Whoever holds one it does not need at the moment asks `give_way`; as many leave as wait, and no more."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.used = 0
        self._free = asyncio.Semaphore(total)
        self._waiting = 0
        self._unheard = 0
        self.pressure = asyncio.Event()
        """Set while somebody waits for whom nobody has made room yet."""

    def give_way(self) -> bool:
        """Whether to end the own link now for one that waits."""
        if not self._unheard:
            return False
        self._count(-1)
        return True

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """Hold a slot."""
        if self._free.locked():
            self._waiting += 1
            self._count(1)
            try:
                await self._free.acquire()
            finally:
                self._waiting -= 1
                self._count(0)
        else:
            await self._free.acquire()
        self.used += 1
        try:
            yield
        finally:
            self.used -= 1
            self._free.release()

    def _count(self, change: int) -> None:
        self._unheard = min(self._unheard + change, self._waiting)
        if self._unheard:
            self.pressure.set()
        else:
            self.pressure.clear()
