"""min(window)."""

from __future__ import annotations

from operator import lt

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import Extreme, Sliding
from dinrail_router.operators.window import Aggregate, Window


class Min(Window, frozen=True):
    """The lowest value of a window."""

    example = Example("min(1m)", given=(20, 18, 25), at=(0, 20, 70), gives=((60, 18), (130, 25)))

    def aggregate(self) -> Aggregate:
        """Numbers only."""
        return _Min()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        return Extreme("min", lt)


class _Min:
    def __init__(self) -> None:
        self._found: float | None = None

    def add(self, now: float, value: Scalar) -> None:
        each = number(value, "min")
        if self._found is None or each < self._found:
            self._found = each

    def result(self, now: float) -> Scalar:
        return self._found
