"""sum(window)."""

from __future__ import annotations

import math
from collections import deque

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import UNIT, Sliding, units
from dinrail_router.operators.window import Aggregate, Window


class Sum(Window, frozen=True):
    """Adds up the values of a window."""

    example = Example("sum(1m)", given=(1, 2, 4), at=(0, 20, 70), gives=((60, 3), (130, 4)))

    def aggregate(self) -> Aggregate:
        """Numbers only."""
        return _Sum()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        return _SlidingSum()


class _Sum:
    def __init__(self) -> None:
        self._total: float = 0
        self._lost = 0.0

    def add(self, now: float, value: Scalar) -> None:
        # Neumaier's compensation: long windows of small values stay exact.
        summand = number(value, "sum")
        total = self._total + summand
        if type(total) is float and math.isfinite(total):
            bigger, smaller = (self._total, summand) if abs(self._total) >= abs(summand) else (summand, self._total)
            self._lost += (bigger - total) + smaller
        self._total = total

    def result(self, now: float) -> Scalar:
        return self._total + self._lost if self._lost else self._total


class _SlidingSum:
    def __init__(self) -> None:
        self._values: deque[float] = deque()
        self._total = 0
        self._floats = 0

    def add(self, now: float, value: Scalar) -> None:
        found = number(value, "sum")
        self._values.append(found)
        self._total += units(found)
        self._floats += type(found) is float

    def drop(self) -> None:
        gone = self._values.popleft()
        self._total -= units(gone)
        self._floats -= type(gone) is float

    def result(self, now: float) -> Scalar:
        return self._total / UNIT if self._floats else self._total // UNIT
