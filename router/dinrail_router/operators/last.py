"""last(window)."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example
from dinrail_router.operators.sliding import Sliding
from dinrail_router.operators.window import Aggregate, Window


class Last(Window, frozen=True):
    """The last value of a window."""

    example = Example("last(1m)", given=(20, 18, 25), at=(0, 20, 70), gives=((60, 18), (130, 25)))

    def aggregate(self) -> Aggregate:
        """Any type."""
        return _Last()

    def sliding_aggregate(self) -> Sliding:
        """Any type."""
        return _SlidingLast()


class _Last:
    def __init__(self) -> None:
        self._found: Scalar = None

    def add(self, now: float, value: Scalar) -> None:
        self._found = value

    def result(self, now: float) -> Scalar:
        return self._found


class _SlidingLast(_Last):
    def drop(self) -> None:
        """The last one is never the oldest that leaves."""
