"""Traces: the way of each sample of a route or point, from the router to a browser while it watches."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.names import Topics
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.background import begin
from dinrail_gateway.errors import ApiError, TooMany
from dinrail_gateway.routes.event_stream import COMMENT
from dinrail_gateway.routes.mailbox import Mailbox
from dinrail_gateway.routes.router_calls import ROUTER, RouterCalls

__all__ = ["Trace", "Traces"]

MAX_TRACES = 20
RENEW_S = 5.0
COALESCE_S = 0.1

_decoder = msgspec.json.Decoder(list[msgspec.Raw])


class Trace:
    """One browser that follows; the router ends what is not renewed for 10 s."""

    def __init__(self, bus: Bus, principal: Principal, target: dict[str, str]) -> None:
        self.principal = principal
        self.mailbox = Mailbox()
        self.task: asyncio.Task[None] | None = None
        self.id = secrets.token_hex(8)
        self.params = {**target, "id": self.id}
        self._bus = bus
        # On its way before the call is, so no event can be missed.
        self._subscription = bus.subscribe(Topics.of(ROUTER, "stream", "trace", self.id), self._take)

    def close(self) -> None:
        """Nobody follows any more."""
        self.mailbox.end()
        self._bus.unsubscribe(self._subscription)
        if self.task is not None:
            self.task.cancel()

    def _take(self, packet: PublishPacket) -> None:
        try:
            self.mailbox.offer(_decoder.decode(packet.payload))
        except (msgspec.DecodeError, RecursionError) as error:
            logging.getLogger("dinrail.gateway.routes").warning("events of a trace cannot be read: %s", error)


class Traces:
    """All of them; at most 20 at once."""

    def __init__(self, bus: Bus, calls: RouterCalls, *, valid: Callable[[Principal], bool], clock: Clock) -> None:
        """valid: whether the session a trace was opened with still holds."""
        self._bus = bus
        self._calls = calls
        self._valid = valid
        self._clock = clock
        self._open: set[Trace] = set()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._open)

    async def open(self, principal: Principal, target: dict[str, str]) -> Trace:
        """Have the router trace a `route` or `address`; raises ApiError when it does not."""
        if len(self._open) >= MAX_TRACES:
            raise TooMany(f"{MAX_TRACES} traces are open", key="too_many_traces", max=MAX_TRACES)
        trace = Trace(self._bus, principal, target)
        self._open.add(trace)
        try:
            await self._calls.ask("trace", trace.params)
        except BaseException:
            self.close(trace)
            raise
        trace.task = begin(lambda: self._keep(trace), "trace")
        return trace

    async def frames(self, trace: Trace) -> AsyncIterator[bytes]:
        """What its browser is sent, until its session ends."""
        yield COMMENT
        while (data := await trace.mailbox.take()) is not None:
            if not self._valid(trace.principal):
                return
            yield data
            await self._clock.sleep(COALESCE_S)

    def close(self, trace: Trace) -> None:
        """End one; harmless when repeated."""
        self._open.discard(trace)
        trace.close()

    def end_all(self) -> None:
        """Have every stream end."""
        for trace in self._open:
            trace.mailbox.end()

    async def _keep(self, trace: Trace) -> None:
        """Renews the lease; a router that was away begins anew by that."""
        while True:
            await self._clock.sleep(RENEW_S)
            # Also has an ended session noticed when no events come.
            trace.mailbox.nudge()
            try:
                await self._calls.ask("trace", trace.params)
            except ApiError as error:
                trace.mailbox.tell(error.reason)
            else:
                trace.mailbox.tell(None)
