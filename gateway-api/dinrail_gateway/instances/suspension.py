"""Instances whose breaker is open: stopped, locked out of the broker, and shown as suspended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable

from dinrail.breaker import Breaker
from dinrail.bus import Bus
from dinrail.clock import Clock
from dinrail.errors import BusError, DinrailError
from dinrail.names import Topics
from dinrail.reason import Param, Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.errors import ApiError, Unavailable
from dinrail_gateway.reconcile.busprobe import TOPIC as PROBE
from dinrail_gateway.routes.breakers import Breakers
from dinrail_gateway.routes.router_calls import ROUTER, RouterCalls
from dinrail_gateway.runtime.interface import IdentityKeeper, Supervisor

__all__ = ["Suspension"]

RECALL_S = 5.0
CONFIRM_S = 30.0
RETRY_S = 5.0


class Suspension:
    """Follows the router's breakers. Their documents are the memory: they lie on the broker while nobody runs."""

    def __init__(
        self,
        breakers: Breakers,
        calls: RouterCalls,
        *,
        bus: Bus,
        supervisor: Supervisor,
        identities: IdentityKeeper,
        changed: Callable[[str, Reason | None], None],
        clock: Clock,
    ) -> None:
        """changed: called with an instance and why it is suspended, None when it is no longer."""
        self._breakers = breakers
        self._calls = calls
        self._bus = bus
        self._supervisor = supervisor
        self._identities = identities
        self._changed = changed
        self._clock = clock
        self._reasons: dict[str, Reason] = {}
        self._recalled = asyncio.Event()
        self._due = asyncio.Event()
        self._session = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._log = logging.getLogger("dinrail.gateway.instances")
        breakers.on_change(self._take)
        bus.on_connect(lambda _present: self._session.set())

    def start(self) -> None:
        """Begin."""
        self._tasks = [begin(self._confirm_often, "breakers"), begin(self._lock_often, "suspended instances")]

    async def stop(self) -> None:
        """End; who is suspended stays so."""
        await end(*self._tasks)

    def reason(self, instance: str) -> Reason | None:
        """Why an instance is suspended; None when it is not."""
        return self._reasons.get(instance)

    async def recalled(self) -> None:
        """Until what lies on the broker is known, a few seconds at most: nothing suspended is started by a restart."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._recalled.wait(), RECALL_S)

    async def reactivate(self, instance: str) -> None:
        """Have its breaker closed by the router, or closed without one; the rest follows from that. Raises ApiError."""
        try:
            await self._calls.ask("reactivate", {"source": instance})
        except Unavailable as error:
            if error.reason.key != "router_unreachable" or self._breakers.of(instance) is None:
                raise
            # Nobody reads the source; its document alone holds the instance, and a router would start from it.
            with contextlib.suppress(BusError):
                await self._bus.publish_acked(Topics.of(ROUTER, "breaker", instance), b"", retain=True)
                return
            raise

    async def release(self, instance: str) -> None:
        """It is removed: one that is added under its name later is not suspended for it."""
        if instance in self._reasons:
            try:
                await self.reactivate(instance)
            except ApiError as error:
                self._log.warning("%s: its breaker stays open: %s", instance, error.reason.message)

    def _take(self, source: str, breaker: Breaker | None) -> None:
        reason = _reason(breaker) if breaker is not None and breaker.state == "open" else None
        before = self._reasons.get(source)
        if reason == before:
            return
        if reason is None:
            del self._reasons[source]
            self._log.info("%s: no longer suspended", source)
        else:
            self._reasons[source] = reason
            if before is None:
                self._log.warning("%s: suspended: %s", source, reason.message)
        self._supervisor.suspend(self._reasons)
        self._due.set()
        self._changed(source, reason)

    async def _lock_often(self) -> None:
        await self._recalled.wait()
        self._due.set()
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self._identities.lock(self._reasons)
            except (OSError, DinrailError) as error:
                self._log.error("broker access of suspended instances is not as it should be: %s", error)
                await self._clock.sleep(RETRY_S)
                self._due.set()

    async def _confirm_often(self) -> None:
        """In each session: hear everything that lies there, and let go of what nobody has repeated."""
        while True:
            await self._session.wait()
            self._session.clear()
            try:
                await self._breakers.listening()
                # The broker answers in order: what it kept has come before it acknowledges this.
                await self._bus.publish_acked(PROBE, b"", expiry=5)
            except BusError:
                self._session.set()
                await self._bus.connected(3600)
                continue
            self._recalled.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._session.wait(), CONFIRM_S)
                continue
            self._breakers.forget_unheard()


def _reason(breaker: Breaker) -> Reason:
    params: dict[str, Param] = {
        "rate": breaker.rate,
        "limit": breaker.limit,
        "topic": breaker.topics[0].topic if breaker.topics else "",
        "last": breaker.last_activity,
    }
    return Reason("spam", params, f"{breaker.rate} messages/s, {breaker.limit} are allowed")
