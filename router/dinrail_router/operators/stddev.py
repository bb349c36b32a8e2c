"""stddev(window)."""

from __future__ import annotations

import math
from collections import deque

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import UNIT, Sliding, units
from dinrail_router.operators.window import Aggregate, Window

SQUARE = UNIT * UNIT


class Stddev(Window, frozen=True):
    """How far the values of a window lie apart: their standard deviation (n − 1)."""

    example = Example("stddev(1m)", given=(1, 3, 5), at=(0, 20, 40), gives=((60, 2.0),))

    def aggregate(self) -> Aggregate:
        """Numbers only; a single value gives 0."""
        return _Stddev()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only; a single value gives 0."""
        return _SlidingStddev()


class _Stddev:
    def __init__(self) -> None:
        self._count = 0
        self._mean = 0.0
        self._squares = 0.0

    def add(self, now: float, value: Scalar) -> None:
        # Welford's recurrence
        found = number(value, "stddev")
        off = found - self._mean  # fails for an integer that is too large, before anything changed
        self._count += 1
        self._mean += off / self._count
        self._squares += off * (found - self._mean)

    def result(self, now: float) -> Scalar:
        return math.sqrt(self._squares / (self._count - 1)) if self._count > 1 else 0.0


class _SlidingStddev:
    def __init__(self) -> None:
        self._values: deque[float] = deque()
        self._total = self._squares = 0

    def add(self, now: float, value: Scalar) -> None:
        found = float(number(value, "stddev"))  # fails for an integer that is too large, before anything changed
        exact = units(found)
        self._values.append(found)
        self._total += exact
        self._squares += exact * exact

    def drop(self) -> None:
        exact = units(self._values.popleft())
        self._total -= exact
        self._squares -= exact * exact

    def result(self, now: float) -> Scalar:
        count = len(self._values)
        apart = count * self._squares - self._total * self._total
        return math.sqrt(apart / (count * (count - 1) * SQUARE)) if count > 1 else 0.0
