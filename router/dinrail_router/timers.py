"""What is to happen later: one queue for all flows, on monotonic time."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable

from dinrail.clock import Clock

__all__ = ["Timer", "Timers"]


class Timer:
    """One thing that is to happen at `due`, monotonic seconds."""

    __slots__ = ("__weakref__", "_call", "due")

    def __init__(self, due: float, call: Callable[[], None]) -> None:
        self.due = due
        self._call: Callable[[], None] | None = call

    def cancel(self) -> None:
        """It shall not happen."""
        self._call = None

    def fire(self) -> None:
        """It happens, once."""
        call, self._call = self._call, None
        if call is not None:
            call()

    @property
    def waiting(self) -> bool:
        """Neither happened nor cancelled."""
        return self._call is not None


class Timers:
    """`run` drives it in real time; a tool in virtual time calls `fire_due` itself."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._queue: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._earlier = asyncio.Event()

    @property
    def next_due(self) -> float | None:
        """When the next one is due."""
        while self._queue and not self._queue[0][2].waiting:
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def after(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call once, that many seconds from now."""
        timer = Timer(self._clock.monotonic() + max(0.0, seconds), call)
        if not self._queue or timer.due < self._queue[0][0]:
            self._earlier.set()
        heapq.heappush(self._queue, (timer.due, next(self._order), timer))
        return timer

    def fire_due(self) -> int:
        """Fire everything that is due now, in order; returns how many."""
        now = self._clock.monotonic()
        fired = 0
        while self._queue and self._queue[0][0] <= now:
            timer = heapq.heappop(self._queue)[2]
            fired += timer.waiting
            timer.fire()
        return fired

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._earlier.clear()
            due = self.next_due
            if due is None:
                await self._earlier.wait()
            else:
                await self._sleep(due - self._clock.monotonic())
                self.fire_due()

    async def _sleep(self, seconds: float) -> None:
        """Until then, or until something earlier was put in."""
        sleep = asyncio.ensure_future(self._clock.sleep(seconds))
        earlier = asyncio.ensure_future(self._earlier.wait())
        try:
            await asyncio.wait((sleep, earlier), return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleep.cancel()
            earlier.cancel()
