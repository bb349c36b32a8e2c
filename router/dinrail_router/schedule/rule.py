"""One schedule, compiled: the span that starts on a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dinrail_router.schedule.checks import problems, texts
from dinrail_router.schedule.dates import parse_dates
from dinrail_router.schedule.days import parse_days
from dinrail_router.schedule.edges import MIDNIGHT, NEXT_MIDNIGHT, Edge, parse_edge
from dinrail_router.schedule.entry import Place, Schedule
from dinrail_router.schedule.sun import solar_day, sun_on
from dinrail_router.schedule.wall import first_at, last_before
from dinrail_router.schedule.zones import machine_zone, zone

__all__ = ["Rule"]

_HOUR_MS = 3_600_000
# To tell today from tomorrow, where one end is the sun's: about when it rises and sets, and how far it strays.
_USUAL = {"": 0, "sunrise": 6 * _HOUR_MS, "sunset": 18 * _HOUR_MS}
_STRAY = 4 * _HOUR_MS


class Rule:
    """A schedule at a place; raises TextError for the first thing wrong with it."""

    __slots__ = ("_days", "_from", "_not_on", "_on", "_place", "_to", "_to_next_day", "dated", "reach", "zone")

    def __init__(self, schedule: Schedule, place: Place) -> None:
        for _, error in problems(schedule, place):
            raise error
        self._days = parse_days(schedule.days)
        self._from = parse_edge(schedule.from_) if schedule.from_ else MIDNIGHT
        self._to = parse_edge(schedule.to, end=True) if schedule.to else NEXT_MIDNIGHT
        self._to_next_day = timedelta(days=_ends_next_day(self._from, self._to))
        self._on = tuple(parse_dates(text) for text in texts(schedule.dates))
        self._not_on = tuple(parse_dates(text) for text in texts(schedule.except_dates))
        self._place = (place.latitude or 0.0, place.longitude or 0.0)
        name = schedule.tz or place.tz
        self.zone: ZoneInfo = zone(name) if name else machine_zone()
        self.dated = bool(self._on or self._not_on)
        # How many days before and after a moment's own the span that holds it can have started.
        self.reach = (3, 2) if self._from.sun or self._to.sun else (1, 0)

    def span(self, day: date) -> tuple[int, int] | None:
        """Start and end in ms of what starts on a day; None when nothing does."""
        if day.weekday() not in self._days or not self._dates_allow(day):
            return None
        start = self._moment(self._from, day, start=True)
        end = self._moment(self._to, day + self._to_next_day, start=False)
        return (start, end) if start < end else None

    def _dates_allow(self, day: date) -> bool:
        if self._on and not any(dates.hold(day) for dates in self._on):
            return False
        return not any(dates.hold(day) for dates in self._not_on)

    def _moment(self, edge: Edge, day: date, *, start: bool) -> int:
        if edge.sun:
            latitude, longitude = self._place
            noon = first_at(datetime.combine(day, time(12)), self.zone)
            sun = sun_on(solar_day(noon, longitude), latitude, longitude)
            return (sun.rises if edge.sun == "sunrise" else sun.sets) * 1000 + edge.ms
        shown = datetime.combine(day, time()) + timedelta(milliseconds=edge.ms)
        return (first_at if start else last_before)(shown, self.zone) * 1000


def _ends_next_day(start: Edge, end: Edge) -> bool:
    if start.sun == end.sun:
        return end.ms <= start.ms
    return _USUAL[end.sun] + end.ms <= _USUAL[start.sun] + start.ms - _STRAY
