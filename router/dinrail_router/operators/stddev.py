"""stddev(window)."""

from __future__ import annotations

import math

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.window import Aggregate, Window


class Stddev(Window, frozen=True):
    """How far the values of a window lie apart: their standard deviation (n − 1)."""

    example = Example("stddev(1m)", given=(1, 3, 5), at=(0, 20, 40), gives=((60, 2.0),))

    def aggregate(self) -> Aggregate:
        """Numbers only; a single value gives 0."""
        return _Stddev()


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
