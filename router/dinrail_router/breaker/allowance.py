"""What a source may do: its entry in the routing file, else its instance's limits, else the defaults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated

import msgspec

from dinrail.options import option
from dinrail_router.durations import Duration, seconds

__all__ = ["DEFAULT_POINTS", "DEFAULT_RATE", "MOST_POINTS", "Allowance", "SourceEntry", "allowance_of"]

DEFAULT_RATE = 500
DEFAULT_POINTS = 10_000
MOST_POINTS = 50_000


class SourceEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the router does with a source, where that differs from the limits of its instance."""

    connected: Annotated[bool, option("Connected", "When not, it is not read; the instance itself runs on.")] = True
    rate: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None,
        option("Messages per second", "Above it the source is suspended; default its instance's limit, else 500.",
               unit="1/s"),
    ] = None  # fmt: skip
    points: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=MOST_POINTS)] | None,
        option("Points", "Further new points are not routed; default its instance's limit, else 10,000."),
    ] = None
    retry: Annotated[
        Duration | None,
        option("Retry", "Try a suspended source again after this time, longer each time; without it by hand."),
    ] = None


class Allowance(msgspec.Struct, frozen=True):
    """Limits in force: messages/s, number of points; `retry` in s, None by hand."""

    rate: float = DEFAULT_RATE
    points: int = DEFAULT_POINTS
    connected: bool = True
    retry: float | None = None


def allowance_of(instance: str, entries: Mapping[str, SourceEntry], rate: int | None, points: int | None) -> Allowance:
    """`rate` and `points` are what the status of the instance says. Without an entry calculated points are free."""
    entry = entries.get(instance) or SourceEntry()
    free = instance == "calc"
    return Allowance(
        rate=entry.rate or rate or (math.inf if free else DEFAULT_RATE),
        points=entry.points or points or (MOST_POINTS if free else DEFAULT_POINTS),
        connected=entry.connected,
        retry=seconds(entry.retry) if entry.retry is not None else None,
    )
