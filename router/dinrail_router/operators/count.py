"""count(window)."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example
from dinrail_router.operators.sliding import Sliding
from dinrail_router.operators.window import Aggregate, Window


class Count(Window, frozen=True):
    """How many values came in a window; none are no result."""

    example = Example("count(1m)", given=("a", "b", "a"), at=(0, 20, 70), gives=((60, 2), (130, 1)))

    def aggregate(self) -> Aggregate:
        """Any type."""
        return _Count()

    def sliding_aggregate(self) -> Sliding:
        """Any type."""
        return _SlidingCount()


class _Count:
    def __init__(self) -> None:
        self._count = 0

    def add(self, now: float, value: Scalar) -> None:
        self._count += 1

    def result(self, now: float) -> Scalar:
        return self._count


class _SlidingCount(_Count):
    def drop(self) -> None:
        self._count -= 1
