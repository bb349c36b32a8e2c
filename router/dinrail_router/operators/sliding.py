"""What sliding windows share: values come and go one by one, and the result costs the same however many there are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from dinrail.sample import Scalar
from dinrail_router.operators.base import number

__all__ = ["UNIT", "Extreme", "Ordered", "Recomputed", "Sliding", "units"]

UNIT: Final = 1 << 1074
"""A float is a whole multiple of 1/UNIT. Sums of such multiples are exact, so what is taken out leaves no trace."""


def units(value: float) -> int:
    """The value as a multiple of 1/UNIT."""
    numerator, denominator = value.as_integer_ratio()
    return numerator << (1075 - denominator.bit_length())


class Sliding(Protocol):
    """Values of a window that goes on; times are monotonic seconds."""

    def add(self, now: float, value: Scalar) -> None:
        """One more; raises WrongType, and nothing has changed then."""
        ...

    def drop(self) -> None:
        """The oldest has left."""
        ...

    def result(self, now: float) -> Scalar:
        """What those that are left come to."""
        ...


class Extreme:
    """Keeps only values that no later one surpasses: the first of them is the result."""

    def __init__(self, operator: str, surpasses: Callable[[float, float], bool]) -> None:
        self._operator = operator
        self._surpasses = surpasses
        self._kept: deque[tuple[int, float]] = deque()
        self._added = self._dropped = 0

    def add(self, now: float, value: Scalar) -> None:
        """Numbers only."""
        found = number(value, self._operator)
        while self._kept and self._surpasses(found, self._kept[-1][1]):
            self._kept.pop()
        self._kept.append((self._added, found))
        self._added += 1

    def drop(self) -> None:
        """The oldest may be gone already."""
        if self._kept[0][0] == self._dropped:
            self._kept.popleft()
        self._dropped += 1

    def result(self, now: float) -> Scalar:
        """The lowest, or highest."""
        return self._kept[0][1]


class Ordered:
    """Keeps the values in order; `pick` finds the result among them."""

    def __init__(self, operator: str, pick: Callable[[list[float]], Scalar]) -> None:
        self._operator = operator
        self._pick = pick
        self._values: deque[float] = deque()
        self._ordered: list[float] = []

    def add(self, now: float, value: Scalar) -> None:
        """Numbers only."""
        found = number(value, self._operator)
        self._values.append(found)
        insort(self._ordered, found)

    def drop(self) -> None:
        """Of equal ones it does not matter which."""
        del self._ordered[bisect_left(self._ordered, self._values.popleft())]

    def result(self, now: float) -> Scalar:
        """What is picked."""
        return self._pick(self._ordered)


class Recomputed:
    """For a window that knows no better: looks through all values each time."""

    def __init__(self, compute: Callable[[deque[tuple[float, Scalar]], float], Scalar]) -> None:
        """`compute` is given pairs of time and value, and the time."""
        self._compute = compute
        self._values: deque[tuple[float, Scalar]] = deque()

    def add(self, now: float, value: Scalar) -> None:
        """Any type that can be computed with alone."""
        self._compute(deque([(now, value)]), now)
        self._values.append((now, value))

    def drop(self) -> None:
        """The oldest."""
        self._values.popleft()

    def result(self, now: float) -> Scalar:
        """Anew."""
        return self._compute(self._values, now)
