"""Questions in the database's language; names never get into it unquoted. Pure.

A value counts until the next one comes, at most for its hold: without word for longer, or after a bad one, there is
none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, get_args

__all__ = [
    "FUNCTIONS",
    "HOLD_S",
    "INTEGRALS",
    "MAX_LOOKS",
    "SAMPLED",
    "Function",
    "expression",
    "fitting",
    "quoted",
    "resolution",
    "selector",
    "whole",
    "words",
]

Function = Literal[
    "avg", "min", "max", "last", "sum", "count", "delta", "increase",
    "integral", "integral_positive", "integral_negative", "state_duration",
]  # fmt: skip
FUNCTIONS: tuple[str, ...] = get_args(Function)
FINE = (1, 2, 5, 10, 15, 20, 30, 60)
BASE_BUCKETS, BASE_S = 8, 31 * 86_400
"""How far back the end of the bucket before is looked for: a meter went on while nobody heard it."""
NOISE = 7 / 8
"""A meter that says a little less has not begun anew; the database sees it the same way."""
ROOM = 12_000
"""Of names in one question: the database takes 16 KiB of words."""
HOLD_S = 180
"""How long a value counts that is not said again, where nothing else is told."""
MAX_LOOKS = 90_000
"""What a database lets one question look at, unless it was told to allow more."""
ANY = '__name__=~"dinrail|dinrail_text"'
INTEGRALS = frozenset({"integral", "integral_positive", "integral_negative"})
SAMPLED = INTEGRALS | {"avg", "state_duration"}
"""Functions that look at the value again and again, evenly, however often it was said."""


def quoted(text: str) -> str:
    """A string literal."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{plain}"'


def selector(points: Iterable[str], name: str = "dinrail") -> str:
    """Series of these points and no others; name "": of their numbers and their words."""
    wanted = sorted(points)
    which = f"={quoted(wanted[0])}" if len(wanted) == 1 else f"=~{quoted('|'.join(map(re.escape, wanted)))}"
    return f"{name}{{point{which}}}" if name else f"{{{ANY},point{which}}}"


def fitting(points: Iterable[str], said: int = 7) -> list[list[str]]:
    """Points in parts that one question can name `said` times; seven is what the longest of them does."""
    parts: list[list[str]] = [[]]
    room = most = ROOM // said
    for point in points:
        length = len(quoted(re.escape(point)))
        if parts[-1] and length > room:
            parts.append([])
            room = most
        parts[-1].append(point)
        room -= length
    return parts


def resolution(window_ms: int) -> int:
    """Seconds between two looks at a value within a bucket: 60 looks or more, a minute apart at most."""
    apart = [each for each in FINE if each <= max(1.0, window_ms / 60_000)]
    even = [each for each in apart if window_ms % (each * 1000) == 0]
    # Where none divides a long bucket, one look more or less counts for nothing.
    return even[-1] if even and window_ms // (even[-1] * 1000) <= MAX_LOOKS else apart[-1]


def whole(window_ms: int) -> int:
    """As much of a bucket that is not over yet as looks divide."""
    apart = max(each for each in FINE if each <= max(1.0, window_ms / 60_000)) * 1000
    return max(apart, window_ms // apart * apart)


def expression(fn: str, points: Iterable[str], window_ms: int, hold: int) -> str:
    """One bucket of `window_ms` that ends where it is evaluated; `hold` in s."""
    of = selector(points)
    window, look = f"{window_ms}ms", resolution(window_ms)
    held = f"max by (point) (default_rollup({of}[{hold}s]))"
    looks = f"[{window}:{look}s]"
    last = f"({held} or max by (point) (last_over_time({of}[{window}])))"
    base = f"{max(hold, min(BASE_BUCKETS * window_ms // 1000, BASE_S))}s"
    before = (
        f"(max by (point) (last_over_time({of}[{base}] offset {window}))"
        f" or max by (point) (first_over_time({of}[{window}])))"
    )
    zero = f"sum by (point) (count_over_time({of}[{window}])) * 0"
    grown = f"sum by (point) (increase_prometheus({of}[{window}]))"
    first = f"min by (point) (first_over_time({of}[{window}]))"
    ended = f"max by (point) (last_over_time({of}[{base}] offset {window}))"
    gap = f"{first} - {ended} * ({first} > bool {ended} * {NOISE})"
    return {
        "avg": f"avg_over_time({held}{looks})",
        "min": f"min by (point) (min_over_time({of}[{window}])) or {held}",
        "max": f"max by (point) (max_over_time({of}[{window}])) or {held}",
        "last": last,
        "sum": f"sum by (point) (sum_over_time({of}[{window}]))",
        "count": f"sum by (point) (count_over_time({of}[{window}]))",
        "delta": f"{last} - {before}",
        "increase": f"({grown} or {zero}) + (clamp_min({gap}, 0) or {zero})",
        "integral": f"sum_over_time({held}{looks}) * {look / 3600!r}",
        "integral_positive": f"sum_over_time(clamp_min({held}, 0){looks}) * {look / 3600!r}",
        "integral_negative": f"sum_over_time(clamp_min(0 - {held}, 0){looks}) * {look / 3600!r}",
        "state_duration": f"sum_over_time(({held} != bool 0){looks}) * {look}",
    }[fn]


def words(points: Iterable[str], window_ms: int, hold: int) -> str:
    """Seconds of each word of points that say words."""
    look = resolution(window_ms)
    held = f"max by (point, text) (default_rollup({selector(points, 'dinrail_text')}[{hold}s]))"
    return f"sum_over_time({held}[{window_ms}ms:{look}s]) * {look}"
