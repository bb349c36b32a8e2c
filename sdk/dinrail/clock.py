"""The two clocks: monotonic for every timer, wall time only for what people and samples see."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """What a part asks for time; tests hand in a controllable one."""

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...

    def now_ms(self) -> int:
        """Unix milliseconds."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait on the monotonic clock."""
        ...


class SystemClock:
    """The machine's clocks."""

    def monotonic(self) -> float:
        """Seconds of time.monotonic."""
        return time.monotonic()

    def now_ms(self) -> int:
        """Unix milliseconds of time.time."""
        return time.time_ns() // 1_000_000

    async def sleep(self, seconds: float) -> None:
        """asyncio.sleep."""
        await asyncio.sleep(seconds)
