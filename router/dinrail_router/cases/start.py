"""When a case begins."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dinrail_router.findings import TextError
from dinrail_router.schedule import Place
from dinrail_router.schedule.wall import first_at
from dinrail_router.schedule.zones import machine_zone, zone

__all__ = ["moment"]

USUAL = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - what a clock on the wall shows
YEARS = range(2000, 2200)


def moment(text: str, place: Place) -> int:
    """Unix ms of an ISO 8601 date and time; empty is a Monday at noon. Raises TextError."""
    try:
        shown = datetime.fromisoformat(text) if text else USUAL
    except ValueError:
        raise _wrong(text, f"{text[:64]!r} is no date and time") from None
    if shown.year not in YEARS:
        raise _wrong(text, f"the year {shown.year} is not between {YEARS[0]} and {YEARS[-1]}")
    if shown.tzinfo is None:
        return first_at(shown, zone_of(place)) * 1000
    return round(shown.timestamp() * 1000)


def zone_of(place: Place) -> ZoneInfo:
    """What clocks at the place follow."""
    return zone(place.tz) if place.tz else machine_zone()


def _wrong(text: str, message: str) -> TextError:
    hint = "for example 2026-01-05T06:00 or 2026-01-05T06:00:00+01:00"
    return TextError(message, key="case_start_invalid", hint=hint, text=text[:64])
