"""Everything that is wrong with a schedule or a place, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dinrail_router.findings import TextError
from dinrail_router.schedule.dates import parse_dates
from dinrail_router.schedule.days import parse_days
from dinrail_router.schedule.edges import parse_edge
from dinrail_router.schedule.entry import Place, Schedule
from dinrail_router.schedule.zones import zone

__all__ = ["place_problems", "problems", "texts"]


def problems(schedule: Schedule, place: Place) -> Iterator[tuple[str, TextError]]:
    """(JSON pointer inside the schedule, what is wrong there) of everything wrong."""
    yield from _tried("/days", parse_days, schedule.days)
    yield from _tried("/from", partial(_edge, place=place, end=False), schedule.from_)
    yield from _tried("/to", partial(_edge, place=place, end=True), schedule.to)
    for field, dates in (("/dates", schedule.dates), ("/except_dates", schedule.except_dates)):
        for number, text in enumerate(texts(dates)):
            yield from _tried(field if isinstance(dates, str) else f"{field}/{number}", parse_dates, text)
    yield from _tried("/tz", zone, schedule.tz)


def place_problems(place: Place) -> Iterator[tuple[str, TextError]]:
    """(JSON pointer inside the place, what is wrong there) of everything wrong."""
    yield from _tried("/tz", zone, place.tz)


def texts(dates: str | tuple[str, ...]) -> tuple[str, ...]:
    """One date or a list of them, as a list."""
    return (dates,) if isinstance(dates, str) else dates


def _tried(pointer: str, parse: Callable[[str], object], text: str) -> Iterator[tuple[str, TextError]]:
    if not text and "dates" not in pointer:
        return
    try:
        parse(text)
    except TextError as error:
        yield pointer, error


def _edge(text: str, *, place: Place, end: bool) -> None:
    edge = parse_edge(text, end=end)
    if edge.sun and place.latitude is None:
        hint = 'give the file a "place" with latitude and longitude'
        raise TextError(f"{edge.sun} of which place?", key="schedule_needs_place", hint=hint)
