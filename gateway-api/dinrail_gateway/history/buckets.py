"""Spans of time as buckets: of seconds, or of the calendar where its reader lives; pure.

A day has 23, 24 or 25 hours. Buckets touch: each ends where the next begins, and the first begins at or before `start`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

__all__ = ["AUTO_BUCKETS", "Bucket", "Calendar", "Run", "Step", "auto_step", "buckets", "runs", "span"]

Calendar = Literal["day", "week", "month"]
Step = int | Calendar
AUTO_BUCKETS = 360
NICE = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600)
SHORTEST: dict[Calendar, int] = {"day": 23 * 3_600_000, "week": 6 * 86_400_000, "month": 27 * 86_400_000}


class Bucket(NamedTuple):
    """From `start` up to, but without, `end`; Unix ms."""

    start: int
    end: int


class Run(NamedTuple):
    """Buckets of one length, one after the other: `many` of `length` ms from `start` on."""

    start: int
    length: int
    many: int


def auto_step(start: int, end: int) -> Step:
    """A round step that gives a few hundred buckets."""
    wanted = (end - start) / 1000 / AUTO_BUCKETS
    return next((seconds for seconds in NICE if seconds >= wanted), "day")


def span(start: int, end: int, step: Step) -> int:
    """At most how many buckets there are, without making them."""
    length = step * 1000 if isinstance(step, int) else SHORTEST[step]
    return (end - start) // length + 2


def buckets(start: int, end: int, step: Step, zone: ZoneInfo) -> list[Bucket]:
    """All that have a part in the span; buckets of seconds begin at multiples of their length since 1970."""
    if isinstance(step, int):
        length = step * 1000
        edges: Iterator[int] = iter(range(start // length * length, end + length, length))
    else:
        edges = _midnights(start, step, zone)
    found: list[Bucket] = []
    before = next(edges)
    for edge in edges:
        if edge > start and edge > before:  # a day that never was has no length
            found.append(Bucket(before, edge))
        before = edge
        if edge >= end:
            break
    return found


def runs(wanted: Sequence[Bucket], most: int) -> list[Run]:
    """Buckets of equal length together, at most `most` in one."""
    found: list[Run] = []
    for bucket in wanted:
        length = bucket.end - bucket.start
        last = found[-1] if found else None
        touches = last is not None and last.start + last.length * last.many == bucket.start
        if last is not None and touches and last.length == length and last.many < most:
            found[-1] = last._replace(many=last.many + 1)
        else:
            found.append(Run(bucket.start, length, 1))
    return found


def _midnights(start: int, step: Calendar, zone: ZoneInfo) -> Iterator[int]:
    """Beginnings of days, weeks (Monday) or months, from the one at or before `start` on."""
    day = datetime.fromtimestamp(start / 1000, zone).date()
    if step == "week":
        day -= timedelta(days=day.weekday())
    elif step == "month":
        day = day.replace(day=1)
    while True:
        yield _midnight(day, zone)
        day = _next(day, step)


def _next(day: date, step: Calendar) -> date:
    if step == "month":
        return day.replace(year=day.year + 1, month=1) if day.month == 12 else day.replace(month=day.month + 1)
    return day + timedelta(days=1 if step == "day" else 7)


def _midnight(day: date, zone: ZoneInfo) -> int:
    """Where clocks are put forward at midnight the day begins with the moment they are."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)
