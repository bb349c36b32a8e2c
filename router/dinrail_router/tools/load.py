"""Samples to put on the routes of a file: those of its cases, else numbers on the points its patterns name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice
from typing import NamedTuple

from dinrail.sample import Sample, encode_sample, make_sample
from dinrail_router.compiler import Compiled
from dinrail_router.plan import Plan

__all__ = ["Load", "load_of"]

MOST_POINTS = 20_000
PASSES = 16


class Load(NamedTuple):
    """`known`: what points have that are only read; `passes`: rounds of messages, each one of every point."""

    known: dict[str, Sample]
    passes: list[list[tuple[str, bytes]]]


def load_of(compiled: Compiled, ts: int) -> Load:
    """Messages of time `ts` for the enabled routes."""
    plans = [plan for plan in compiled.plans if plan.enabled]
    given: dict[str, list[Sample]] = {}
    for case in compiled.cases:
        for each in case.given:
            sample = make_sample(each.value, ts, each.quality)
            given.setdefault(each.point.replace("/", "."), []).append(sample)
    taken = {address: None for plan in plans for address in _points(plan, given)}
    messages = {address: given.get(address) or _numbers(ts) for address in islice(taken, MOST_POINTS)}
    read = {str(pattern).replace("*", "a"): None for plan in plans for pattern in plan.reads()}
    known = {address: given[address][0] if address in given else make_sample(1, ts) for address in read}
    rows = {address: cycle([encode_sample(sample) for sample in samples]) for address, samples in messages.items()}
    return Load(known, [[(address, next(row)) for address, row in rows.items()] for _ in range(PASSES)])


def _points(plan: Plan, given: dict[str, list[Sample]]) -> list[str]:
    """Points the cases have for a route, else one for each of its patterns."""
    points = []
    for pattern in plan.patterns:
        matching = [address for address in given if pattern.match(address.split(".")) is not None]
        points += matching or [_example(pattern.segments)]
    return points


def _example(segments: Sequence[str]) -> str:
    filled = ["a" if segment in ("*", "**") else segment for segment in segments]
    return ".".join(filled if len(filled) > 1 else [*filled, "a"])


def _numbers(ts: int) -> list[Sample]:
    """As a sensor has them: sometimes the same, sometimes a step."""
    return [Sample(20 + number * 7 % 5 / 2, ts) for number in range(PASSES)]
