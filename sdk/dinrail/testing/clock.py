"""A clock that is turned by hand."""

from __future__ import annotations

import asyncio
import heapq
import itertools

__all__ = ["FakeClock", "settle"]

_TURNS = 30
_EPOCH_MS = 1_767_500_000_000


async def settle(turns: int = _TURNS) -> None:
    """Let everything that is ready run, sockets of this process included."""
    for _ in range(turns):
        await asyncio.sleep(0)


class FakeClock:
    """Stands still until `advance`; sleepers wake in the order of their times."""

    def __init__(self, *, monotonic: float = 1000.0, now_ms: int = _EPOCH_MS) -> None:
        self._monotonic = monotonic
        self._wall_offset_ms = now_ms - round(monotonic * 1000)
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    def monotonic(self) -> float:
        """Seconds; only `advance` moves them."""
        return self._monotonic

    def now_ms(self) -> int:
        """Unix milliseconds; `advance` and `jump` move them."""
        return round(self._monotonic * 1000) + self._wall_offset_ms

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock was advanced by that much."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), waker))
        await waker

    @property
    def sleepers(self) -> int:
        """How many sleeps are under way."""
        return sum(not waker.done() for _, _, waker in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Move time; each sleeper wakes at its own time and the loop settles before the next one."""
        await settle()
        until = self._monotonic + seconds
        while self._sleepers and self._sleepers[0][0] <= until:
            when, _, waker = heapq.heappop(self._sleepers)
            if waker.done():
                continue
            self._monotonic = max(self._monotonic, when)
            waker.set_result(None)
            await settle()
        self._monotonic = until
        await settle()

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back, as an NTP step does; the monotonic clock does not notice."""
        self._wall_offset_ms += round(seconds * 1000)
