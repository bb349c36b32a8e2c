"""Routes in force and sources subscribed: what changes together at a reload."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mqtt5 import PublishPacket

from dinrail.bus import Bus, Subscription
from dinrail.clock import Clock
from dinrail.documents import PanicLevel
from dinrail.errors import AddressError
from dinrail.names import Topics, check_instance_id
from dinrail_router.aware import Surroundings
from dinrail_router.breaker.allowance import SourceEntry
from dinrail_router.breaker.keeper import Breakers
from dinrail_router.breaker.route_guard import RouteGuard
from dinrail_router.calculated import CalculatedPoints
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow
from dinrail_router.flows import Flows
from dinrail_router.outlets import Outlets
from dinrail_router.pair import Pair
from dinrail_router.plan import Plan
from dinrail_router.recorder import Recorder
from dinrail_router.route import Route
from dinrail_router.source import Source
from dinrail_router.table import EMPTY, Table
from dinrail_router.tally import Tally
from dinrail_router.timers import Timers

__all__ = ["Engine"]

_SETTLE_AT_ONCE = 100

Dress = Callable[[Flow, Callable[[Flow], Flow]], Flow]
"""What becomes of a flow; given what makes a recordable one of it."""


class Engine:
    """Match → pipeline → publish; one event loop, nothing blocks."""

    def __init__(self, bus: Bus, topics: Topics, clock: Clock, directory_changed: Callable[[], None]) -> None:
        """`directory_changed` is called when the list of calculated points is."""
        self.table: Table = EMPTY
        self.sources: dict[str, Source] = {}
        self.calculated = CalculatedPoints(bus, topics, directory_changed)
        self.timers = Timers(clock)
        self.recorder = Recorder()
        self._dress: Dress | None = None
        self._cells: dict[str, Cell] = {}
        self.breakers = Breakers(bus, topics, clock)
        self.guard = RouteGuard(clock, lambda: self.table.routes, self.flows_of)
        self._outlets = Outlets(bus, topics, self.calculated)
        surroundings = Surroundings(clock, self.timers, self._cell, self.calculated.hops, lambda: self._muted)
        self._flows = Flows(surroundings, self._outlets.outlet)
        self._bus = bus
        self._topics = topics
        self._clock = clock
        self._muted = False
        self._subscriptions: dict[str, list[Subscription]] = {}
        self._instances: set[str] = set()
        self._instance_watch: Subscription | None = None
        self._settling: asyncio.Task[None] | None = None

    def swap(self, plans: Iterable[Plan], sources: Mapping[str, SourceEntry] | None = None) -> None:
        """Put these routes in force at once; a route that stays the same keeps state and counters."""
        enabled = [plan for plan in plans if plan.enabled]
        self.table = Table(list(_carry_over(self.table.routes, enabled, self._clock)))
        self._outlets.keep_only(self.table.routes)
        self._flows.keep_only(self.table.routes)
        for source in self.sources.values():
            source.turn()
        self._cells = {address: cell for address, cell in self._cells.items() if self.table.reads(address)}
        self.calculated.retire(self.table.reaches)
        self.breakers.configure(sources or {})
        if self._instance_watch is None:
            self._instance_watch = self._bus.subscribe(Topics.of("+", "state"), self._on_state, qos=1)
        self._subscribe()
        if self._settling is None or self._settling.done():
            self._settling = asyncio.get_running_loop().create_task(self._settle(), name="router settle")

    def obey(self, level: PanicLevel | None) -> None:
        """Follow the panic latch: `writes` holds write requests, `routes` and `all` hold everything."""
        self._outlets.switch.blocked = level is not None
        self._muted = level in ("routes", "all")
        for source in self.sources.values():
            source.muted = self._muted

    def flows(self, address: str, known: tuple[Flow | Cell, ...]) -> tuple[Flow | Cell, ...]:
        """Flows of a point under the routes in force; those in `known` whose route goes on are kept."""
        kept = {flow.route: flow for flow in known if not isinstance(flow, Cell)}
        flows = tuple(
            kept.get(route) or self._make(route, address, captures)
            for route, captures in self.table.match(address.split("."))
        )
        # The cell first, so that a condition on the point itself sees its newest value.
        return (self._cell(address), *flows) if self.table.reads(address) else flows

    def flows_of(self, route: Route) -> Iterator[Flow]:
        """The flows of a route, one for each of its source points."""
        return (flow for source in self.sources.values() for flow in source.flows() if flow.route is route)

    def payloads(self) -> dict[str, bytes]:
        """The last message of every point seen, by address."""
        return {address: payload for source in self.sources.values() for address, payload in source.payloads()}

    def observe(self, dress: Dress) -> None:
        """Have every flow, also those to come, go through `dress`, which may exchange it for a recordable one."""
        self._dress = dress
        for source in self.sources.values():
            source.exchange(lambda flow: dress(flow, self._flows.recordable))

    def stop(self) -> None:
        """Take nothing more in; what lies on the broker stays."""
        for instance in list(self._subscriptions):
            self._drop(instance)
        if self._settling is not None:
            self._settling.cancel()

    def _make(self, route: Route, address: str, captures: Sequence[str]) -> Flow:
        route.points += 1
        flow = self._flows.make(route, address, captures)
        return flow if self._dress is None else self._dress(flow, self._flows.recordable)

    def _cell(self, address: str) -> Cell:
        cell = self._cells.get(address)
        if cell is None:
            instance, _, path = address.partition(".")

            def max_age_ms() -> float:
                source = self.sources.get(instance)
                return source.health.max_age_ms(path) if source is not None else 0.0

            cell = self._cells[address] = Cell(address, max_age_ms, self._clock)
        return cell

    def _wanted(self) -> set[str]:
        """Every instance, because the breaker guards those without routes too, and what the routes name."""
        wanted = self._instances | set(self.table.sources)
        if self.table.any_source and self.table.calculates:
            wanted.add("calc")
        return wanted

    def _subscribe(self) -> None:
        wanted = self._wanted()
        for instance in self._subscriptions.keys() - wanted:
            self._drop(instance)
        for instance in sorted(wanted - self._subscriptions.keys()):
            self._add(instance)

    def _add(self, instance: str) -> None:
        source = Source(instance, self._topics, self, self._clock, self.calculated.hops)
        source.muted = self._muted
        self.sources[instance] = source
        subscribe = self._bus.subscribe
        held = self._subscriptions[instance] = []
        if instance != "calc":
            # What is known about the instance comes before its samples, so that the first are judged by it.
            held.append(subscribe(Topics.of(instance, "status"), source.on_status, qos=1))
            held.append(subscribe(Topics.of(instance, "points", "+"), source.on_points, qos=1))
        self.breakers.attach(source)

    def _drop(self, instance: str) -> None:
        for subscription in self._subscriptions.pop(instance):
            self._bus.unsubscribe(subscription)
        self.breakers.detach(instance)
        self.sources.pop(instance).close()

    def _on_state(self, packet: PublishPacket) -> None:
        instance = packet.topic.split("/")[1]
        try:
            check_instance_id(instance)
        except AddressError:
            return  # router and gateway, which are no sources
        if packet.payload:
            self._instances.add(instance)
        else:
            self._instances.discard(instance)
        self._subscribe()

    async def _settle(self) -> None:
        """After a reload, in portions: a point's flows and the known value for routes that are new."""
        waiting = True
        while waiting:
            waiting = any(source.settle(_SETTLE_AT_ONCE) for source in self.sources.values())
            await asyncio.sleep(0)


def _carry_over(old: Sequence[Route], plans: Sequence[Plan], clock: Clock) -> Iterator[Route]:
    """Routes of the plans: those of an equal plan go on, those of the same id keep their counters."""
    unchanged: defaultdict[tuple[object, ...], list[Route]] = defaultdict(list)
    for route in reversed(old):
        unchanged[route.plan.identity].append(route)
    tallies: dict[tuple[str | None, bool], Tally] = {
        (route.plan.id, route.plan.back): route.tally for route in old if route.plan.id is not None
    }
    pairs: dict[int, Pair] = {}
    for plan in plans:
        same = unchanged[plan.identity]
        if same:
            route = same.pop()
            route.adopt(plan)
            if route.pair is not None:
                pairs[plan.place] = route.pair
            yield route
            continue
        pair = pairs.setdefault(plan.place, Pair()) if plan.paired else None
        yield Route(plan, clock, tallies.get((plan.id, plan.back)), pair)
