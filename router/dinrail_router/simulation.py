"""Routes in virtual time, without a broker: for previews, tests of routes and replays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from dinrail.sample import Quality, Sample, Scalar
from dinrail_router.aware import Surroundings
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow
from dinrail_router.flows import Flows
from dinrail_router.plan import Plan
from dinrail_router.recording import Recording, Timeline
from dinrail_router.route import Route
from dinrail_router.table import Table
from dinrail_router.timers import Timers

__all__ = ["Result", "Simulation", "VirtualClock"]

REFRESH_MS = 180_000.0
MAX_DEPTH = 16


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


class Result(NamedTuple):
    """Something that left a route: `at` seconds since the start."""

    at: float
    to: str
    value: Scalar
    quality: Quality
    route: str


class Simulation:
    """`feed` samples, `advance` time; what comes out is in `results`, what happened is told to `watch`.

    Calculated points are fed back, at most 16 deep.
    """

    def __init__(
        self, plans: Iterable[Plan], start_ms: int, *, watch: Callable[[Timeline], None] | None = None
    ) -> None:
        self.clock = VirtualClock(start_ms)
        self.results: list[Result] = []
        self._watch = watch
        self._timers = Timers(self.clock)
        self._cells: dict[str, Cell] = {}
        self._flows = Flows(Surroundings(self.clock, self._timers, self._cell), self._outlet)
        self.routes = [Route(plan, self.clock) for plan in plans if plan.enabled]
        self._table = Table(self.routes)
        self._made: dict[str, tuple[Flow | Cell, ...]] = {}
        self._depth = 0

    def feed(self, address: str, sample: Sample, *, stored: bool = False) -> None:
        """A point has a sample now."""
        if self._depth >= MAX_DEPTH:
            return
        self._depth += 1
        try:
            for flow in self._of(address):
                flow.run(sample, self.clock.now_ms(), stored)
        finally:
            self._depth -= 1

    def know(self, address: str, sample: Sample) -> None:
        """Conditions and joins know this of a point, without a sample of it being routed."""
        self._cell(address).run(sample, self.clock.now_ms())

    def advance(self, until: float) -> None:
        """Move to that many seconds since the start; what is due on the way happens in order."""
        while (due := self._timers.next_due) is not None and due <= until:
            self.clock.seconds = max(self.clock.seconds, due)
            self._timers.fire_due()
        self.clock.seconds = max(self.clock.seconds, until)

    def collect(self, route: Route, address: str, sample: Sample) -> None:
        """A result left a route."""
        self.results.append(Result(self.clock.seconds, address, sample.value, sample.quality, route.plan.label))
        if address.startswith("calc."):
            self.feed(address, sample)

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
            cell = self._cells[address] = Cell(address, lambda: REFRESH_MS, self.clock)
        return cell

    def _outlet(self, route: Route, address: str) -> _Collector:
        return _Collector(self, route, address)


class _Collector:
    """An outlet that keeps what it is given."""

    __slots__ = ("_last", "_route", "_simulation", "address")

    def __init__(self, simulation: Simulation, route: Route, address: str) -> None:
        self._simulation = simulation
        self._route = route
        self.address = address
        self._last: Sample | None = None

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Keep; null is no write request."""
        if result.value is None and not self.address.startswith("calc."):
            flow.tally.dropped["no_value"] += 1
            return
        flow.tally.delivered += 1
        self._last = result
        self._simulation.collect(self._route, self.address, result)

    def confirm(self, ts: int) -> None:
        """Nothing to confirm."""

    def spoil(self, why: str) -> None:
        """A calculated point turns bad."""
        last = self._last
        if last is not None and last.quality != "bad" and self.address.startswith("calc."):
            self._last = Sample(last.value, last.ts, "bad", why)
            self._simulation.collect(self._route, self.address, self._last)

    def suspend(self, why: str) -> None:
        """The same."""
        self.spoil(why)

    def resume(self) -> None:
        """Nothing to restore: nothing is suspended here."""
