"""Live lists of an instance: scan progress, frames."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.calls.service import InstanceCalls
from dinrail_gateway.streams.service import Stream, Streams

__all__ = ["MAX_STREAMS", "InstanceStreams"]

MAX_STREAMS = 40
LEASE_ANSWER_S = 5.0


class InstanceStreams(Streams):
    """All of them; the instance sends a list once, whoever watches it."""

    def __init__(self, bus: Bus, calls: InstanceCalls, *, valid: Callable[[Principal], bool], clock: Clock) -> None:
        super().__init__(bus, limit=MAX_STREAMS, too_many="too_many_streams", valid=valid, clock=clock)
        self._calls = calls

    async def follow(self, principal: Principal, instance: str, name: str) -> Stream:
        """Have an instance send a live list; raises ApiError when it does not."""
        self._calls.require(instance)

        def renew() -> Awaitable[object]:
            return self._calls.ask(instance, "stream", {"name": name}, timeout=LEASE_ANSWER_S)

        return await self.watch(principal, Topics.of(instance, "stream", name), renew)
