"""median(window)."""

from __future__ import annotations

import statistics
from collections import deque

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import Ordered, Sliding
from dinrail_router.operators.window import Aggregate, Window

MAX_KEPT = 100_000


class Median(Window, frozen=True):
    """The value in the middle of a window, which single outliers do not move."""

    example = Example("median(1m)", given=(20, 90, 21, 25), at=(0, 20, 40, 70), gives=((60, 21), (130, 25)))

    def aggregate(self) -> Aggregate:
        """Numbers only; the latest 100,000 of a window."""
        return _Median()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        return Ordered("median", _middle)


class _Median:
    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=MAX_KEPT)

    def add(self, now: float, value: Scalar) -> None:
        self._values.append(number(value, "median"))

    def result(self, now: float) -> Scalar:
        return statistics.median(self._values)


def _middle(ordered: list[float]) -> Scalar:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
