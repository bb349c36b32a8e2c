"""A context that remembers what an adapter said, for tests of adapters without their runner."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from dinrail.clock import Clock, SystemClock
from dinrail.neighbours import Neighbours
from dinrail.sample import Quality, make_sample

__all__ = ["RecordingContext", "Told", "eventually"]


async def eventually(condition: Callable[[], object], timeout: float = 15.0) -> Any:
    """Wait until `condition` is true; its value."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"it did not happen within {timeout:g} s")
        await asyncio.sleep(0.01)
    return value


class Told(NamedTuple):
    """One call of route_data."""

    tag: str
    value: object
    ts: int
    quality: Quality
    reason: str


class RecordingContext:
    """What an adapter says, without a runner: everything, the latest by tag, and the reason shown now."""

    def __init__(self, instance: str) -> None:
        self.id = instance
        self.clock: Clock = SystemClock()
        self.log = logging.getLogger(instance)
        self.data: Path | None = None
        self.neighbours: Neighbours | None = None
        self.told: list[Told] = []
        self.last: dict[str, Told] = {}
        self.counts: Counter[str] = Counter()
        self.gauges: dict[str, float] = {}
        self.problems: list[tuple[str | None, dict[str, Any]]] = []

    @property
    def problem(self) -> str | None:
        """Key of the reason shown now."""
        return self.problems[-1][0] if self.problems else None

    def route_data(
        self, source_id: str, tag: str, value: object, *, ts: int | None, quality: Quality, reason: str
    ) -> None:
        """See Adapter."""
        if source_id != self.id or ts is None:
            raise AssertionError(f"route_data({source_id!r}, …, ts={ts})")
        sample = make_sample(value, ts, quality, reason)
        self.last[tag] = Told(tag, sample.value, sample.ts, sample.quality, sample.why)
        self.told.append(self.last[tag])

    def count(self, name: str, amount: int) -> None:
        """See Adapter."""
        self.counts[name] += amount

    def gauge(self, name: str, value: float) -> None:
        """See Adapter."""
        self.gauges[name] = value

    def points_changed(self) -> None:
        """See Adapter."""
        self.counts["points_changed"] += 1

    def degraded(self, key: str | None, message: str, **params: Any) -> None:
        """See Adapter."""
        self.problems.append((key, params))

    def stream(self, name: str, entry: object) -> None:
        """See Adapter."""

    def watched(self, name: str) -> bool:
        """See Adapter."""
        return False
