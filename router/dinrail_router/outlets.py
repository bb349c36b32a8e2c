"""Where results really go: calculated points, and write requests to instances."""

from __future__ import annotations

from collections.abc import Collection

from dinrail.bus import Bus
from dinrail.names import Topics
from dinrail_router.calculated import CalculatedPoints
from dinrail_router.flow import Outlet
from dinrail_router.route import Route
from dinrail_router.writes import WriteOutlet, WriteSwitch

__all__ = ["Outlets"]


class Outlets:
    """All flows of a route share one outlet per target, so that order and "latest only" hold for the target."""

    def __init__(self, bus: Bus, topics: Topics, calculated: CalculatedPoints) -> None:
        self.switch = WriteSwitch(calculated.hops)
        self._bus = bus
        self._topics = topics
        self._calculated = calculated
        self._writers: dict[Route, dict[str, WriteOutlet]] = {}

    def outlet(self, route: Route, address: str) -> Outlet:
        """The outlet of a route to an address."""
        if address.startswith("calc."):
            return self._calculated.point(address)
        writers = self._writers.setdefault(route, {})
        if address not in writers:
            topic = self._topics.write(address)
            writers[address] = WriteOutlet(route, address, topic, self._bus, self.switch)
        return writers[address]

    def keep_only(self, routes: Collection[Route]) -> None:
        """Let go of what waits for routes that are gone."""
        for route in self._writers.keys() - set(routes):
            for outlet in self._writers.pop(route).values():
                outlet.discard()
