"""`dinrail/router/counters/<n>`: what became of every message, per route and per source."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail.parts import cut, part_payload
from dinrail.sample import Scalar
from dinrail_router.engine import Engine
from dinrail_router.route import LastError, Overrun, Route
from dinrail_router.source import Malformed

__all__ = ["Counters", "Report", "RouteCounters", "SourceCounters", "counters_of"]

REPORT_S = 5.0
_AT_ONCE = 100

_encode = msgspec.json.Encoder().encode


class Last(msgspec.Struct, frozen=True):
    """The latest result of a route; `ts` of its source, Unix ms."""

    ts: int
    value: Scalar


class RouteCounters(msgspec.Struct, frozen=True, omit_defaults=True):
    """One per sample and target: received = delivered + pending + filtered + dropped; `points` it reads."""

    id: str
    received: int
    delivered: int
    pending: int
    filtered: dict[str, int]
    dropped: dict[str, int]
    name: str = ""
    back: bool = False
    last: Last | None = None
    last_error: LastError | None = None
    open: Overrun | None = None
    points: int = 0


class SourceCounters(msgspec.Struct, frozen=True, omit_defaults=True):
    """One per message: received = delivered (to at least one route) + filtered + dropped; `points` seen."""

    id: str
    received: int
    delivered: int
    filtered: dict[str, int]
    dropped: dict[str, int]
    points: int
    malformed: Malformed | None = None


class Counters(msgspec.Struct, frozen=True):
    """The document; times in Unix ms, counters since `since`, a changed route keeps those of its id."""

    ts: int
    since: int
    routes: list[RouteCounters]
    sources: list[SourceCounters]


def counters_of(route: Route) -> RouteCounters:
    """The counters of a route now."""
    plan, tally, last = route.plan, route.tally, route.last
    return RouteCounters(
        plan.label,
        tally.received,
        tally.delivered,
        tally.pending,
        dict(tally.filtered),
        dict(tally.dropped),
        plan.name,
        plan.back,
        Last(last.ts, last.value) if last is not None else None,
        route.last_error,
        route.open,
        route.points,
    )


class Report:
    """Publishes the document in parts every 5 s, in small steps: routing goes on in between."""

    def __init__(self, bus: Bus, engine: Engine, clock: Clock) -> None:
        self._bus = bus
        self._engine = engine
        self._clock = clock
        self._since = clock.now_ms()
        self._number = 0
        self._known: dict[Route, _Known] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._bus.is_connected and not self._bus.is_congested:
                await self.publish()
            await self._clock.sleep(REPORT_S)

    async def publish(self) -> None:
        """Publish the document now."""
        self._number += 1
        fragments = []
        for fragment in cut(await self._document()):
            fragments.append(fragment)
            await asyncio.sleep(0)
        for part, fragment in enumerate(fragments):
            payload = part_payload(self._number, part, len(fragments), fragment)
            self._bus.publish(Topics.of("router", "counters", str(part)), payload)
            await asyncio.sleep(0)

    async def _document(self) -> str:
        """The JSON text of Counters."""
        frame = _encode(Counters(self._clock.now_ms(), self._since, [], self._sources()))
        head, tail = frame.split(b'"routes":[]', 1)
        routes = b",".join(await self._routes())
        return (head + b'"routes":[' + routes + b"]" + tail).decode()

    async def _routes(self) -> list[bytes]:
        known, self._known = self._known, {}
        texts = []
        for at, route in enumerate(self._engine.table.routes):
            if at % _AT_ONCE == 0:
                await asyncio.sleep(0)
            now = self._known[route] = _look(route, known.get(route))
            texts.append(now.text)
        return texts

    def _sources(self) -> list[SourceCounters]:
        sources = []
        for instance, source in sorted(self._engine.sources.items()):
            view = source.tally.view()
            sources.append(
                SourceCounters(
                    instance,
                    view.received,
                    view.delivered,
                    view.filtered,
                    view.dropped,
                    source.points,
                    source.malformed,
                )
            )
        return sources


class _Known(NamedTuple):
    """A route as it was told: what changes when anything does, and its text."""

    signs: tuple[object, ...]
    text: bytes


def _look(route: Route, before: _Known | None) -> _Known:
    """As before while nothing came: counters that add up move together."""
    tally = route.tally
    signs = (tally.received, tally.delivered, tally.pending, route.last_error, route.open, route.points, route.plan)
    if before is not None and before.signs == signs:
        return before
    return _Known(signs, _encode(counters_of(route)))
