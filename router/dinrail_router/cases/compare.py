"""Results of a case against what is expected of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import msgspec

from dinrail.sample import Quality, Scalar
from dinrail_router.cases.entry import Expected
from dinrail_router.durations import seconds
from dinrail_router.simulation import Result

__all__ = ["Difference", "Pair", "differences", "same_value"]

RELATIVE = 1e-9
SMALLEST = 1e-12
SAME_TIME_S = 0.0005


class Arrival(msgspec.Struct, frozen=True, omit_defaults=True):
    """A result that was expected or came; `at` is seconds since the start, None: at any time."""

    value: Scalar
    at: float | None = None
    quality: Quality = "good"


class Pair(msgspec.Struct, frozen=True):
    """The n-th result of a target: what was expected and what came, None where there is none."""

    expected: Arrival | None
    came: Arrival | None
    same: bool


class Difference(msgspec.Struct, frozen=True):
    """A target whose results are not as expected."""

    to: str
    results: list[Pair]


def differences(expect: Sequence[Expected], results: Iterable[Result], tolerance: float) -> list[Difference]:
    """Targets whose results differ, in the order they are named or come."""
    wanted: dict[str, list[Arrival]] = {}
    came: dict[str, list[Arrival]] = {}
    for each in expect:
        at = None if each.at is msgspec.UNSET else seconds(each.at)
        wanted.setdefault(each.to.replace("/", "."), []).append(Arrival(each.value, at, each.quality))
    for result in results:
        came.setdefault(result.to, []).append(Arrival(result.value, round(result.at, 6), result.quality))
    found = []
    for to in dict.fromkeys((*wanted, *came)):
        pairs = [
            Pair(one, other, _same(one, other, tolerance))
            for one, other in zip_longest(wanted.get(to, ()), came.get(to, ()))
        ]
        if not all(pair.same for pair in pairs):
            found.append(Difference(to, pairs))
    return found


def same_value(one: Scalar, other: Scalar, tolerance: float = 0.0) -> bool:
    """Equal, numbers nearly; true is no number."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=max(tolerance, SMALLEST))
    return one == other


def _same(expected: Arrival | None, came: Arrival | None, tolerance: float) -> bool:
    if expected is None or came is None:
        return False
    in_time = expected.at is None or came.at is None or abs(expected.at - came.at) <= SAME_TIME_S
    return in_time and expected.quality == came.quality and same_value(expected.value, came.value, tolerance)
