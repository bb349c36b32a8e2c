"""Units whose answer may still come, on lines where it could be taken for another one."""

from __future__ import annotations

import asyncio
from contextlib import suppress

__all__ = ["Suspects"]


class Suspects:
    """Times are the loop's seconds."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}
        self._cleared = asyncio.Event()

    def add(self, unit: int, *, until: float) -> None:
        """The answer of `unit` may come until then."""
        self._until[unit] = until

    def clear(self, unit: int) -> None:
        """It came."""
        self._until.pop(unit, None)
        self._cleared.set()

    def forget(self) -> None:
        """The link is new."""
        self._until.clear()
        self._cleared.set()

    def rest(self, unit: int) -> float:
        """Seconds until nothing of `unit` can come any more, 0 or less when it cannot now."""
        return self._until.get(unit, 0.0) - asyncio.get_running_loop().time()

    async def leave(self, unit: int) -> None:
        """Wait for that."""
        while (rest := self.rest(unit)) > 0:
            self._cleared.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._cleared.wait()
        self._until.pop(unit, None)
