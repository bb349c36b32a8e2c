"""What a house made, took, gave and used, and how much of it came from its own roof."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.buckets import Bucket, Calendar, buckets, span
from dinrail_gateway.history.schemas import EnergyView, StatisticsView

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["Asked", "Statistics", "before"]

MOST = 1000
POWER = {"W": 1e-3, "kW": 1.0, "MW": 1e3}
ENERGY = {"Wh": 1e-3, "kWh": 1.0, "MWh": 1e3}
Values = list[float | None]


class Asked(NamedTuple):
    """A span in Unix ms, and what it is compared with: the same length `before`, or the same dates a `year` earlier."""

    start: int
    end: int
    step: Calendar
    zone: ZoneInfo
    compare: str


class Statistics:
    """Points of power are summed up over time, meters are subtracted; everything in kWh.

    consumption may be left out: it is what was made and taken minus what was given.
    """

    def __init__(self, history: HistoryService) -> None:
        self._history = history

    async def of(self, roles: Mapping[str, str], asked: Asked) -> StatisticsView:
        """By bucket and as totals, beside the same time before."""
        step, zone = asked.step, asked.zone
        if span(asked.start, asked.end, step) - 2 > MOST:
            raise BadRequest(f"more than {MOST} buckets", key="history_too_much", most=MOST)
        wanted = buckets(asked.start, asked.end, step, zone)
        if not roles:
            raise BadRequest("name at least one point", key="history_points", most=4)
        earlier = before(wanted, zone, asked.compare)
        now, then = await asyncio.gather(self._energies(roles, wanted), self._energies(roles, earlier))
        totals, totals_then = _totals(now), _totals(then)
        return {
            "from": wanted[0].start,
            "to": wanted[-1].end,
            "step": step,
            "tz": zone.key,
            "times": [bucket.start for bucket in wanted],
            "energy": {role: _view(values, totals[role]) for role, values in now.items()},
            "self_supply": {"values": [_share(now, at) for at in range(len(wanted))], "total": _part(totals)},
            "before": {
                "from": earlier[0].start,
                "to": earlier[-1].end,
                "energy": totals_then,
                "self_supply": _part(totals_then),
                "change": {role: _change(totals[role], totals_then.get(role)) for role in totals},
            },
        }

    async def _energies(self, roles: Mapping[str, str], wanted: Sequence[Bucket]) -> dict[str, Values]:
        found = dict(
            zip(roles, await asyncio.gather(*(self._energy(point, wanted) for point in roles.values())), strict=True)
        )
        if "consumption" not in found and {"solar", "grid_import"} & found.keys():
            found["consumption"] = [_used(found, at) for at in range(len(wanted))]
        return found

    async def _energy(self, point: str, wanted: Sequence[Bucket]) -> Values:
        unit = self._history.unit(point)
        fn, factor = ("increase", ENERGY[unit]) if unit in ENERGY else ("integral", POWER.get(unit, 1e-3))
        states = (await self._history.summary([point], wanted, fn)).get(point, {})
        return [None if value is None else value * factor for value in states.get("", [None] * len(wanted))]


def before(wanted: Sequence[Bucket], zone: ZoneInfo, compare: str) -> list[Bucket]:
    """As many buckets just before, or the same dates a year earlier."""
    first = datetime.fromtimestamp(wanted[0].start / 1000, zone).replace(tzinfo=None)
    last = datetime.fromtimestamp(wanted[-1].end / 1000, zone).replace(tzinfo=None)
    if compare == "year":
        return _days(_year_back(first), _year_back(last), wanted, zone)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months and (first.day, last.day) == (1, 1):
        year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
        return _days(first.replace(year=year, month=month + 1), first, wanted, zone)
    return _days(first - (last - first), first, wanted, zone)


def _days(start: datetime, end: datetime, wanted: Sequence[Bucket], zone: ZoneInfo) -> list[Bucket]:
    ms = [int(each.replace(tzinfo=zone).timestamp() * 1000) for each in (start, end)]
    step: Calendar = "day" if wanted[0].end - wanted[0].start <= 8 * 86_400_000 else "month"
    return buckets(ms[0], ms[1], step, zone)


def _year_back(day: datetime) -> datetime:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, month=3, day=1)


def _used(found: Mapping[str, Values], at: int) -> float | None:
    parts = [found[role][at] if role in found else 0.0 for role in ("solar", "grid_import", "grid_export")]
    made, taken, given = parts
    if made is None and taken is None:
        return None
    return max(0.0, (made or 0.0) + (taken or 0.0) - (given or 0.0))


def _totals(found: Mapping[str, Values]) -> dict[str, float | None]:
    known = {role: [value for value in values if value is not None] for role, values in found.items()}
    return {role: sum(values) if values else None for role, values in known.items()}


def _share(found: Mapping[str, Values], at: int) -> float | None:
    return _part({role: values[at] for role, values in found.items()})


def _part(energies: Mapping[str, float | None]) -> float | None:
    """Which part of what was used did not come from the grid: 0 to 1."""
    used, taken = energies.get("consumption"), energies.get("grid_import")
    if not used or taken is None:
        return None
    return min(1.0, max(0.0, 1.0 - taken / used))


def _view(values: Values, total: float | None) -> EnergyView:
    return {"unit": "kWh", "values": values, "total": total}


def _change(now: float | None, then: float | None) -> float | None:
    """0.1: ten percent more than before."""
    return None if now is None or not then else now / then - 1.0
