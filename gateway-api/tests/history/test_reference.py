"""Functions beside the same ones counted by hand, on courses nobody drew: gaps, ends, resets, several paces."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from typing import Any

import pytest

MINUTE = 60_000
HOUR = 60 * MINUTE
HOLD = 180_000
NOW = int(time.time() * 1000)
T0 = NOW // (6 * HOUR) * 6 * HOUR - 30 * HOUR
END = T0 + 6 * HOUR
Course = list[tuple[int, float | None]]


def course(seed: int) -> Course:
    """Paces from half a second to five minutes; now and then an end or a silence."""
    chance = random.Random(seed)
    at, found, pace = T0 - HOUR, [], chance.choice((500, 5000, 30_000, 60_000, 170_000, 300_000))
    found: Course = []
    while at < END:
        ended = chance.random() < 0.02
        found.append((at, None if ended else round(chance.uniform(-50, 50), 1)))
        silent = chance.random() < 0.02 or ended
        at += int(pace * chance.uniform(0.5, 1.5)) + (chance.randrange(20 * MINUTE) if silent else 0)
    return found


def counter(seed: int) -> Course:
    """Grows, is silent now and then, and begins anew."""
    chance = random.Random(seed)
    at, value, found = T0 - HOUR, 100.0, []
    while at < END:
        found.append((at, round(value, 3)))
        value = 0.0 if chance.random() < 0.01 else value + chance.uniform(0.1, 2)
        at += chance.randrange(5000, 120_000) + (chance.randrange(25 * MINUTE) if chance.random() < 0.03 else 0)
    return found


def pieces(samples: Course) -> list[tuple[int, int, float]]:
    """From when to when which value counts."""
    edges = [*samples, (NOW, None)]
    return [(ts, min(then, ts + HOLD), value) for (ts, value), (then, _) in pairwise(edges) if value is not None]


def overlap(piece: tuple[int, int, float], begin: int, stop: int) -> float:
    return max(0, min(piece[1], stop) - max(piece[0], begin)) / 1000


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("step", [60, 600, 3600])
async def test_looks_come_to_what_is_there(past: Any, seed: int, step: int) -> None:
    samples = course(seed)
    await past.put("a.b", samples)
    asked = {"start": T0, "to": END, "step": step}
    told = {fn: await past.values("a.b", fn=fn, **asked) for fn in ("integral", "avg", "min", "max", "sum", "count")}
    held = pieces(samples)
    look = 1 if step <= 60 else 10 if step == 600 else 60
    for number, begin in enumerate(range(T0, END, step * 1000)):
        stop = begin + step * 1000
        here = [value for ts, value in samples if begin <= ts < stop and value is not None]
        within = [piece for piece in held if overlap(piece, begin, stop)]
        seconds = sum(overlap(piece, begin, stop) for piece in within)
        integral = sum(piece[2] * overlap(piece, begin, stop) for piece in within) / 3600
        slack = 50 * 2 * look * (len(within) + 1) / 3600
        assert (told["integral"][number] or 0.0) == pytest.approx(integral, abs=slack)
        assert told["count"][number] == (len(here) or None)
        assert told["sum"][number] == (pytest.approx(sum(here), abs=1e-6) if here else None)
        if here:
            assert (told["min"][number], told["max"][number]) == (min(here), max(here))
        if seconds > 2 * look and len(within) * look * 100 < seconds:
            assert told["avg"][number] == pytest.approx(integral * 3600 / seconds, abs=2)
        if not within:
            assert (told["avg"][number], told["integral"][number]) == (None, None)


@pytest.mark.parametrize("seed", range(8))
async def test_what_a_counter_counted_is_in_the_buckets(past: Any, seed: int) -> None:
    samples = counter(seed)
    await past.put("m.e", samples)
    for step in (600, 3600, 21_600):
        values = await past.values("m.e", start=T0, to=END, step=step, fn="increase")
        before = [value for ts, value in samples if ts < T0][-1:]
        run = before + [value for ts, value in samples if T0 <= ts < END]
        counted = sum(later - value if later >= value else later for value, later in pairwise(run))  # type: ignore[operator]
        assert sum(value or 0.0 for value in values) == pytest.approx(counted, rel=1e-6), step
