"""Dates as text: `2026-12-24`, `2026-12-20..2027-01-06`, and every year `12-25`, `12-24..01-06`."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from dinrail_router.findings import TextError

__all__ = ["DATE_PATTERN", "Dates", "parse_dates"]

_DATE = r"(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2}"
DATE_PATTERN = rf"^ *{_DATE}(?: *\.\. *{_DATE})? *$"

_ONE = re.compile(r" *(?:(?P<year>[0-9]{4})-)?(?P<month>[0-9]{2})-(?P<day>[0-9]{2}) *")
_LEAP_YEAR = 2024

_MonthDay = tuple[int, int]


class Dates(NamedTuple):
    """One date or range, both ends in it; with years `fixed`, else every year."""

    first: _MonthDay
    last: _MonthDay
    fixed: tuple[date, date] | None = None

    def hold(self, day: date) -> bool:
        """Whether a day is among them."""
        if self.fixed is not None:
            return self.fixed[0] <= day <= self.fixed[1]
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


def parse_dates(text: str) -> Dates:
    """A date or a range of them; raises TextError at the wrong character."""
    year, first, at = _date(text, 0)
    if at == len(text):
        return _dates(year, first, year, first)
    if not text.startswith("..", at):
        raise _wrong(text, at, f"unexpected {text[at]!r}")
    start = at + 2
    other, last, at = _date(text, start)
    if at != len(text):
        raise _wrong(text, at, f"unexpected {text[at]!r}")
    if (year is None) != (other is None):
        raise _wrong(text, start, "a range has a year on both sides or on neither")
    dates = _dates(year, first, other, last)
    if dates.fixed is not None and dates.fixed[1] < dates.fixed[0]:
        raise TextError("the range ends before it begins", start, key="schedule_dates_reversed", text=text[:64])
    return dates


def _dates(year: int | None, first: _MonthDay, other: int | None, last: _MonthDay) -> Dates:
    if year is None or other is None:
        return Dates(first, last)
    return Dates(first, last, (date(year, *first), date(other, *last)))


def _date(text: str, at: int) -> tuple[int | None, _MonthDay, int]:
    match = _ONE.match(text, at)
    if match is None:
        raise _wrong(text, at, f"{text[at : at + 64]!r} is no date")
    year = int(match["year"]) if match["year"] else None
    month, day = int(match["month"]), int(match["day"])
    try:
        date(year if year is not None else _LEAP_YEAR, month, day)
    except ValueError:
        raise _wrong(text, match.end() - len(match[0].lstrip(" ")), f"there is no {match[0].strip()}") from None
    return year, (month, day), match.end()


def _wrong(text: str, offset: int, message: str) -> TextError:
    hint = "for example 2026-12-24, 12-25 or 12-24..01-06"
    return TextError(message, offset, key="schedule_dates_invalid", hint=hint, text=text[:64])
