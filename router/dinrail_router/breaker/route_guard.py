"""Holds a route that sends too much: the guard against loops through the outside world, which no file shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from dinrail.clock import Clock
from dinrail_router.flow import Flow
from dinrail_router.route import Overrun, Route

__all__ = ["RouteGuard"]

TICK_S = 0.5
HELD_S = 30.0
FAST = 200.0
FAST_PER_POINT = 100.0
TOO_OFTEN = 2
GOOD_S = 600.0
_UNSENT = ("rate", "error", "suspended", "reload")

_log = logging.getLogger("dinrail.router.route")


class _Watch:
    """What was seen of a route: counts at the last look, how often in a row it was too fast, monotonic times."""

    __slots__ = ("received", "seen", "sent", "silent_until", "until")

    def __init__(self, route: Route) -> None:
        self.received = route.tally.received
        self.sent = _sent(route)
        self.seen = 0
        self.until: float | None = None
        self.silent_until = 0.0


class RouteGuard:
    """Looks at the counters twice a second; what carries a sample knows nothing of it."""

    def __init__(
        self, clock: Clock, routes: Callable[[], Sequence[Route]], flows: Callable[[Route], Iterator[Flow]]
    ) -> None:
        """`flows` finds the flows of a route, one for each of its source points."""
        self._clock = clock
        self._routes = routes
        self._flows = flows
        self._known: Sequence[Route] = ()
        self._watched: dict[Route, _Watch] = {}
        self._looked = clock.monotonic()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._clock.sleep(TICK_S)
            self.tick()

    def tick(self) -> None:
        """Compare what each route has sent since the last look with what it may."""
        now = self._clock.monotonic()
        passed, self._looked = now - self._looked, now
        routes = self._routes()
        if routes is not self._known:
            self._known = routes
            self._watched = {route: self._watched.get(route) or _Watch(route) for route in routes}
        for route in routes:
            watch = self._watched[route]
            if watch.until is not None:
                if now >= watch.until:
                    self._free(route, watch, now)
            elif route.tally.received != watch.received:
                self._look(route, watch, passed, now)
            else:
                watch.seen = 0

    def _look(self, route: Route, watch: _Watch, passed: float, now: float) -> None:
        sent = _sent(route)
        rate = (sent - watch.sent) / max(passed, TICK_S / 2) / max(1, len(route.plan.targets))
        watch.received, watch.sent = route.tally.received, sent
        limit = route.plan.max_rate or FAST
        if rate > limit and route.plan.max_rate is None:
            limit = max(FAST, FAST_PER_POINT * route.points)
        watch.seen = watch.seen + 1 if rate > limit else 0
        if watch.seen >= TOO_OFTEN:
            self._hold(route, watch, rate, limit, now)

    def _hold(self, route: Route, watch: _Watch, rate: float, limit: float, now: float) -> None:
        route.open = Overrun(self._clock.now_ms(), round(rate), limit)
        watch.until, watch.seen = now + HELD_S, 0
        for flow in self._flows(route):
            flow.passes = route.passes
            flow.suspend("route_held")
        if now >= watch.silent_until:
            text = "route %s: held for %g s at a time, %d results/s where %g are allowed"
            _log.warning(text, route.plan.label, HELD_S, rate, limit)
        watch.silent_until = now + HELD_S + GOOD_S

    def _free(self, route: Route, watch: _Watch, now: float) -> None:
        route.open = None
        watch.until = None
        watch.received, watch.sent = route.tally.received, _sent(route)
        for flow in self._flows(route):
            flow.passes = route.passes


def _sent(route: Route) -> int:
    """Results that were to go out, once for each target, whatever became of them."""
    tally = route.tally
    return (
        tally.received
        - tally.pending
        - sum(tally.filtered.values())
        - sum(tally.dropped.get(reason, 0) for reason in _UNSENT)
    )
