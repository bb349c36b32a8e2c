"""What a house made, took, stored, gave and used, and how much of it came from its own roof."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from dinrail_gateway.errors import BadRequest
from dinrail_gateway.history.balance import Values, added, by_bucket, change, kept, own, totals_of, used, whole_share
from dinrail_gateway.history.buckets import Bucket, Calendar, buckets, span
from dinrail_gateway.history.earlier import Compare, before
from dinrail_gateway.history.schemas import EnergyView, ShareView, StatisticsView

if TYPE_CHECKING:
    from dinrail_gateway.history.service import HistoryService

__all__ = ["SIGNED", "Asked", "Measured", "Statistics"]

MOST = 1000
DAY = 86_400_000
POWER = {"W": 1e-3, "kW": 1.0, "MW": 1e3}
ENERGY = {"Wh": 1e-3, "kWh": 1.0, "MWh": 1e3}
SIGNED = {"grid": ("grid_import", "grid_export"), "battery": ("battery_charge", "battery_discharge")}
"""What one point with a sign measures: what it is above zero, and what below."""


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
            unit = self._history.unit(each.point)
            if unit not in POWER and unit not in ENERGY:
                message = f"{each.point} is measured in neither W, kW, MW, Wh, kWh nor MWh"
                raise BadRequest(message, key="history_unit", point=each.point, unit=unit)
            if each.part and unit in ENERGY:
                raise BadRequest(f"{each.point} counts energy: it has no sign", key="meter_signed", point=each.point)
        wanted = buckets(asked.start, asked.end, step, zone)
        earlier = before(wanted, zone, asked.compare, self._history.clock.now_ms())
        now, then, heard = await asyncio.gather(
            self._energies(measured, wanted), self._energies(measured, earlier), self._heard(measured, earlier[0])
        )
        roles = {each.role for each in measured}
        comparable = {role for role in now if ({role} & roles or roles) <= heard}
        totals, totals_then = totals_of(now), totals_of(then)
        each_bucket, each_then = by_bucket(now), by_bucket(then)
        return {
            "from": wanted[0].start,
            "to": wanted[-1].end,
            "step": step,
            "tz": zone.key,
            "times": [bucket.start for bucket in wanted],
            "energy": {role: EnergyView(unit="kWh", values=values, total=totals[role]) for role, values in now.items()},
            "self_supply": ShareView(values=list(map(own, each_bucket)), total=whole_share(own, each_bucket)),
            "self_use": ShareView(values=list(map(kept, each_bucket)), total=whole_share(kept, each_bucket)),
            "before": {
                "from": earlier[0].start,
                "to": earlier[-1].end,
                "energy": totals_then,
                "self_supply": whole_share(own, each_then),
                "self_use": whole_share(kept, each_then),
                "change": {role: change(now[role], then[role]) if role in comparable else None for role in now},
            },
        }

    async def _energies(self, measured: Sequence[Measured], wanted: Sequence[Bucket]) -> dict[str, Values]:
        told = await asyncio.gather(*(self._energy(each, wanted) for each in measured))
        found: dict[str, Values] = {}
        for each, values in zip(measured, told, strict=True):
            known = found.get(each.role)
            found[each.role] = values if known is None else list(map(added, zip(known, values, strict=True)))
        if "consumption" not in found and {"solar", "grid_import"} & found.keys():
            found["consumption"] = [used(found, at) for at in range(len(wanted))]
        return found

    async def _heard(self, measured: Sequence[Measured], first: Bucket) -> set[str]:
        """Roles that something is known of on the first day: part of a time is nothing to compare with."""
        day = first._replace(end=min(first.end, first.start + DAY))
        points = list(dict.fromkeys(each.point for each in measured))
        told = await self._history.summary(points, [day], "count")
        return {each.role for each in measured if told.get(each.point, {}).get(None, [None]) != [None]}

    async def _energy(self, measured: Measured, wanted: Sequence[Bucket]) -> Values:
        unit = self._history.unit(measured.point)
        fn, factor = ("increase", ENERGY[unit]) if unit in ENERGY else ("integral", POWER[unit])
        fn = f"{fn}_{measured.part}" if measured.part else fn
        states = (await self._history.summary([measured.point], wanted, fn)).get(measured.point, {})
        return [None if value is None else value * factor for value in states.get(None, [None] * len(wanted))]
