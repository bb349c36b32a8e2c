"""first(window)."""

from __future__ import annotations

from collections import deque

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example
from dinrail_router.operators.sliding import Sliding
from dinrail_router.operators.window import Aggregate, Window


class First(Window, frozen=True):
    """The first value of a window."""

    example = Example("first(1m)", given=(20, 18, 25), at=(0, 20, 70), gives=((60, 20), (130, 25)))

    def aggregate(self) -> Aggregate:
        """Any type."""
        return _First()

    def sliding_aggregate(self) -> Sliding:
        """Any type."""
        return _SlidingFirst()


class _First:
    def __init__(self) -> None:
        self._found: Scalar = None

    def add(self, now: float, value: Scalar) -> None:
        if self._found is None:
            self._found = value

    def result(self, now: float) -> Scalar:
        return self._found


class _SlidingFirst:
    def __init__(self) -> None:
        self._values: deque[Scalar] = deque()

    def add(self, now: float, value: Scalar) -> None:
        self._values.append(value)

    def drop(self) -> None:
        self._values.popleft()

    def result(self, now: float) -> Scalar:
        return self._values[0]
