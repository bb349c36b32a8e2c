"""What the routes of a file have to do with an address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from dinrail.sample import Quality
from dinrail_router.cycles import Entangled, find_cycles
from dinrail_router.index import PatternIndex
from dinrail_router.pattern import Pattern
from dinrail_router.pipeline import unparse
from dinrail_router.plan import Plan
from dinrail_router.schedule.calendar import Calendar
from dinrail_router.tools.ways import difference, way_back

__all__ = ["Delivering", "Explanation", "Missing", "Now", "Taking", "explain"]

MOST_MISSING = 10


class Now(msgspec.Struct, frozen=True):
    """The schedule of a route: `next_change` Unix ms, None when it does not change; `shown` by the schedule's clock."""

    active: bool
    next_change: int | None
    shown: str | None


class Taking(msgspec.Struct, frozen=True, omit_defaults=True):
    """A route that takes the address, by which of its patterns, and what it does with a sample."""

    route: str
    name: str
    enabled: bool
    pattern: str
    captures: list[str]
    targets: list[str]
    quality: list[Quality]
    steps: list[str]
    back: bool = False
    condition: str = ""
    schedule: Now | None = None


class Missing(msgspec.Struct, frozen=True):
    """A route for points of the same instance that does not take the address, and why not."""

    route: str
    pattern: str
    why: str


class Delivering(msgspec.Struct, frozen=True, omit_defaults=True):
    """A route that delivers to the address, from which points."""

    route: str
    source: str
    target: str
    enabled: bool
    back: bool = False


class Explanation(msgspec.Struct, frozen=True):
    """`read_by`: routes whose condition or pipeline looks at it; `loops`: addresses in a ring, this one among them."""

    address: str
    takes: list[Taking]
    misses: list[Missing]
    delivered_by: list[Delivering]
    read_by: list[str]
    loops: list[list[str]]


def explain(address: str, plans: Sequence[Plan], now_ms: int) -> Explanation:
    """Everything about an address in canonical dots, at a moment."""
    segments = tuple(address.split("."))
    taking = {plan.position: found for plan in plans if (found := _taking(plan, segments, now_ms)) is not None}
    rest = [plan for plan in plans if plan.position not in taking]
    return Explanation(
        address=address,
        takes=list(taking.values()),
        misses=list(_missing(rest, segments))[:MOST_MISSING],
        delivered_by=[each for plan in plans for each in _delivering(plan, segments)],
        read_by=list(dict.fromkeys(plan.label for plan in plans if _meets(plan.reads(), segments))),
        loops=[[str(each) for each in ring] for ring in _rings(plans) if _meets(ring, segments)],
    )


def _taking(plan: Plan, segments: Sequence[str], now_ms: int) -> Taking | None:
    for pattern in plan.patterns:
        captures = pattern.match(segments)
        if captures is not None:
            calendar = plan.calendar
            return Taking(
                route=plan.label,
                name=plan.name,
                enabled=plan.enabled,
                back=plan.back,
                pattern=str(pattern),
                captures=list(captures),
                targets=[str(target.reach(captures)) for target in plan.targets],
                quality=sorted(plan.passes, key=("good", "uncertain", "bad").index),
                condition=plan.condition.text if plan.condition is not None else "",
                schedule=None if calendar is None else _now(calendar, now_ms),
                steps=[unparse([operator]) for operator in plan.operators],
            )
    return None


def _now(calendar: Calendar, now_ms: int) -> Now:
    change = calendar.next_change(now_ms)
    if change is None:
        return Now(calendar.active(now_ms), None, None)
    shown = datetime.fromtimestamp(change / 1000, calendar.zone).isoformat(" ", "seconds")
    return Now(calendar.active(now_ms), change, shown)


def _missing(plans: Iterable[Plan], segments: Sequence[str]) -> Iterator[Missing]:
    for plan in plans:
        for pattern in plan.patterns:
            if pattern.source in (segments[0], None):
                yield Missing(plan.label, str(pattern), difference(pattern, segments))


def _delivering(plan: Plan, segments: Sequence[str]) -> Iterator[Delivering]:
    for pattern in plan.patterns:
        for target in plan.targets:
            source = way_back(pattern, target, segments)
            if source is not None:
                yield Delivering(plan.label, str(source), str(target), plan.enabled, plan.back)


def _rings(plans: Sequence[Plan]) -> list[tuple[Pattern, ...]]:
    try:
        return [cycle.addresses for cycle in find_cycles(plans)]
    except Entangled as error:
        return [cycle.addresses for cycle in error.found]


def _meets(patterns: Iterable[Pattern], segments: Sequence[str]) -> bool:
    index: PatternIndex[None] = PatternIndex()
    for pattern in patterns:
        index.add(pattern, None)
    return any(True for _ in index.find(segments))
