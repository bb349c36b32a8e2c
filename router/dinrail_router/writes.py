"""Targets that are points of instances: write requests, one on its way per route and target."""

from __future__ import annotations

from dinrail.bus import Bus
from dinrail.errors import BusError
from dinrail.sample import Sample, Scalar
from dinrail.write import EXPIRY_S, encode_write
from dinrail_router.flow import Flow
from dinrail_router.route import Route

__all__ = ["WriteOutlet", "WriteSwitch"]


class WriteSwitch:
    """Whether write requests may leave at all; the panic latch turns it."""

    __slots__ = ("blocked",)

    def __init__(self) -> None:
        self.blocked = False


class WriteOutlet:
    """While a request is unacknowledged only the latest value waits behind it."""

    __slots__ = ("_next", "_prepared", "_route", "_sender", "_switch", "_underway", "address")

    def __init__(self, route: Route, address: str, topic: str, bus: Bus, switch: WriteSwitch) -> None:
        self._route = route
        self.address = address
        self._prepared = bus.prepare_acked(topic, self._done, expiry=EXPIRY_S)
        self._switch = switch
        self._sender: Flow | None = None
        self._underway = False
        self._next: tuple[Flow, Scalar, int] | None = None

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Send, or keep as the value to send next."""
        tally = self._route.tally
        value = result.value
        if value is None:
            tally.dropped["no_value"] += 1
            return
        if self._underway:
            if self._next is None:
                tally.pending += 1
            else:
                tally.dropped["superseded"] += 1
            self._next = (flow, value, now)
            return
        self._publish(flow, value, now)

    def confirm(self, ts: int) -> None:
        """Nothing: what was written stays written."""

    def spoil(self, why: str) -> None:
        """Nothing: a bad value is never written."""

    def suspend(self, why: str) -> None:
        """Nothing: what was written stays written."""

    def resume(self) -> None:
        """Nothing: it was written already."""

    def discard(self) -> None:
        """The route is gone: what waits is not sent any more."""
        if self._next is not None:
            self._next = None
            self._route.tally.pending -= 1
            self._route.tally.dropped["reload"] += 1

    def _publish(self, flow: Flow, value: Scalar, now: int) -> None:
        tally = self._route.tally
        if self._switch.blocked:
            self._lost(flow, "panic")
            return
        try:
            taken = self._prepared.send(encode_write(value, now))
        except BusError as error:
            self._lost(flow, error.reason.key)
            self._route.note(self.address, error.message)
            return
        if not taken:
            self._lost(flow, "full")
            return
        tally.pending += 1
        self._underway = True
        self._sender = flow

    def _done(self, outcome: int | BusError) -> None:
        """The broker's answer; then the value that came meanwhile."""
        tally = self._route.tally
        tally.pending -= 1
        self._underway = False
        flow, self._sender = self._sender, None
        if outcome == 0:
            tally.delivered += 1
        elif flow is not None:
            why, message = _explain(outcome)
            self._lost(flow, why)
            self._route.note(self.address, message)
        if self._next is not None:
            flow, value, since = self._next
            self._next = None
            tally.pending -= 1
            self._after_wait(flow, value, since)

    def _after_wait(self, flow: Flow, value: Scalar, since: int) -> None:
        now = self._route.clock.now_ms()
        if now - since > EXPIRY_S * 1000:
            self._lost(flow, "expired")
        else:
            self._publish(flow, value, since)

    def _lost(self, flow: Flow, why: str) -> None:
        """Count it, and let the next sample of its source through the gates: the target has not got this value."""
        self._route.tally.dropped[why] += 1
        flow.forget()


def _explain(outcome: int | BusError) -> tuple[str, str]:
    """Reason key and sentence of a request that did not arrive."""
    if isinstance(outcome, BusError):
        return outcome.reason.key, outcome.message
    return "no_receiver", "nobody takes write requests there: no such instance, or it is not connected"
