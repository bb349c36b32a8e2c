"""Makes the flows of a route: which outlets its targets are, shared where they must be."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dinrail.bus import Bus
from dinrail.errors import AddressError
from dinrail.names import Topics
from dinrail.sample import Sample
from dinrail_router.calculated import CalculatedPoints
from dinrail_router.flow import Flow, Outlet
from dinrail_router.pattern import Target
from dinrail_router.route import Route
from dinrail_router.writes import WriteOutlet, WriteSwitch

__all__ = ["Outlets"]


class Outlets:
    """All flows of a route share one outlet per target, so that order and "latest only" hold for the target."""

    def __init__(self, bus: Bus, topics: Topics, calculated: CalculatedPoints) -> None:
        self.switch = WriteSwitch()
        self._bus = bus
        self._topics = topics
        self._calculated = calculated
        self._writers: dict[Route, dict[str, WriteOutlet]] = {}

    def flow(self, route: Route, address: str, captures: Sequence[str]) -> Flow:
        """A new flow of the route for a source point."""
        return Flow(route, address, [self._outlet(route, target, captures) for target in route.plan.targets])

    def keep_only(self, routes: Collection[Route]) -> None:
        """Let go of what waits for routes that are gone."""
        for route in self._writers.keys() - set(routes):
            for outlet in self._writers.pop(route).values():
                outlet.discard()

    def _outlet(self, route: Route, target: Target, captures: Sequence[str]) -> Outlet:
        try:
            address = target.fill(captures)
        except AddressError as error:
            route.note(str(target), error.message)
            return _Nowhere(route)
        if address.startswith("calc."):
            return self._calculated.point(address)
        writers = self._writers.setdefault(route, {})
        if address not in writers:
            topic = self._topics.write(address)
            writers[address] = WriteOutlet(route, address, topic, self._bus, self.switch)
        return writers[address]


class _Nowhere:
    """A target that becomes no address with what the wildcards of this point matched."""

    __slots__ = ("_route",)

    def __init__(self, route: Route) -> None:
        self._route = route

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Count."""
        self._route.tally.dropped["bad_target"] += 1

    def confirm(self, ts: int) -> None:
        """Nothing to confirm."""

    def spoil(self, why: str) -> None:
        """Nothing to spoil."""

    def suspend(self, why: str) -> None:
        """Nothing to spoil."""

    def resume(self) -> None:
        """Nothing to restore."""
