"""avg(window, weighted)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, number
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
