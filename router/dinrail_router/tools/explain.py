"""`dinrail-router explain FILE ADDRESS`: which routes an address takes, which lead to it, and why or why not."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator
from typing import Any

import msgspec

from dinrail.errors import ConfigError
from dinrail.names import parse
from dinrail.sample import Scalar, make_sample
from dinrail_router.cases.start import moment
from dinrail_router.recording import Timeline
from dinrail_router.simulation import Simulation
from dinrail_router.tools.explanation import Explanation, Now, Taking, explain
from dinrail_router.tools.opened import Opened, print_json, print_lines, read
from dinrail_router.tools.story import sample_line, story
from dinrail_router.tools.words import printable, spoken

__all__ = ["run"]

DAY_S = 86_400.0


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when there is an error in the file; what compiles is explained nevertheless."""
    address = _address(arguments.address)
    others = [_other(text) for text in arguments.point]
    opened = read(arguments.file)
    compiled = opened.compiled
    start = moment(arguments.at, compiled.place) if arguments.at else time.time_ns() // 1_000_000
    explanation = explain(address, compiled.plans, start)
    runs: list[Timeline] | None = None
    if arguments.value is not None:
        runs = _follow(opened, start, (address, _scalar(arguments.value), arguments.quality), others)
    if arguments.json:
        content = {**msgspec.to_builtins(explanation), "at": start, "findings": compiled.findings}
        print_json(content if runs is None else {**content, "runs": runs})
    else:
        print_lines(finding.located(str(opened.path)) for finding in compiled.findings)
        print_lines(_lines(explanation))
        if runs is not None:
            print_lines(_way(runs, sample_line(address, _scalar(arguments.value), arguments.quality), start))
    return 1 if compiled.errors else 0


def _follow(
    opened: Opened, start: int, sample: tuple[str, Scalar, Any], others: list[tuple[str, Scalar]]
) -> list[Timeline]:
    """What happens to a sample, and for a day after it."""
    runs: list[Timeline] = []
    simulation = Simulation(opened.compiled.plans, start, watch=runs.append, fresh_s=math.inf)
    for other, value in others:
        simulation.feed(other, make_sample(value, start), stored=True)
    runs.clear()
    address, value, quality = sample
    simulation.feed(address, make_sample(value, start, quality))
    simulation.advance(DAY_S)
    return runs


def _lines(explanation: Explanation) -> Iterator[str]:
    yield explanation.address
    if not explanation.takes:
        yield "  no route takes it"
    for taking in explanation.takes:
        yield from (f"  {line}" for line in _taking(taking))
    for missing in explanation.misses:
        yield f"  not route {missing.route}: from {missing.pattern}: {missing.why}"
    for each in explanation.delivered_by:
        marks = _marks(back=each.back, enabled=each.enabled)
        yield f"  comes from {each.source} by route {each.route}{marks}"
    if explanation.read_by:
        yield f"  is read by routes: {', '.join(explanation.read_by)}"
    for ring in explanation.loops:
        yield f"  is in a loop: {' → '.join(ring)}"


def _taking(taking: Taking) -> Iterator[str]:
    name = f" ({printable(taking.name)})" if taking.name else ""
    yield f"takes route {taking.route}{name}{_marks(back=taking.back, enabled=taking.enabled)}"
    captures = ", ".join(f"{{{number}}} is {text or 'nothing'}" for number, text in enumerate(taking.captures, 1))
    yield f"  from {taking.pattern}{f': {captures}' if captures else ''}"
    if taking.quality != ["good"]:
        yield f"  quality {' or '.join(taking.quality)}"
    if taking.schedule is not None:
        yield f"  schedule {_schedule(taking.schedule)}"
    if taking.condition:
        yield f"  when {printable(taking.condition)}"
    yield from (f"  | {printable(step)}" for step in taking.steps)
    yield from (f"  to {target}" for target in taking.targets)


def _schedule(now: Now) -> str:
    state = "active now" if now.active else "not active now"
    if now.next_change is None:
        return f"{state}, and that does not change"
    return f"{state}, {'until' if now.active else 'from'} {now.shown}"


def _marks(*, back: bool, enabled: bool) -> str:
    return f"{' backwards' if back else ''}{'' if enabled else ', which is disabled'}"


def _way(runs: list[Timeline], sample: str, start: int) -> Iterator[str]:
    yield f"with {sample}"
    if not runs:
        yield "  nothing happens"
    for timeline in runs:
        after = f"after {spoken((timeline.at - start) / 1000)}: " if timeline.at > start else ""
        first, *rest = story(timeline)
        onwards = timeline.address.startswith("calc.") and not sample.startswith(f"{timeline.address} ")
        yield f"  {after}{f'{timeline.address}: ' if onwards else ''}{first}"
        yield from (f"  {line}" for line in rest)


def _address(text: str) -> str:
    parse(text)
    return text.replace("/", ".")


def _other(text: str) -> tuple[str, Scalar]:
    address, equals, value = text.partition("=")
    if not equals:
        raise ConfigError(f"--point {text[:64]}: give ADDRESS=VALUE", key="arguments_invalid")
    return _address(address), _scalar(value)


def _scalar(text: str) -> Scalar:
    """JSON where it is that, else the text itself."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, (dict, list)):
        return text  # as a device would send it
    scalar: Scalar = value
    return scalar
