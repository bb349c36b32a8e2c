"""`dinrail-router test FILE`: the cases beside the routes, with a report like a test runner's."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import msgspec

from dinrail_router.cases import Case
from dinrail_router.cases.compare import Arrival, Difference
from dinrail_router.cases.run import Event, Outcome, run_case
from dinrail_router.tools.opened import Opened, print_json, print_lines, usable
from dinrail_router.tools.story import sample_line, story
from dinrail_router.tools.words import printable, shown, spoken

__all__ = ["run"]

MOST_ROWS = 20
MOST_EVENTS = 40


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a case fails or there is an error in the file."""
    opened = usable(arguments)
    if opened is None:
        return 1
    compiled = opened.compiled
    outcomes = [run_case(case, compiled.plans, compiled.place) for case in compiled.cases]
    failed = sum(not outcome.passed for outcome in outcomes)
    if arguments.json:
        print_json(_document(opened, outcomes, failed))
    else:
        for number, (case, outcome) in enumerate(zip(compiled.cases, outcomes, strict=True)):
            print_lines([f"{'PASS' if outcome.passed else 'FAIL'}  {printable(case.name)}"])
            if not outcome.passed:
                line, column = opened.locate(f"/tests/{number}")
                print_lines(f"      {text}" for text in _failure(f"{opened.path}:{line}:{column}", case, outcome))
        print_lines([f"{opened.path}: {len(outcomes) - failed} passed, {failed} failed"])
    return 1 if failed else 0


def _document(opened: Opened, outcomes: list[Outcome], failed: int) -> dict[str, object]:
    cases = []
    for number, outcome in enumerate(outcomes):
        line, column = opened.locate(f"/tests/{number}")
        place = {"passed": outcome.passed, "line": line, "column": column}
        cases.append({"name": outcome.name, **place, **msgspec.to_builtins(outcome)})
    return {"file": str(opened.path), "passed": len(outcomes) - failed, "failed": failed, "cases": cases}


def _failure(place: str, case: Case, outcome: Outcome) -> Iterator[str]:
    yield place
    for difference in outcome.differences:
        yield from _table(difference)
    yield "what happened:"
    yield from _events(outcome.events, outcome.start)
    if case.only:
        yield f"compared are only results of: {', '.join(map(printable, case.only))}"


def _table(difference: Difference) -> Iterator[str]:
    yield f"{difference.to}"
    rows = difference.results
    first = next(number for number, pair in enumerate(rows) if not pair.same)
    start = max(0, first - 3)
    if start:
        yield f"    … {start} as expected"
    texts = [(_arrival(pair.expected), _arrival(pair.came), pair.same) for pair in rows[start : start + MOST_ROWS]]
    width = max(len("expected"), *(len(expected) for expected, _, _ in texts))
    yield f"    {'expected':{width}}  came"
    for expected, came, same in texts:
        yield f"  {' ' if same else '✗'} {expected:{width}}  {came}"
    if len(rows) > start + MOST_ROWS:
        yield f"    … {len(rows) - start - MOST_ROWS} more"


def _arrival(arrival: Arrival | None) -> str:
    if arrival is None:
        return "–"
    quality = f" ({arrival.quality})" if arrival.quality != "good" else ""
    at = f" at {spoken(arrival.at)}" if arrival.at is not None else ""
    return f"{shown(arrival.value)}{quality}{at}"


def _events(events: list[Event], start: int) -> Iterator[str]:
    for event in events[:MOST_EVENTS]:
        given = event.given
        if given is not None:
            line = sample_line(given.point, given.value, given.quality, stored=given.stored)
            yield f"  {spoken(event.at):>6}  {line}"
            if not event.timelines:
                yield f"          {'a condition or a join reads it' if event.read else 'no route takes it'}"
        for timeline in event.timelines:
            at = f"{spoken((timeline.at - start) / 1000):>6}  later: " if given is None else "        "
            lines = list(story(timeline))
            yield f"  {at}{lines[0]}"
            yield from (f"          {line}" for line in lines[1:])
    if len(events) > MOST_EVENTS:
        yield f"  … {len(events) - MOST_EVENTS} more"
