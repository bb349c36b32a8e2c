"""`dinrail/router/counters/<n>`: what became of every message, per route and per source."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail.parts import cut, part_payload
from dinrail.sample import Scalar
from dinrail_router.engine import Engine
from dinrail_router.plan import Plan
from dinrail_router.route import LastError, Overrun, Route
from dinrail_router.source import Malformed

__all__ = ["Counters", "Report", "RouteCounters", "SourceCounters", "counters_of"]

REPORT_S = 5.0
MANY_ROUTES = 10_000
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
    """Publishes the document in parts every 5 to 10 s, in small steps: routing goes on in between."""

    def __init__(self, bus: Bus, engine: Engine, clock: Clock) -> None:
        self._bus = bus
        self._engine = engine
        self._clock = clock
        self._since = clock.now_ms()
        self._number = 0
        self._routes: Sequence[Route] = ()
        self._told: list[_Told] = []

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            if self._bus.is_connected and not self._bus.is_congested:
                await self.publish()
            await self._clock.sleep(self.pause)

    @property
    def pause(self) -> float:
        """Seconds between two documents: a long one costs more and comes rarer, every 10 s at least."""
        return REPORT_S * min(2.0, 1.0 + len(self._engine.table.routes) / MANY_ROUTES)

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
        routes = b",".join(await self._texts())
        return (head + b'"routes":[' + routes + b"]" + tail).decode()

    async def _texts(self) -> list[bytes]:
        """The text of each route; written anew only for those that have moved since the last time."""
        routes = self._engine.table.routes
        if routes is not self._routes:
            known = dict(zip(self._routes, self._told, strict=True))
            self._told = [known.get(route) or _Told() for route in routes]
            self._routes = routes
        told, texts = self._told, []
        for start in range(0, len(routes), _AT_ONCE):
            await asyncio.sleep(0)
            for route, now in zip(routes[start : start + _AT_ONCE], told[start : start + _AT_ONCE], strict=True):
                if now.differs(route):
                    now.take(route)
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


class _Told:
    """A route as it was told. Counters that add up move together, so that three of them stand for all."""

    __slots__ = ("delivered", "last_error", "open", "pending", "plan", "points", "received", "text")

    def __init__(self) -> None:
        self.received, self.delivered, self.pending = -1, 0, 0
        self.plan: Plan | None = None
        self.points = 0
        self.open: Overrun | None = None
        self.last_error: LastError | None = None
        self.text = b""

    def differs(self, route: Route) -> bool:
        """Whether there is news of it."""
        tally = route.tally
        return (
            self.received != tally.received
            or self.delivered != tally.delivered
            or self.pending != tally.pending
            or self.plan is not route.plan
            or self.points != route.points
            or self.open is not route.open
            or self.last_error is not route.last_error
        )

    def take(self, route: Route) -> None:
        """Write it anew."""
        tally = route.tally
        self.received, self.delivered, self.pending = tally.received, tally.delivered, tally.pending
        self.plan, self.points = route.plan, route.points
        self.open, self.last_error = route.open, route.last_error
        self.text = _encode(counters_of(route))
