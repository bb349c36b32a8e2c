"""All batteries at a glance."""

from __future__ import annotations

from dinrail.sample import Quality, Scalar
from dinrail_gateway.batteries.finding import find
from dinrail_gateway.batteries.schemas import BatteryList, BatteryView
from dinrail_gateway.points.service import PointService

__all__ = ["MOST", "BatteryService"]

MOST = 5000
ESSENTIAL = ("soc", "voltage", "current", "cells.1.voltage")
SHOWN = (
    *("soc", "voltage", "current", "power", "alarm_level", "alarms"),
    *("cells.min", "cells.max", "cells.delta", "temperatures.max"),
)
RANK: dict[Quality, int] = {"good": 0, "uncertain": 1, "bad": 2}


class BatteryService:
    """Looks for batteries anew only when points came or went."""

    def __init__(self, points: PointService) -> None:
        self._points = points
        self._seen: object = None
        self._found: list[str] = []

    def all(self) -> BatteryList:
        """Every battery."""
        found = self._addresses()
        return {"total": len(found), "items": [self._view(address) for address in found[:MOST]]}

    def _addresses(self) -> list[str]:
        known = self._points.space.ordered()  # another list as soon as there is another address
        if known is not self._seen:
            self._seen, self._found = known, list(find(self._points.space.tree))
        return self._found

    def _view(self, address: str) -> BatteryView:
        values: dict[str, Scalar] = {}
        worst: tuple[int, Quality, str] = (0, "good", "")
        times: list[int | None] = []
        for name in dict.fromkeys((*ESSENTIAL, *SHOWN)):
            entry = self._points.space.get(f"{address}.{name}")
            if entry is None:
                continue
            quality, reason = self._points.quality(entry)
            if name in ESSENTIAL:
                times.append(entry.sample.ts if entry.sample else None)
                if RANK[quality] > worst[0]:
                    worst = (RANK[quality], quality, reason)
            if quality == "good" and entry.sample is not None and name in SHOWN:
                values[name] = entry.sample.value
        known = [ts for ts in times if ts is not None]
        return {
            "address": address,
            "instance": address.partition(".")[0],
            "values": values,
            "quality": worst[1],
            "reason": worst[2],
            "ts": min(known) if known and len(known) == len(times) else None,
        }
