"""percentile(window, percent)."""

from __future__ import annotations

from collections import deque
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import Ordered, Sliding
from dinrail_router.operators.window import Aggregate, Window

MAX_KEPT = 100_000


class Percentile(Window, frozen=True):
    """The value that so many percent of a window do not exceed, between two values in proportion."""

    percent: Annotated[float, option("Percent", "50 is the median.", unit="%", ge=0, le=100)] = 95.0

    example = Example("percentile(1m, percent=75)", given=(1, 2, 3, 5), at=(0, 10, 20, 30), gives=((60, 3.5),))

    def aggregate(self) -> Aggregate:
        """Numbers only; the latest 100,000 of a window."""
        return _Percentile(self.percent)

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        share = self.percent / 100
        return Ordered("percentile", lambda ordered: _at(ordered, share))


class _Percentile:
    def __init__(self, percent: float) -> None:
        self._share = percent / 100
        self._values: deque[float] = deque(maxlen=MAX_KEPT)

    def add(self, now: float, value: Scalar) -> None:
        self._values.append(number(value, "percentile"))

    def result(self, now: float) -> Scalar:
        return _at(sorted(self._values), self._share)


def _at(ordered: list[float], share: float) -> Scalar:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
