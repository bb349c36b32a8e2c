"""Traces: the way of each sample of a route or point, from the router to a browser while it watches."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.routes.router_calls import ROUTER, RouterCalls
from dinrail_gateway.streams.service import Stream, Streams

__all__ = ["Traces"]

MAX_TRACES = 20


class Traces(Streams):
    """All of them; each browser has a trace of its own at the router."""

    def __init__(self, bus: Bus, calls: RouterCalls, *, valid: Callable[[Principal], bool], clock: Clock) -> None:
        super().__init__(bus, limit=MAX_TRACES, too_many="too_many_traces", valid=valid, clock=clock)
        self._calls = calls

    async def trace(self, principal: Principal, target: dict[str, str]) -> Stream:
        """Have the router trace a `route` or `address`; raises ApiError when it does not."""
        name = secrets.token_hex(8)
        params = {**target, "id": name}
        topic = Topics.of(ROUTER, "stream", "trace", name)
        return await self.watch(principal, topic, lambda: self._calls.ask("trace", params))
