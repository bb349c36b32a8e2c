"""A recording run through a file's routes, and what differs between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from dinrail_router.cases.compare import SAME_TIME_S, same_value
from dinrail_router.plan import Plan
from dinrail_router.report import RouteCounters, counters_of
from dinrail_router.simulation import Result, Simulation
from dinrail_router.table import Table
from dinrail_router.tools.recorded import Recorded

__all__ = ["Change", "Replayed", "changes", "play"]


class Replayed(msgspec.Struct, frozen=True):
    """Results with seconds since the first sample; `recalculated`: recorded samples of points the routes calculate."""

    results: list[Result]
    routes: list[RouteCounters]
    recalculated: int


class Change(msgspec.Struct, frozen=True):
    """A result that came only with one of two files."""

    only: Literal["old", "new"]
    result: Result


def play(samples: Sequence[Recorded], plans: Sequence[Plan], fresh_s: float) -> Replayed:
    """Run the samples in virtual time; what waits when the last one is through stays pending."""
    start = samples[0].at
    simulation = Simulation(plans, start, fresh_s=fresh_s)
    table = Table(simulation.routes)
    calculated: dict[str, bool] = {}
    recalculated = 0
    for recorded in samples:
        address = recorded.address
        if address.startswith("calc."):
            if address not in calculated:
                calculated[address] = table.reaches(address)
            if calculated[address]:
                recalculated += 1
                continue
        simulation.advance((recorded.at - start) / 1000)
        simulation.feed(address, recorded.judged(fresh_s), stored=recorded.stored)
    return Replayed(simulation.results, [counters_of(route) for route in simulation.routes], recalculated)


def changes(old: Sequence[Result], new: Sequence[Result]) -> list[Change]:
    """What differs for each target, in the order of time."""
    targets = dict.fromkeys(result.to for result in (*old, *new))
    by_old, by_new = _by_target(old), _by_target(new)
    found = [change for to in targets for change in _merged(by_old.get(to, []), by_new.get(to, []))]
    return sorted(found, key=lambda change: change.result.at)


def _by_target(results: Sequence[Result]) -> dict[str, list[Result]]:
    by_target: dict[str, list[Result]] = {}
    for result in results:
        by_target.setdefault(result.to, []).append(result)
    return by_target


def _merged(old: Sequence[Result], new: Sequence[Result]) -> Iterator[Change]:
    """Two rows of results in the order of time; those of the same moment belong together."""
    one = other = 0
    while one < len(old) and other < len(new):
        before, after = old[one], new[other]
        if before.at < after.at - SAME_TIME_S:
            yield Change("old", before)
            one += 1
        elif after.at < before.at - SAME_TIME_S:
            yield Change("new", after)
            other += 1
        else:
            if before.quality != after.quality or not same_value(before.value, after.value):
                yield Change("old", before)
                yield Change("new", after)
            one, other = one + 1, other + 1
    yield from (Change("old", result) for result in old[one:])
    yield from (Change("new", result) for result in new[other:])
