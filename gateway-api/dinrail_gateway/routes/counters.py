"""What became of every message, from the router's report every 5 s, with rates from two of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.parts import PartReader
from dinrail_gateway.routes.breakers import Breakers
from dinrail_gateway.routes.sources import is_connected

__all__ = ["RouteCounters"]

STALE_S = 15.0
_ROUTE: dict[str, Any] = {
    "name": "",
    "back": False,
    "pending": 0,
    "points": 0,
    "last": None,
    "last_error": None,
    "open": None,
}
_SOURCE: dict[str, Any] = {"received": 0, "delivered": 0, "filtered": {}, "dropped": {}, "points": 0, "malformed": None}

Key = tuple[str, bool]


class _Row(msgspec.Struct):
    id: str
    received: int
    delivered: int
    back: bool = False


class _Report(msgspec.Struct):
    ts: int
    since: int
    routes: list[msgspec.Raw]
    sources: list[msgspec.Raw]


class _Counted:
    """One report: its rows as they came, what each route delivered and what was received of each source."""

    def __init__(self, report: _Report) -> None:
        self.ts, self.since = report.ts, report.since
        self.routes, routes = _rows(report.routes)
        self.sources, sources = _rows(report.sources)
        self.delivered = {(row.id, row.back): row.delivered for row in routes}
        self.received = {(row.id, False): row.received for row in sources}

    def rates(self, before: _Counted | None) -> tuple[dict[Key, float], dict[Key, float]]:
        """Per second since the report before, of routes and of sources; empty when the router began to count anew."""
        if before is None or before.since != self.since or before.ts >= self.ts:
            return {}, {}
        seconds = (self.ts - before.ts) / 1000
        return (
            _per_second(before.delivered, self.delivered, seconds),
            _per_second(before.received, self.received, seconds),
        )


class RouteCounters:
    """Listens to `dinrail/router/counters/<n>`."""

    def __init__(self, bus: Bus, breakers: Breakers, *, sources: Callable[[], Mapping[str, Any]], clock: Clock) -> None:
        """sources: what the routing file says of sources."""
        self._breakers = breakers
        self._sources = sources
        self._clock = clock
        self._reader = PartReader()
        self._decoder = msgspec.json.Decoder(_Report)
        self._before: _Counted | None = None
        self._latest: _Counted | None = None
        self._heard = clock.monotonic()
        self._log = logging.getLogger("dinrail.gateway.routes")
        bus.subscribe("dinrail/router/counters/+", self._take)

    def view(self) -> dict[str, Any]:
        """The latest report with rates, breakers, and sources that are switched off; rates null when it is old."""
        latest = self._latest
        fresh = latest is not None and self._clock.monotonic() - self._heard <= STALE_S
        routes, sources = latest.rates(self._before) if latest is not None and fresh else ({}, {})
        return {
            "ts": latest.ts if latest else None,
            "since": latest.since if latest else None,
            "routes": [
                {**_ROUTE, **row, "rate": routes.get((row["id"], row.get("back", False)))}
                for row in (latest.routes if latest else ())
            ],
            "sources": [self._source(row, sources.get((row["id"], False))) for row in self._source_rows()],
        }

    def _source_rows(self) -> list[dict[str, Any]]:
        rows = {row["id"]: row for row in (self._latest.sources if self._latest else ())}
        off = [name for name in self._sources() if not is_connected(self._sources(), name)]
        for name in (*self._breakers.all(), *off):
            rows.setdefault(name, {"id": name})
        return [rows[name] for name in sorted(rows)]

    def _source(self, row: dict[str, Any], rate: float | None) -> dict[str, Any]:
        breaker, connected = self._breakers.of(row["id"]), is_connected(self._sources(), row["id"])
        return {**_SOURCE, **row, "rate": rate, "breaker": breaker, "connected": connected}

    def _take(self, packet: PublishPacket) -> None:
        try:
            document = self._reader.feed(packet.payload)
            if document is None:
                return
            counted = _Counted(self._decoder.decode(document))
        except (msgspec.DecodeError, RecursionError) as error:
            self._log.warning("counters of the router cannot be read: %s", error)
            return
        self._before, self._latest = self._latest, counted
        self._heard = self._clock.monotonic()


def _rows(found: list[msgspec.Raw]) -> tuple[list[dict[str, Any]], list[_Row]]:
    typed = [msgspec.json.decode(row, type=_Row) for row in found]
    plain = [msgspec.json.decode(row, type=dict[str, Any]) for row in found]
    return plain, typed


def _per_second(before: dict[Key, int], now: dict[Key, int], seconds: float) -> dict[Key, float]:
    return {
        key: round((count - before[key]) / seconds, 2)
        for key, count in now.items()
        if key in before and count >= before[key]
    }
