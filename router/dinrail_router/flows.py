"""Makes the flows of routes: plain or aware, one for each source point or one for all of a join."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from weakref import WeakSet

from dinrail.errors import AddressError
from dinrail.sample import Sample
from dinrail_router.aware import AwareFlow, Surroundings
from dinrail_router.flow import Flow, Outlet
from dinrail_router.pattern import Target
from dinrail_router.route import Route

__all__ = ["Flows"]


class Flows:
    """`outlet` gives the outlet of a route to an address."""

    def __init__(self, surroundings: Surroundings, outlet: Callable[[Route, str], Outlet]) -> None:
        self._surroundings = surroundings
        self._outlet_of = outlet
        self._aware: dict[Route, WeakSet[AwareFlow]] = {}
        self._joined: dict[Route, dict[tuple[str, ...], Flow]] = {}

    def make(self, route: Route, address: str, captures: Sequence[str]) -> Flow:
        """The flow of a route for a source point."""
        outlets = [self._outlet(route, target, captures) for target in route.plan.targets]
        if not route.plan.aware:
            return Flow(route, address, outlets)
        if not route.plan.joined:
            return self._make_aware(route, address, outlets, captures)
        shared = self._joined.setdefault(route, {})
        key = (*captures, *(outlet.address for outlet in outlets))
        if key not in shared:
            shared[key] = self._make_aware(route, address, outlets, captures)
        return shared[key]

    def recordable(self, flow: Flow) -> AwareFlow:
        """The same flow as one that can be recorded."""
        if isinstance(flow, AwareFlow):
            return flow
        made = AwareFlow.of(flow, self._surroundings)
        self._aware.setdefault(flow.route, WeakSet()).add(made)
        return made

    def keep_only(self, routes: Collection[Route]) -> None:
        """Close those of routes that are gone."""
        for route in self._aware.keys() - set(routes):
            for flow in self._aware.pop(route):
                flow.close()
        for route in self._joined.keys() - set(routes):
            del self._joined[route]

    def _make_aware(self, route: Route, address: str, outlets: Sequence[Outlet], captures: Sequence[str]) -> Flow:
        try:
            flow = AwareFlow(route, address, outlets, captures, self._surroundings)
        except AddressError as error:
            route.note(address, error.reason)
            return Flow(route, address, [_Nowhere(route, str(target)) for target in route.plan.targets])
        self._aware.setdefault(route, WeakSet()).add(flow)
        return flow

    def _outlet(self, route: Route, target: Target, captures: Sequence[str]) -> Outlet:
        try:
            address = target.fill(captures)
        except AddressError as error:
            route.note(str(target), error.reason)
            return _Nowhere(route, str(target))
        return self._outlet_of(route, address)


class _Nowhere:
    """A target that becomes no address with what the wildcards of this point matched."""

    __slots__ = ("_route", "address")

    owing = True  # no gate shall stay closed for it

    def __init__(self, route: Route, address: str) -> None:
        self._route = route
        self.address = address

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Count."""
        self._route.tally.dropped["bad_target"] += 1

    def confirm(self, flow: Flow, ts: int) -> None:
        """Nothing to confirm."""

    def spoil(self, why: str) -> None:
        """Nothing to spoil."""

    def suspend(self, why: str) -> None:
        """Nothing to spoil."""

    def resume(self) -> None:
        """Nothing to restore."""
