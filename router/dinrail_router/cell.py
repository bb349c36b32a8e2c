"""The last sample of a point that conditions and joins read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from weakref import WeakSet

from dinrail.clock import Clock
from dinrail.sample import Quality, Sample, Scalar
from dinrail_router.operators import NotKnown

__all__ = ["Cell", "Dependent"]

_ALL: frozenset[Quality] = frozenset({"good", "uncertain", "bad"})


class Dependent(Protocol):
    """Who computes with a cell."""

    def input_lost(self, why: str) -> None:
        """The point is not to be believed any more; `why` is a reason key."""
        ...


class Cell:
    """Takes the place of a flow among those of its point: it is run first, and keeps what it is given."""

    __slots__ = ("__weakref__", "_lost", "_max_age_ms", "_monotonic", "_read_at", "address", "dependents", "sample")

    route = None
    passes = _ALL

    def __init__(self, address: str, max_age_ms: Callable[[], float], clock: Clock) -> None:
        self.address = address
        self.dependents: WeakSet[Dependent] = WeakSet()
        self.sample: Sample | None = None
        self._lost = ""
        self._max_age_ms = max_age_ms
        self._monotonic = clock.monotonic
        self._read_at = 0.0  # on this clock, so that no point grows old because the time of day jumps

    def read(self) -> Scalar:
        """The value; raises NotKnown while there is none that holds."""
        sample = self.sample
        if sample is None:
            raise NotKnown(self.address, "no_value_yet")
        if self._lost:
            raise NotKnown(self.address, self._lost)
        if (self._monotonic() - self._read_at) * 1000 >= self._max_age_ms():
            raise NotKnown(self.address, "stale")
        return sample.value

    def run(self, sample: Sample, now: int, stored: bool = False) -> None:
        """Keep a sample (quality in effect) that came at `now`, Unix ms."""
        self.sample = sample
        self._read_at = self._monotonic() - max(0, now - sample.ts) / 1000
        if sample.quality == "bad" or sample.value is None:
            self._lose(sample.why or "source_bad")
        else:
            self._lost = ""

    def spoil(self, why: str) -> None:
        """It is not to be believed any more."""
        self._lose(why)

    def lose(self, why: str) -> None:
        """It is there no more."""
        self._lose(why)

    def suspend(self, why: str) -> None:
        """Its instance does not deliver at present."""
        self._lose(why)

    def resume(self) -> None:
        """What was said before still holds."""
        sample = self.sample
        if sample is not None and sample.quality != "bad" and sample.value is not None:
            self._lost = ""

    def _lose(self, why: str) -> None:
        self._lost = why
        for dependent in list(self.dependents):
            dependent.input_lost(why)
