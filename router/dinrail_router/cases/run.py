"""One case in virtual time."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

from dinrail.sample import make_sample
from dinrail_router.cases.compare import Difference, differences
from dinrail_router.cases.entry import Case, Given
from dinrail_router.cases.start import moment
from dinrail_router.durations import seconds
from dinrail_router.plan import Plan
from dinrail_router.recording import Timeline
from dinrail_router.schedule import Place
from dinrail_router.simulation import Result, Simulation

__all__ = ["Event", "Outcome", "run_case"]

DAY_S = 86_400.0


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """A sample that was given, or the passing of time (`given` None), and what happened by it.

    `read` is set when a condition or a join looks at the point.
    """

    at: float
    given: Given | None
    read: bool = False
    timelines: list[Timeline] = []


class Outcome(msgspec.Struct, frozen=True):
    """What came of a case."""

    name: str
    start: int
    differences: list[Difference]
    results: list[Result]
    events: list[Event]

    @property
    def passed(self) -> bool:
        """Whether all is as expected."""
        return not self.differences


def run_case(case: Case, plans: Sequence[Plan], place: Place) -> Outcome:
    """Run all routes on what the case gives; a value that was given holds until there is another one."""
    timelines: list[Timeline] = []
    events: list[Event] = []
    start = moment(case.start, place)
    simulation = Simulation(plans, start, watch=timelines.append, fresh_s=math.inf)

    def happened(given: Given | None) -> None:
        if timelines or given is not None:
            read = given is not None and simulation.reads(_address(given))
            events.append(Event(simulation.clock.seconds, given, read, timelines.copy()))
            timelines.clear()

    last = 0.0
    for given in case.given:
        last = seconds(given.at)
        simulation.advance(last)
        happened(None)
        sample = make_sample(given.value, simulation.clock.now_ms(), given.quality, given.reason or msgspec.UNSET)
        simulation.feed(_address(given), sample, stored=given.stored)
        happened(given)
    simulation.advance(last + DAY_S if case.until is msgspec.UNSET else seconds(case.until))
    happened(None)
    counted = [result for result in simulation.results if not case.only or result.route in case.only]
    return Outcome(
        name=case.name,
        start=start,
        differences=differences(case.expect, counted, case.tolerance),
        results=simulation.results,
        events=events,
    )


def _address(given: Given) -> str:
    return given.point.replace("/", ".")
