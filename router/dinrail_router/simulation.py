"""Routes in virtual time, without a broker: for previews, tests of routes and replays."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import msgspec

from dinrail.clock import Clock
from dinrail.sample import Quality, Sample, Scalar
from dinrail_router.aware import Surroundings
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow, Outlet
from dinrail_router.flows import Flows
from dinrail_router.hops import MAX_HOPS, Hops
from dinrail_router.pair import Pair
from dinrail_router.plan import Plan
from dinrail_router.recording import Recording, Timeline
from dinrail_router.route import Route
from dinrail_router.simulated import Calculated, Written
from dinrail_router.table import Table
from dinrail_router.timers import Timers

__all__ = ["Result", "Simulation", "VirtualClock", "routes_of"]

FRESH_S = 180.0


class VirtualClock:
    """Stands still until it is moved; seconds count from the start."""

    def __init__(self, start_ms: int) -> None:
        self._start_ms = start_ms
        self.seconds = 0.0

    def monotonic(self) -> float:
        """Seconds since the start."""
        return self.seconds

    def now_ms(self) -> int:
        """Unix milliseconds."""
        return self._start_ms + round(self.seconds * 1000)

    async def sleep(self, seconds: float) -> None:
        """Nobody sleeps in virtual time."""
        raise NotImplementedError


class Result(msgspec.Struct, frozen=True):
    """Something that left a route: `at` seconds since the start."""

    at: float
    to: str
    value: Scalar
    quality: Quality
    route: str


class Simulation:
    """`feed` samples, `advance` time; what comes out is in `results`, what happened is told to `watch`.

    Calculated points are fed back once a sample is through, at most 5 times in a row. `fresh_s` is how long the
    last sample of a point holds that is read by conditions and joins.
    """

    def __init__(
        self,
        plans: Iterable[Plan],
        start_ms: int,
        *,
        watch: Callable[[Timeline], None] | None = None,
        fresh_s: float = FRESH_S,
    ) -> None:
        self.clock = VirtualClock(start_ms)
        self.results: list[Result] = []
        self.routes = list(routes_of(plans, self.clock))
        self._watch = watch
        self._fresh_ms = fresh_s * 1000
        self._timers = Timers(self.clock)
        self._cells: dict[str, Cell] = {}
        self._hops = Hops()
        self._flows = Flows(Surroundings(self.clock, self._timers, self._cell, self._hops), self._outlet)
        self._table = Table(self.routes)
        self._made: dict[str, tuple[Flow | Cell, ...]] = {}
        self._calculated: dict[str, Calculated] = {}
        self._back: deque[tuple[str, Sample, int]] = deque()

    def feed(self, address: str, sample: Sample, *, stored: bool = False) -> None:
        """A point has a sample now."""
        self._run(address, sample, stored)
        self._feed_back()

    def know(self, address: str, sample: Sample) -> None:
        """Conditions and joins know this of a point, without a sample of it being routed."""
        self._cell(address).run(sample, self.clock.now_ms())

    def advance(self, until: float) -> None:
        """Move to that many seconds since the start; what is due on the way happens in order."""
        while (due := self._timers.next_due) is not None and due <= until:
            self.clock.seconds = max(self.clock.seconds, due)
            self._timers.fire_due()
            self._feed_back()
        self.clock.seconds = max(self.clock.seconds, until)

    def reads(self, address: str) -> bool:
        """Whether a condition or a join looks at a point."""
        return self._table.reads(address)

    def _collect(self, route: Route, address: str, sample: Sample) -> None:
        self.results.append(Result(self.clock.seconds, address, sample.value, sample.quality, route.plan.label))
        if address.startswith("calc.") and self._hops.behind < MAX_HOPS:
            self._back.append((address, sample, self._hops.behind + 1))

    def _feed_back(self) -> None:
        while self._back:
            address, sample, self._hops.behind = self._back.popleft()
            self._run(address, sample, stored=False)
        self._hops.behind = 0

    def _run(self, address: str, sample: Sample, stored: bool) -> None:
        for flow in self._of(address):
            flow.run(sample, self.clock.now_ms(), stored)

    def _of(self, address: str) -> tuple[Flow | Cell, ...]:
        made = self._made.get(address)
        if made is None:
            flows = [
                self._flows.recordable(self._flows.make(route, address, captures))
                for route, captures in self._table.match(address.split("."))
            ]
            for flow in flows:
                flow.recording = flow.recording or (Recording(self._watch) if self._watch is not None else None)
            cells = (self._cell(address),) if self._table.reads(address) else ()
            made = self._made[address] = (*cells, *flows)
        return made

    def _cell(self, address: str) -> Cell:
        cell = self._cells.get(address)
        if cell is None:
            cell = self._cells[address] = Cell(address, lambda: self._fresh_ms, self.clock)
        return cell

    def _outlet(self, route: Route, address: str) -> Outlet:
        if not address.startswith("calc."):
            return Written(self._collect, address)
        point = self._calculated.get(address)
        if point is None:
            point = self._calculated[address] = Calculated(self._collect, address)
        return point


def routes_of(plans: Iterable[Plan], clock: Clock) -> Iterator[Route]:
    """Routes of the enabled plans, both directions of one sharing what they wrote."""
    pairs: dict[int, Pair] = {}
    for plan in plans:
        if plan.enabled:
            pair = pairs.setdefault(plan.place, Pair()) if plan.paired else None
            yield Route(plan, clock, pair=pair)
