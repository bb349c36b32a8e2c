"""`dinrail/router/counters/<n>`: what became of every message, per route and per source."""

from __future__ import annotations

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail.parts import split_document
from dinrail.sample import Scalar
from dinrail_router.engine import Engine
from dinrail_router.route import LastError, Route
from dinrail_router.source import Malformed

__all__ = ["Counters", "Report", "RouteCounters", "SourceCounters", "counters_of"]

REPORT_S = 5.0


class Last(msgspec.Struct, frozen=True):
    """The latest result of a route; `ts` of its source, Unix ms."""

    ts: int
    value: Scalar


class RouteCounters(msgspec.Struct, frozen=True, omit_defaults=True):
    """One per sample and target: received = delivered + pending + filtered + dropped."""

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
    return RouteCounters(
        id=route.plan.label,
        name=route.plan.name,
        back=route.plan.back,
        last=Last(route.last.ts, route.last.value) if route.last is not None else None,
        last_error=route.last_error,
        **msgspec.structs.asdict(route.tally.view()),
    )


class Report:
    """Publishes the document in parts every 5 s."""

    def __init__(self, bus: Bus, engine: Engine, clock: Clock) -> None:
        self._bus = bus
        self._engine = engine
        self._clock = clock
        self._since = clock.now_ms()
        self._number = 0

    def counters(self) -> Counters:
        """The counters now."""
        routes = [counters_of(route) for route in self._engine.table.routes]
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
        return Counters(self._clock.now_ms(), self._since, routes, sources)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._bus.is_connected and not self._bus.is_congested:
                self.publish()
            await self._clock.sleep(REPORT_S)

    def publish(self) -> None:
        """Publish the document now."""
        self._number += 1
        for part, payload in enumerate(split_document(self.counters(), self._number)):
            self._bus.publish(Topics.of("router", "counters", str(part)), payload)
