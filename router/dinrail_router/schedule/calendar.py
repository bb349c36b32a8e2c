"""Schedules at work: whether they are active now, and when that changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dinrail_router.schedule.edges import DAY_MS
from dinrail_router.schedule.entry import Place, Schedule
from dinrail_router.schedule.rule import Rule
from dinrail_router.schedule.wall import first_at, shown_at
from dinrail_router.schedule.zones import machine_zone

__all__ = ["Calendar", "calendar_of"]

# How far the next change is looked for. Without dates, what there is comes again within a year.
_UNDATED_MS = 800 * DAY_MS
_DATED_MS = 10 * 366 * DAY_MS

_Span = tuple[int, int]


class Calendar:
    """Active when any of its schedules is. All times are Unix ms; raises TextError for a wrong schedule.

    What it found out holds from one moment to another and is asked for again outside of these: the
    clock may be set forwards and back at will.
    """

    __slots__ = (
        "_active",
        "_change",
        "_horizon",
        "_known_from",
        "_known_to",
        "_rules",
        "_told_from",
        "_told_to",
        "zone",
    )

    def __init__(self, schedules: Iterable[Schedule], place: Place) -> None:
        self._rules = [Rule(schedule, place) for schedule in schedules]
        self.zone = self._rules[0].zone if self._rules else machine_zone()
        self._horizon = _DATED_MS if any(rule.dated for rule in self._rules) else _UNDATED_MS
        self._active = False
        self._known_from = self._known_to = 0
        self._change: int | None = None
        self._told_from = self._told_to = 0

    def active(self, now_ms: int) -> bool:
        """Whether it is active; between two changes this is a comparison."""
        if not self._known_from <= now_ms < self._known_to:
            self._active, self._known_from, self._known_to = self._look(now_ms, 2 * DAY_MS)
        return self._active

    def next_change(self, now_ms: int) -> int | None:
        """The next moment at which `active` changes; None when it does not (with dates: in the next ten years)."""
        if not self._told_from <= now_ms < self._told_to:
            self._change = self._search(now_ms)
            self._told_from = now_ms
            self._told_to = now_ms + DAY_MS if self._change is None else self._change
        return self._change

    def is_over(self, now_ms: int) -> bool:
        """Whether it is not active and will not be, as far as can be seen."""
        return not self.active(now_ms) and self.next_change(now_ms) is None

    def spans(self, first_day: date, days: int) -> list[_Span]:
        """Active spans of some days, as the calendar's own time zone counts them."""
        midnight = datetime.combine(first_day, time())
        low, high = (first_at(day, self.zone) * 1000 for day in (midnight, midnight + timedelta(days=days)))
        return [(max(start, low), min(end, high)) for start, end in self._between(low, high)]

    def _search(self, now_ms: int) -> int | None:
        active = self.active(now_ms)
        at, ahead = max(self._known_to, now_ms), 2 * DAY_MS
        while at < now_ms + self._horizon:
            then, _, until = self._look(at, ahead)
            if then != active:
                return at
            at, ahead = max(until, at + 1), min(2 * ahead, 366 * DAY_MS)
        return None

    def _look(self, at: int, ahead: int) -> tuple[bool, int, int]:
        """(active, known from, known to) around a moment."""
        low, high = at - DAY_MS, at + ahead
        for start, end in self._between(low, high):
            if at < start:
                return False, low, start
            if at < end:
                return True, max(start, low), min(end, high)
            low = end
        return False, low, high

    def _between(self, low: int, high: int) -> list[_Span]:
        """Spans that touch a stretch of time, those that meet joined."""
        joined: list[_Span] = []
        for start, end in sorted(self._touching(low, high)):
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _touching(self, low: int, high: int) -> Iterable[_Span]:
        for rule in self._rules:
            before, after = rule.reach
            day = shown_at(low // 1000, rule.zone).date() - timedelta(days=before)
            last = shown_at(high // 1000, rule.zone).date() + timedelta(days=after)
            while day <= last:
                span = rule.span(day)
                if span is not None and span[0] < high and low < span[1]:
                    yield span
                day += timedelta(days=1)


@lru_cache(maxsize=4096)
def calendar_of(schedules: Sequence[Schedule], place: Place) -> Calendar:
    """The calendar of a tuple of schedules, one for all routes that have the same."""
    return Calendar(schedules, place)
