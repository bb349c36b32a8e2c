"""What the API says about the past."""

from __future__ import annotations

from typing import Literal, NotRequired

from pydantic import BaseModel
from typing_extensions import TypedDict

__all__ = [
    "Change",
    "ChangesView",
    "EnergyView",
    "HistoryView",
    "ImportView",
    "PointCoverage",
    "SeriesView",
    "ShareView",
    "StatisticsView",
]


class SeriesView(TypedDict):
    """One point, in columns: `times` are the beginnings of the buckets, Unix ms; null where nothing is known.

    `state`: with `state_duration`, the word whose seconds these are.
    """

    point: str
    unit: str
    times: list[int]
    values: list[float | None]
    state: NotRequired[str]


HistoryView = TypedDict(
    "HistoryView",
    {
        "from": int,
        "to": int,
        "step": int | Literal["day", "week", "month"],
        "fn": str,
        "tz": str,
        "series": list[SeriesView],
    },
)
"""The span in whole buckets; `step` in s or by the calendar of `tz`."""


class PointCoverage(TypedDict):
    """What there is of a point: first and last sample, Unix ms, and how many samples the last 24 hours brought."""

    point: str
    unit: str
    first: int | None
    last: int | None
    samples: int


class Change(TypedDict):
    """From `ts` on the point was `value`; None: nothing was known. `duration` in ms, up to the next change or now."""

    ts: int
    value: float | str | None
    duration: int


class ChangesView(TypedDict):
    """Changes in order; `more`: there are more of them than could be told."""

    point: str
    unit: str
    changes: list[Change]
    more: bool


class EnergyView(TypedDict):
    """kWh by bucket and in all; null where nothing is known."""

    unit: str
    values: list[float | None]
    total: float | None


class ShareView(TypedDict):
    """0 to 1, by bucket and in all."""

    values: list[float | None]
    total: float | None


BeforeView = TypedDict(
    "BeforeView",
    {
        "from": int,
        "to": int,
        "energy": dict[str, float | None],
        "self_supply": float | None,
        "self_use": float | None,
        "change": dict[str, float | None],
    },
)
"""Totals of the time it is compared with, as long as that of now has lasted; `change`: 0.1 is ten percent more."""

StatisticsView = TypedDict(
    "StatisticsView",
    {
        "from": int,
        "to": int,
        "step": Literal["day", "week", "month"],
        "tz": str,
        "times": list[int],
        "energy": dict[str, EnergyView],
        "self_supply": ShareView,
        "self_use": ShareView,
        "before": BeforeView,
    },
)
"""`energy` by role: consumption, solar, grid_import, grid_export, battery_charge, battery_discharge.

`self_supply`: part of the consumption that did not come from the grid; `self_use`: part of the solar energy
that was not given away.
"""


class ImportView(BaseModel):
    """How much was taken in."""

    samples: int
    points: int
