"""Schedules and the place as they stand in routing.json."""

from __future__ import annotations

from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail_router.schedule.dates import DATE_PATTERN
from dinrail_router.schedule.days import DAYS_PATTERN
from dinrail_router.schedule.edges import FROM_PATTERN, TO_PATTERN

__all__ = ["Place", "Schedule"]


def _matching(pattern: str) -> msgspec.Meta:
    """A pattern for editors only: a wrong text is told by the parser, which knows the wrong character."""
    return msgspec.Meta(extra_json_schema={"pattern": pattern})


_Date = Annotated[str, _matching(DATE_PATTERN)]
_Dates = _Date | tuple[_Date, ...]
_Zone = Annotated[str, msgspec.Meta(max_length=64)]


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where the installation stands: for sunrise and sunset, and what its clocks show."""

    latitude: Annotated[
        Annotated[float, msgspec.Meta(ge=-90, le=90)] | None,
        option("Latitude", "North of the equator; negative: south.", unit="°", examples=[48.14]),
    ] = None
    longitude: Annotated[
        Annotated[float, msgspec.Meta(ge=-180, le=180)] | None,
        option("Longitude", "East of Greenwich; negative: west.", unit="°", examples=[11.58]),
    ] = None
    tz: Annotated[
        _Zone,
        option("Time zone", "IANA name; without it that of the machine.", examples=["Europe/Berlin"]),
    ] = ""

    def __post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("give latitude and longitude, or neither")


class Schedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """When something is active: on `days`, from `from` until just before `to`; what is left out does not limit."""

    days: Annotated[
        str,
        option("Days", "Of the week, as the span starts on; ranges and lists.", examples=["mon-fri", "fri-mon,wed"]),
        _matching(DAYS_PATTERN),
    ] = ""
    from_: Annotated[
        str,
        option("From", "HH:MM[:SS], sunrise or sunset, with an offset if wanted; without it from midnight.",
               examples=["06:00", "sunset-00:30"]),
        _matching(FROM_PATTERN),
    ] = msgspec.field(name="from", default="")  # fmt: skip
    to: Annotated[
        str,
        option("To", "As from; on the next day when that is earlier; without it until midnight.",
               examples=["22:00", "sunrise+45m"]),
        _matching(TO_PATTERN),
    ] = ""  # fmt: skip
    dates: Annotated[
        _Dates,
        option("Dates", "Only on these: a date, a range, or every year without the year.",
               examples=[["2026-12-20..2027-01-06", "05-01"]]),
    ] = ()  # fmt: skip
    except_dates: Annotated[
        _Dates,
        option("Not on", "Dates written like those of dates.", examples=[["12-24..12-26"]]),
    ] = ()
    tz: Annotated[
        _Zone,
        option("Time zone", "IANA name; without it that of the place.", examples=["Europe/Berlin"]),
    ] = ""
