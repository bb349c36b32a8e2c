"""avg(window, weighted)."""

from __future__ import annotations

from collections import deque
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
from dinrail_router.operators.sliding import UNIT, Sliding, units
from dinrail_router.operators.window import Aggregate, Window


class Avg(Window, frozen=True):
    """The mean of the values of a window."""

    weighted: Annotated[
        bool,
        option("Weighted by time", "Each value counts for as long as it held: for sources that only tell changes."),
    ] = False

    example = Example("avg(1m)", given=(20, 21, 25), at=(0, 20, 70), gives=((60, 20.5), (130, 25.0)))

    def aggregate(self) -> Aggregate:
        """Numbers only."""
        return _Weighted() if self.weighted else _Mean()

    def sliding_aggregate(self) -> Sliding:
        """Numbers only."""
        return _SlidingWeighted() if self.weighted else _SlidingMean()


class _Mean:
    def __init__(self) -> None:
        self._mean = 0.0
        self._count = 0

    def add(self, now: float, value: Scalar) -> None:
        # The running mean never grows beyond the values themselves.
        found = number(value, "avg")
        off = found - self._mean  # fails for an integer that is too large, before anything changed
        self._count += 1
        self._mean += off / self._count

    def result(self, now: float) -> Scalar:
        return self._mean


class _Weighted:
    def __init__(self) -> None:
        self._since = self._last_at = 0.0
        self._area = 0.0
        self._last: float | None = None

    def add(self, now: float, value: Scalar) -> None:
        found = number(value, "avg")
        if self._last is None:
            self._since = now
        else:
            self._area += self._last * (now - self._last_at)
        self._last, self._last_at = found, now

    def result(self, now: float) -> Scalar:
        last = self._last or 0.0
        span = now - self._since
        return (self._area + last * (now - self._last_at)) / span if span > 0 else float(last)


class _SlidingMean:
    def __init__(self) -> None:
        self._values: deque[float] = deque()
        self._total = 0

    def add(self, now: float, value: Scalar) -> None:
        found = float(number(value, "avg"))  # fails for an integer that is too large, before anything changed
        self._values.append(found)
        self._total += units(found)

    def drop(self) -> None:
        self._total -= units(self._values.popleft())

    def result(self, now: float) -> Scalar:
        return self._total / (len(self._values) * UNIT)


class _SlidingWeighted:
    def __init__(self) -> None:
        self._values: deque[tuple[float, float]] = deque()
        self._area = 0

    def add(self, now: float, value: Scalar) -> None:
        found = float(number(value, "avg"))
        if self._values:
            self._area += _area(self._values[-1], now)
        self._values.append((now, found))

    def drop(self) -> None:
        gone = self._values.popleft()
        if self._values:
            self._area -= _area(gone, self._values[0][0])

    def result(self, now: float) -> Scalar:
        span = now - self._values[0][0]
        if span <= 0:
            return self._values[-1][1]
        return (self._area + _area(self._values[-1], now)) / UNIT / span


def _area(held: tuple[float, float], until: float) -> int:
    since, value = held
    return units(value * (until - since))
