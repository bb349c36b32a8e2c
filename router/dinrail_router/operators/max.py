"""max(window)."""

from __future__ import annotations

from operator import gt

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import Extreme, Sliding
from dinrail_router.operators.window import Aggregate, Window


class Max(Window, frozen=True):
    """The highest value of a window."""

    example = Example("max(1m)", given=(20, 18, 25), at=(0, 20, 70), gives=((60, 20), (130, 25)))

    def aggregate(self) -> Aggregate:
        """Numbers only."""
        return _Max()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        return Extreme("max", gt)


class _Max:
    def __init__(self) -> None:
        self._found: float | None = None

    def add(self, now: float, value: Scalar) -> None:
        each = number(value, "max")
        if self._found is None or each > self._found:
            self._found = each

    def result(self, now: float) -> Scalar:
        return self._found
