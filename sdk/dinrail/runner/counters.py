"""Counters and gauges that travel in the pulse."""

from __future__ import annotations

import math

from dinrail.clock import Clock

__all__ = ["Counters"]

MAX_NAMES = 128


class Counters:
    """Counts since start and last values; at most 128 names of each, further ones go to `other`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.counts: dict[str, int] = {}
        self.gauges: dict[str, float] = {}
        self.last_poll: int | None = None
        """Unix ms of the last successful poll."""

    def count(self, name: str, amount: int = 1) -> None:
        """Add to a counter; `polls` also sets the time of the last successful poll."""
        counts = self.counts
        if name not in counts and len(counts) >= MAX_NAMES:
            name = "other"
        counts[name] = counts.get(name, 0) + amount
        if name == "polls":
            self.last_poll = self._clock.now_ms()

    def gauge(self, name: str, value: float) -> None:
        """Set a gauge; what is not finite is left out."""
        if math.isfinite(value) and (name in self.gauges or len(self.gauges) < MAX_NAMES):
            self.gauges[name] = value
