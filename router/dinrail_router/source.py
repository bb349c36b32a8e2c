"""A source instance: receives its samples and hands each to the flows of its point. The hot path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Protocol

import msgspec
from mqtt5 import PublishPacket

from dinrail.clock import Clock
from dinrail.errors import AddressError
from dinrail.names import Topics
from dinrail.sample import Sample
from dinrail_router.breaker.allowance import MOST_POINTS, Allowance
from dinrail_router.breaker.bucket import Bucket
from dinrail_router.breaker.quarantine import Quarantine
from dinrail_router.cell import Cell
from dinrail_router.flow import Flow
from dinrail_router.health import Health
from dinrail_router.hops import MAX_HOPS, Hops, hops_of
from dinrail_router.recorder import Recorder
from dinrail_router.tally import Tally

__all__ = ["MAX_POINTS", "Malformed", "Resolver", "Source", "Stream"]

MAX_POINTS = MOST_POINTS
_MAX_KEPT = 1024
_LONGEST_TOPIC = 2048  # no address needs more; names of nonsense shall not fill the memory
_UNKEPT = frozenset({"too_many_points", "quarantined"})
_NEVER = -(2**63)
_decode = msgspec.json.Decoder(Sample).decode


class Malformed(msgspec.Struct, frozen=True):
    """The latest message that was no sample: `payload` the first 1 KiB of it, printable."""

    ts: int
    topic: str
    reason: str
    payload: str


class Stream:
    """One point of the source: its flows, and its last message for stored copies and new routes."""

    __slots__ = ("flows", "held", "max_age", "path", "payload", "refused", "ts")

    def __init__(self, path: str, flows: tuple[Flow | Cell, ...], max_age: float, refused: str = "") -> None:
        self.path = path
        self.flows = flows
        self.max_age = max_age
        self.refused = refused
        self.ts = _NEVER
        self.payload = b""
        self.held: Sample | None = None  # its last sample, when only the status of its instance spoke against it


class Resolver(Protocol):
    """Who knows the routes; `recorder` keeps what is routed."""

    recorder: Recorder

    def flows(self, address: str, known: tuple[Flow | Cell, ...]) -> tuple[Flow | Cell, ...]:
        """Flows of a point; those in `known` whose route goes on are kept with their state."""
        ...


class Source:
    """`muted` while the panic latch holds routing; every message is counted in `tally` once.

    `suspended` is the reason key for which it is not read, or empty. `on_flood` is called for the message too many,
    `on_limits` when its status may have told other limits.
    """

    def __init__(self, instance: str, topics: Topics, resolver: Resolver, clock: Clock, hops: Hops) -> None:
        """`hops` is told the count of the sample at hand."""
        self.instance = instance
        self.tally = Tally()
        self.health = Health(instance)
        self.malformed: Malformed | None = None
        self.muted = False
        self.suspended = ""
        self.allowance = Allowance()
        self.quarantine = Quarantine()
        self.on_flood: Callable[[], None] = _nobody
        self.on_limits: Callable[[], None] = _nobody
        self._hops = hops
        self._first = 1 if instance == "calc" else 0  # what a calculated sample without a count has behind it
        self._topics = topics
        self._resolver = resolver
        self._keep = resolver.recorder.keep
        self._now: Callable[[], int] = clock.now_ms
        self._monotonic = clock.monotonic
        self._streams: dict[str, Stream] = {}
        self._before: dict[str, Stream] = {}
        self.bucket = self._new_bucket()

    @property
    def points(self) -> int:
        """How many of its points have been seen."""
        return len(self._streams) + len(self._before)

    def receive(self, packet: PublishPacket) -> None:
        """A message under `<root>/<instance>/`: count, decode, judge, run the flows of its point."""
        tally = self.tally
        tally.received = received = tally.received + 1
        topic = packet.topic
        stored = packet.retain
        if stored:
            self.bucket.excuse()
        elif received > self.bucket.ceiling and not self.bucket.take(received, topic):
            tally.dropped["breaker"] += 1
            self.on_flood()
            return
        stream = self._streams.get(topic) or self._open(topic)
        payload = packet.payload
        if self.muted or not stream.flows or not payload:
            self._unrouted(topic, stream, payload)
            return
        if stored and payload == stream.payload:
            tally.filtered["repeated"] += 1
            return
        properties = packet.user_properties
        behind = hops_of(properties, self._first) if properties else self._first
        if behind > MAX_HOPS:
            tally.dropped["loop"] += 1
            return
        try:
            sample = _decode(payload)
        except (ValueError, RecursionError) as error:
            self._reject(topic, payload, str(error))
            return
        ts = sample.ts
        if stored and ts < stream.ts:
            tally.filtered["repeated"] += 1
            return
        stream.ts = ts
        stream.payload = payload if len(payload) <= _MAX_KEPT else b""
        tally.delivered += 1
        now = self._now()
        self._keep((self.instance, stream.path, payload, now))
        if sample.quality != "good" or not -60_000 <= now - ts < stream.max_age or not self.health.delivering:
            sample = self._judge(stream, sample, now, stored=stored)
            stream.ts = sample.ts  # a time in the future would keep out what comes after it
        hops = self._hops
        hops.behind = behind
        try:
            for flow in stream.flows:
                flow.run(sample, now, stored)
        finally:
            hops.behind = 0

    def late(self, packet: PublishPacket) -> None:
        """A message that was on its way when it was suspended."""
        self.tally.received += 1
        self.tally.dropped["breaker"] += 1

    def allow(self, allowance: Allowance) -> None:
        """Other limits are in force; only what is new in them has an effect."""
        before, self.allowance = self.allowance, allowance
        if allowance.rate != before.rate:
            self.refill()
        if allowance.points > before.points:
            self.quarantine.clear()

    def refill(self, share: float = 2.0) -> None:
        """A full bucket for the limit in force; see Bucket for `share`."""
        self.bucket = self._new_bucket(share)

    def suspend(self, why: str) -> None:
        """It is not read any more: what depends on it is bad until it is read again."""
        self.suspended = why
        for stream in chain(self._streams.values(), self._before.values()):
            stream.held = None
            for flow in stream.flows:
                flow.suspend(why)

    def readmit(self) -> None:
        """It is read again: what lies on the broker is news."""
        self.suspended = ""
        for stream in chain(self._streams.values(), self._before.values()):
            stream.ts = _NEVER
            stream.payload = b""

    def turn(self) -> None:
        """The routes changed: points are resolved anew, on their next message or by `settle`."""
        self._before.update(self._streams)
        self._streams = {}

    def settle(self, most: int) -> bool:
        """Resolve up to `most` points seen before the change, give new routes their known value; False at the end."""
        for _ in range(min(most, len(self._before))):
            topic, old = next(iter(self._before.items()))
            stream = self._open(topic)
            fresh = tuple(flow for flow in stream.flows if flow not in old.flows)
            if self.suspended:
                for flow in fresh:
                    flow.suspend(self.suspended)
            elif fresh and stream.payload and not self.muted:
                self._replay(stream, fresh)
        return bool(self._before)

    def payloads(self) -> Iterator[tuple[str, bytes]]:
        """Address and last message of every point that has one."""
        for stream in chain(self._streams.values(), self._before.values()):
            if stream.payload and stream.path:
                yield f"{self.instance}.{stream.path}", stream.payload

    def flows(self) -> Iterator[Flow]:
        """The flows of all its points."""
        for stream in chain(self._streams.values(), self._before.values()):
            yield from (flow for flow in stream.flows if not isinstance(flow, Cell))

    def exchange(self, change: Callable[[Flow], Flow]) -> None:
        """Put other flows in the place of flows, as they are."""
        for stream in chain(self._streams.values(), self._before.values()):
            stream.flows = tuple(flow if isinstance(flow, Cell) else change(flow) for flow in stream.flows)

    def on_status(self, packet: PublishPacket) -> None:
        """Its status: what depends on it is suspended with it, what it held back is run when it delivers again."""
        health = self.health
        before, delivered = health.status, health.delivering
        health.on_status(packet)
        self.on_limits()
        if health.delivering and not delivered:
            if not self.suspended:
                self._resume()
        elif not health.delivering and health.status != before:
            for stream in chain(self._streams.values(), self._before.values()):
                for flow in stream.flows:
                    if health.status != "starting" or "uncertain" not in flow.passes:
                        flow.suspend(health.why)

    def on_points(self, packet: PublishPacket) -> None:
        """Part of its directory: ages are judged by the refresh it tells."""
        if self.health.on_points(packet):
            for stream in self._streams.values():
                stream.max_age = self.health.max_age_ms(stream.path)

    def close(self) -> None:
        """No route reads from it any more."""
        for stream in chain(self._streams.values(), self._before.values()):
            _leave(stream)
        self._streams.clear()
        self._before.clear()

    def _new_bucket(self, share: float = 2.0) -> Bucket:
        allowed, received = self.allowance.rate, self.tally.received
        return Bucket(self._monotonic, lambda: self.points, rate=allowed, received=received, share=share)

    def _judge(self, stream: Stream, sample: Sample, now: int, *, stored: bool) -> Sample:
        health = self.health
        judged = health.judge(sample, stream.path, now, stored=stored)
        if not health.delivering:
            # A stored copy may be what the instance left behind before it was lost.
            only_status = not stored and judged.why == health.why and stream.payload
            stream.held = Sample(sample.value, judged.ts, sample.quality, sample.reason) if only_status else None
        return judged

    def _resume(self) -> None:
        now = self._now()
        for topic, stream in [*self._streams.items(), *self._before.items()]:
            sample, stream.held = stream.held, None
            if sample is None:
                for flow in stream.flows:
                    flow.resume()
            elif not self.muted:
                judged = self.health.judge(sample, stream.path, now, stored=True)
                for flow in (self._streams.get(topic) or self._open(topic)).flows:
                    flow.run(judged, now, stored=True)

    def _replay(self, stream: Stream, flows: tuple[Flow | Cell, ...]) -> None:
        try:
            sample = _decode(stream.payload)
        except (ValueError, RecursionError):
            return  # counted when it came, or of no interest then
        now = self._now()
        known = self.health.judge(sample, stream.path, now, stored=True)
        for flow in flows:
            flow.run(known, now, stored=True)

    def _open(self, topic: str) -> Stream:
        """The stream of a topic that has none under the routes in force."""
        old = self._before.pop(topic, None)
        stream = old if old is not None and old.refused else self._resolve(topic, old)
        if stream.refused not in _UNKEPT and len(topic) <= _LONGEST_TOPIC:
            self._streams[topic] = stream
            self.quarantine.discard(topic)
        return stream

    def _resolve(self, topic: str, old: Stream | None) -> Stream:
        if self.points >= MAX_POINTS:
            return Stream("", (), 0.0, "too_many_points")
        if old is None and self.points >= self.allowance.points:
            self.quarantine.add(topic)
            return Stream("", (), 0.0, "quarantined")
        try:
            address = self._topics.address(topic)
        except AddressError:
            return Stream("", (), 0.0, "bad_topic")
        path = address.partition(".")[2]
        flows = self._resolver.flows(address, old.flows if old is not None else ())
        stream = Stream(path, flows, self.health.max_age_ms(path))
        if old is not None:
            stream.ts = old.ts
            stream.payload = old.payload
            stream.held = old.held
        return stream

    def _unrouted(self, topic: str, stream: Stream, payload: bytes) -> None:
        tally = self.tally
        if self.muted:
            tally.dropped["panic"] += 1
            self._spoil_muted(stream, payload)
        elif stream.refused and (payload or stream.refused != "quarantined"):
            tally.dropped[stream.refused] += 1
        elif not payload:
            tally.filtered["removed"] += 1
            self.quarantine.discard(topic)
            for flow in stream.flows:
                flow.lose("source_removed")
            _leave(stream)
            self._streams.pop(topic, None)
        else:
            tally.filtered["no_match"] += 1
            stream.payload = payload if len(payload) <= _MAX_KEPT else b""

    def _spoil_muted(self, stream: Stream, payload: bytes) -> None:
        """Nothing is routed, yet no calculated point may stay good when its source is not."""
        stream.held = None
        try:
            sample = _decode(payload) if payload else Sample(None, 0, "bad", "source_removed")
        except (ValueError, RecursionError):
            return
        judged = self.health.judge(sample, stream.path, self._now(), stored=False)
        for flow in stream.flows:
            if judged.quality not in flow.passes:
                flow.spoil(judged.why or f"source_{judged.quality}")

    def _reject(self, topic: str, payload: bytes, why: str) -> None:
        self.tally.dropped["malformed"] += 1
        text = payload[:_MAX_KEPT].decode("utf-8", "backslashreplace")
        shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
        self.malformed = Malformed(self._now(), topic[:_MAX_KEPT], why[:200], shown[:_MAX_KEPT])


def _leave(stream: Stream) -> None:
    """Its routes read a point less."""
    for flow in stream.flows:
        if flow.route is not None:
            flow.route.points -= 1


def _nobody() -> None:
    pass
