"""What a house made, took, stored, gave and used, and how much of it came from its own roof."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.buckets import Bucket, Calendar, buckets, span
from dinrail_gateway.history.earlier import Compare, before
from dinrail_gateway.history.schemas import EnergyView, ShareView, StatisticsView

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["SIGNED", "Asked", "Measured", "Statistics"]

MOST = 1000
POWER = {"W": 1e-3, "kW": 1.0, "MW": 1e3}
ENERGY = {"Wh": 1e-3, "kWh": 1.0, "MWh": 1e3}
SIGNED = {"grid": ("grid_import", "grid_export"), "battery": ("battery_charge", "battery_discharge")}
"""What one point with a sign measures: what it is above zero, and what below."""
COMES, GOES = ("solar", "grid_import", "battery_discharge"), ("grid_export", "battery_charge")
Values = list[float | None]


class Asked(NamedTuple):
    """A span in Unix ms, and what it is compared with."""

    start: int
    end: int
    step: Calendar
    zone: ZoneInfo
    compare: Compare


class Measured(NamedTuple):
    """What a point says of a role; `part`: all of it, or what it is `positive` or `negative`."""

    role: str
    point: str
    part: str = ""


class Statistics:
    """Points of power are summed up over time, meters are subtracted; everything in kWh.

    consumption may be left out: it is what came minus what went elsewhere.
    """

    def __init__(self, history: HistoryService) -> None:
        self._history = history

    async def of(self, measured: Sequence[Measured], asked: Asked) -> StatisticsView:
        """By bucket and as totals, beside the same time before."""
        step, zone = asked.step, asked.zone
        if span(asked.start, asked.end, step) - 2 > MOST:
            raise BadRequest(f"more than {MOST} buckets", key="history_too_much", most=MOST)
        if not measured:
            raise BadRequest("name at least one point", key="history_points", most=16)
        for each in measured:
            if each.part and self._history.unit(each.point) in ENERGY:
                raise BadRequest(f"{each.point} counts energy: it has no sign", key="meter_signed", point=each.point)
        wanted = buckets(asked.start, asked.end, step, zone)
        earlier = before(wanted, zone, asked.compare, self._history.clock.now_ms())
        now, then = await asyncio.gather(self._energies(measured, wanted), self._energies(measured, earlier))
        totals, totals_then = _totals(now), _totals(then)
        each_bucket = [{role: values[at] for role, values in now.items()} for at in range(len(wanted))]
        return {
            "from": wanted[0].start,
            "to": wanted[-1].end,
            "step": step,
            "tz": zone.key,
            "times": [bucket.start for bucket in wanted],
            "energy": {role: EnergyView(unit="kWh", values=values, total=totals[role]) for role, values in now.items()},
            "self_supply": ShareView(values=list(map(_own, each_bucket)), total=_own(totals)),
            "self_use": ShareView(values=list(map(_kept, each_bucket)), total=_kept(totals)),
            "before": {
                "from": earlier[0].start,
                "to": earlier[-1].end,
                "energy": totals_then,
                "self_supply": _own(totals_then),
                "self_use": _kept(totals_then),
                "change": {role: _change(totals[role], totals_then.get(role)) for role in totals},
            },
        }

    async def _energies(self, measured: Sequence[Measured], wanted: Sequence[Bucket]) -> dict[str, Values]:
        told = await asyncio.gather(*(self._energy(each, wanted) for each in measured))
        found: dict[str, Values] = {}
        for each, values in zip(measured, told, strict=True):
            known = found.get(each.role)
            found[each.role] = values if known is None else list(map(_sum, zip(known, values, strict=True)))
        if "consumption" not in found and {"solar", "grid_import"} & found.keys():
            found["consumption"] = [_used(found, at) for at in range(len(wanted))]
        return found

    async def _energy(self, measured: Measured, wanted: Sequence[Bucket]) -> Values:
        unit = self._history.unit(measured.point)
        fn, factor = ("increase", ENERGY[unit]) if unit in ENERGY else ("integral", POWER.get(unit, 1e-3))
        fn = f"{fn}_{measured.part}" if measured.part else fn
        states = (await self._history.summary([measured.point], wanted, fn)).get(measured.point, {})
        return [None if value is None else value * factor for value in states.get(None, [None] * len(wanted))]


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _used(found: Mapping[str, Values], at: int) -> float | None:
    came = _sum(found[role][at] for role in COMES if role in found)
    went = _sum(found[role][at] for role in GOES if role in found)
    return None if came is None else max(0.0, came - (went or 0.0))


def _totals(found: Mapping[str, Values]) -> dict[str, float | None]:
    return {role: _sum(values) for role, values in found.items()}


def _own(energies: Mapping[str, float | None]) -> float | None:
    """Which part of what was used did not come from the grid: 0 to 1."""
    used, taken = energies.get("consumption"), energies.get("grid_import")
    if not used or taken is None:
        return None
    return min(1.0, max(0.0, 1.0 - taken / used))


def _kept(energies: Mapping[str, float | None]) -> float | None:
    """Which part of what the roof made was not given away: 0 to 1."""
    made, given = energies.get("solar"), energies.get("grid_export")
    if not made or given is None:
        return None
    return min(1.0, max(0.0, 1.0 - given / made))


def _change(now: float | None, then: float | None) -> float | None:
    """0.1: ten percent more than before."""
    return None if now is None or not then else now / then - 1.0
