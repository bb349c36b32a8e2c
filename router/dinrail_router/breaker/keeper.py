"""The breakers of all sources: they hold the subscriptions of samples, and tell the bus what is not read."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping

import msgspec
from mqtt5 import PublishPacket

from dinrail.breaker import Breaker
from dinrail.bus import Bus, Subscription
from dinrail.clock import Clock
from dinrail.errors import AddressError, BusError, BusTimeout
from dinrail.names import Topics, check_instance_id
from dinrail_router.breaker.allowance import SourceEntry, allowance_of
from dinrail_router.breaker.line import Line
from dinrail_router.breaker.switch import Switch
from dinrail_router.source import Source

__all__ = ["Breakers"]

TICK_S = 0.5
RECALL_S = 0.5
FULL_SHARE = 2.0
TRIAL_SHARE = 1.0
PAUSE_S = 5.0  # between two documents that differ only in the quarantine

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Breaker).decode
_log = logging.getLogger("dinrail.router.breaker")


class Breakers:
    """An open breaker outlives the source's routes, a reload and the router itself."""

    def __init__(self, bus: Bus, topics: Topics, clock: Clock) -> None:
        self._bus = bus
        self._topics = topics
        self._clock = clock
        self._lines: dict[str, Line] = {}
        self._entries: Mapping[str, SourceEntry] = {}
        self._configured = False
        self._recalling = True
        self._left: Subscription | None = None

    @property
    def open(self) -> int:
        """How many sources are suspended."""
        return sum(line.switch.state == "open" for line in self._lines.values())

    def listen(self) -> None:
        """Ask what an earlier router left; before any source is subscribed, so that no flood comes first."""
        self._left = self._bus.subscribe(Topics.of("router", "breaker", "+"), self._take_left, qos=1, no_local=True)

    async def run(self) -> None:
        """Until cancelled; after `listen`."""
        await self._granted()
        await self._clock.sleep(RECALL_S)
        self._recalling = False
        while True:
            self.tick()
            await self._clock.sleep(TICK_S)

    def configure(self, entries: Mapping[str, SourceEntry]) -> None:
        """Entries of the routing file by source; each takes effect on its source alone."""
        self._entries, self._configured = entries, True
        for instance in entries:
            self._line(instance)
        for line in self._lines.values():
            self._limit(line)
            self._follow(line)

    def attach(self, source: Source) -> None:
        """Read a source from now on, if it may be read."""
        line = self._line(source.instance)
        line.source = source
        source.on_flood = functools.partial(self._flooded, line)
        source.on_limits = functools.partial(self._limit, line)
        self._limit(line)
        self._follow(line)

    def detach(self, instance: str) -> None:
        """No route reads it any more."""
        line = self._lines[instance]
        if line.subscription is not None:
            self._bus.unsubscribe(line.subscription)
        line.source = line.subscription = None

    def reactivate(self, instance: str) -> Breaker:
        """Close it by hand; says how it is now."""
        line = self._lines.get(instance) or Line(Switch(instance, self._clock))
        if line.switch.state != "closed":
            _log.info("%s: read again, closed by hand", instance)
            line.switch.close()
            self._follow(line, anew=True)
            self._tell(line)
        return line.whole()

    def republish(self) -> None:
        """Everything again, to a broker that may have forgotten it."""
        for line in self._lines.values():
            line.told = None
            self._tell(line)

    def tick(self) -> None:
        """Twice a second: refill, what time demands, tell what is new."""
        for instance, line in list(self._lines.items()):
            source, switch = line.source, line.switch
            if source is not None and line.subscription is not None:
                source.bucket.tick(source.tally.received)
            if switch.move(line.allowance.retry):
                _log.info("%s: %s", instance, "tried again" if switch.state == "half_open" else "closed, it is quiet")
                self._follow(line, anew=True)
            self._tell(line)
            if line.idle:
                del self._lines[instance]

    def _line(self, instance: str) -> Line:
        line = self._lines.get(instance)
        if line is None:
            line = self._lines[instance] = Line(Switch(instance, self._clock))
        return line

    def _limit(self, line: Line) -> None:
        """Put the limits in force that file and status say."""
        source, instance = line.source, line.switch.source
        told = (source.health.rate, source.health.points) if source is not None else (None, None)
        allowance = allowance_of(instance, self._entries, *told)
        if allowance.connected != line.switch.connected:
            _log.info("%s: %s", instance, "connected" if allowance.connected else "disconnected, not read any more")
        line.switch.connect(allowance.connected)
        line.allowance = allowance
        if source is not None:
            let_in = allowance.points > source.allowance.points and len(source.quarantine) > 0
            source.allow(allowance)
            if let_in and line.subscription is not None:
                self._subscribe(line, source)  # again: what was quarantined comes from the broker's memory

    def _follow(self, line: Line, *, anew: bool = False) -> None:
        """Read the source or not, as the switch says; `anew` with a full bucket."""
        source, why = line.source, line.switch.why
        if source is None:
            return
        if why:
            if line.subscription is not None:
                self._bus.unsubscribe(line.subscription, late=source.late)
                line.subscription = None
            if source.suspended != why:
                source.suspend(why)
            return
        if anew:
            source.refill(TRIAL_SHARE if line.switch.state == "half_open" else FULL_SHARE)
        if line.subscription is None:
            if source.suspended:
                source.readmit()
            self._subscribe(line, source)

    def _subscribe(self, line: Line, source: Source) -> None:
        before = line.subscription
        line.subscription = self._bus.subscribe(self._topics.samples_of(source.instance), source.receive)
        if before is not None:
            self._bus.unsubscribe(before)

    def _flooded(self, line: Line) -> None:
        source = line.source
        if source is None:
            return
        bucket = source.bucket
        rate, loudest = bucket.speed(source.tally.received), bucket.loudest()
        line.switch.trip(rate, loudest)
        self._follow(line)
        first = f", most of it {loudest[0].topic!a}" if loudest else ""
        _log.warning("%s: suspended, %d messages/s where %g are allowed%s", source.instance, rate, bucket.rate, first)
        self._tell(line)

    def _tell(self, line: Line) -> None:
        """Publish what is new; a long quarantine is not told with every point."""
        document, told = line.document(), line.told
        if not self._configured or not self._bus.is_connected:
            return
        if document is None:
            if not line.lies:
                return
        elif document == told or (self._clock.monotonic() - line.told_at < PAUSE_S and _alike(document, told)):
            return
        topic = Topics.of("router", "breaker", line.switch.source)
        payload = _encode(document) if document is not None else b""
        if self._bus.publish(topic, payload, qos=1, retain=True):
            line.told, line.lies, line.told_at = document, document is not None, self._clock.monotonic()

    def _take_left(self, packet: PublishPacket) -> None:
        """What an earlier router left, or what a broker remembers that we do not."""
        instance = packet.topic.rpartition("/")[2]
        try:
            check_instance_id(instance, reserved_ok=instance == "calc")
        except AddressError:
            return
        line = self._line(instance)
        line.lies, line.told = bool(packet.payload), None
        try:
            left = _decode(packet.payload)
        except (ValueError, RecursionError):
            return  # it is overwritten or cleared
        if self._recalling and line.switch.state == "closed" and left.state in ("open", "half_open"):
            line.switch.restore(left)
            self._follow(line, anew=True)

    async def _granted(self) -> None:
        while self._left is not None:
            try:
                await self._left.wait(5.0)
            except BusTimeout:
                continue
            except BusError:
                return  # no right to read it: nothing is recalled, everything else works
            return


def _alike(one: Breaker, other: Breaker | None) -> bool:
    """Whether they differ in the quarantine at most."""
    if other is None:
        return False
    return one == msgspec.structs.replace(other, quarantined=one.quarantined, quarantine=one.quarantine)
