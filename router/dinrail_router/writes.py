"""Targets that are points of instances: write requests, one on its way per route and target."""

from __future__ import annotations

from dinrail.bus import Bus
from dinrail.errors import BusError
from dinrail.reason import Reason
from dinrail.sample import Sample, Scalar
from dinrail.write import EXPIRY_S, encode_write
from dinrail_router.flow import Flow
from dinrail_router.hops import Hops, properties_of
from dinrail_router.route import Route

__all__ = ["WriteOutlet", "WriteSwitch"]

_UNHEARD = Reason("no_receiver", {}, "nobody takes write requests there: no such instance, or it is not connected")

RETRY_S = 1.0
"""Shortest time between two tries of a value that is owed."""


class WriteSwitch:
    """Whether write requests may leave at all; the panic latch turns it. `hops` knows the sample at hand."""

    __slots__ = ("blocked", "hops")

    def __init__(self, hops: Hops) -> None:
        self.hops = hops
        self.blocked = False


_Wish = tuple[Flow, Scalar, int, int]
"""What a target shall become, the time of the wish, Unix ms, and the hops behind it.

A plain tuple, for one is made for every request.
"""


class WriteOutlet:
    """While a request is unacknowledged only the latest value waits behind it; what did not arrive is owed."""

    __slots__ = (
        "_bus",
        "_next",
        "_owed",
        "_prepared",
        "_retry_at",
        "_route",
        "_switch",
        "_underway",
        "address",
    )

    def __init__(self, route: Route, address: str, topic: str, bus: Bus, switch: WriteSwitch) -> None:
        self._route = route
        self.address = address
        self._bus = bus
        self._prepared = bus.prepare_acked(topic, self._done, expiry=EXPIRY_S)
        self._switch = switch
        self._underway: _Wish | None = None
        self._next: _Wish | None = None
        self._owed: _Wish | None = None
        self._retry_at = 0.0

    @property
    def owing(self) -> bool:
        """Whether the latest value did not reach the target."""
        return self._owed is not None

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Send, or keep as the value to send next."""
        tally = self._route.tally
        value = result.value
        if value is None:
            tally.dropped["no_value"] += 1
            return
        if self._underway is not None:
            if self._next is None:
                tally.pending += 1
            else:
                tally.dropped["superseded"] += 1
            self._next = (flow, value, now, self._switch.hops.behind)
            return
        self._publish((flow, value, now, self._switch.hops.behind))

    def confirm(self, flow: Flow, ts: int) -> None:
        """What was written stays written; what is owed is tried again, as one more result of the route."""
        owed = self._owed
        if owed is None or owed[0] is not flow or self._underway is not None or self._switch.blocked:
            return
        clock = self._route.clock
        now = clock.monotonic()
        if now >= self._retry_at:
            self._retry_at = now + RETRY_S
            self._route.tally.received += 1
            self._publish((flow, owed[1], clock.now_ms(), owed[3]))

    def spoil(self, why: str) -> None:
        """Nothing: a bad value is never written."""

    def suspend(self, why: str) -> None:
        """Nothing: what was written stays written."""

    def resume(self) -> None:
        """Nothing: it was written already."""

    def discard(self) -> None:
        """The route is gone: what waits is not sent any more."""
        self._owed = None
        if self._next is not None:
            self._next = None
            self._route.tally.pending -= 1
            self._route.tally.dropped["reload"] += 1

    def _publish(self, wish: _Wish) -> None:
        self._owed = None
        if self._switch.blocked:
            self._lost(wish, "panic")
            return
        _, value, since, behind = wish
        try:
            payload = encode_write(value, since)
            taken = self._prepared.send(payload) if not behind else self._send_on(payload, behind)
        except BusError as error:
            self._lost(wish, error.reason.key)
            self._route.note(self.address, error.reason)
            return
        if not taken:
            self._lost(wish, "full")
            return
        self._route.tally.pending += 1
        self._underway = wish

    def _send_on(self, payload: bytes, behind: int) -> bool:
        topic, properties = self._prepared.topic, properties_of(behind)
        return self._bus.publish_then(topic, payload, self._done, expiry=EXPIRY_S, user_properties=properties)

    def _done(self, outcome: int | BusError) -> None:
        """The broker's answer; then the value that came meanwhile."""
        tally = self._route.tally
        tally.pending -= 1
        wish, self._underway = self._underway, None
        if outcome == 0:
            tally.delivered += 1
        elif wish is not None:
            reason = outcome.reason if isinstance(outcome, BusError) else _UNHEARD
            self._lost(wish, reason.key)
            self._route.note(self.address, reason)
        following, self._next = self._next, None
        if following is not None:
            tally.pending -= 1
            self._after_wait(following)

    def _after_wait(self, wish: _Wish) -> None:
        if self._route.clock.now_ms() - wish[2] > EXPIRY_S * 1000:
            self._lost(wish, "expired")
        else:
            self._publish(wish)

    def _lost(self, wish: _Wish, why: str) -> None:
        """Count it. The target gets it when its source confirms it; the gates, which are of all targets, open only
        when no target has got the value.
        """
        self._route.tally.dropped[why] += 1
        self._owed = wish
        flow = wish[0]
        if all(outlet.owing for outlet in flow.outlets):
            flow.forget()
