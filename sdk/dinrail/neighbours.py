"""Points of other instances, for the few adapters that pass them on: what its configuration names, nothing else."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable

import msgspec

from dinrail.bus import Bus, PublishPacket, Subscription
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.documents import Reply, Status, StatusName
from dinrail.errors import AddressError, DinrailError, WriteRefused
from dinrail.names import Topics
from dinrail.parts import PartReader
from dinrail.sample import Sample, Scalar, decode_sample

__all__ = ["Neighbours"]

_points = msgspec.json.Decoder(list[Point])
_status = msgspec.json.Decoder(Status)
_reply = msgspec.json.Decoder(Reply[Scalar])

MAX_INSTANCES = 2000
OnMessage = Callable[[str, bytes], object]
OnSample = Callable[[str, Sample], object]
OnPoints = Callable[[str, dict[str, Point]], object]
OnStatus = Callable[[str, StatusName], object]


class Neighbours:
    """What an instance may see of others. The broker allows what the manifest's `read_at` and `write_at` lead to."""

    def __init__(self, bus: Bus, topics: Topics, instance: str, *, clock: Clock) -> None:
        self._bus = bus
        self._topics = topics
        self._instance = instance
        self._clock = clock
        self._subscriptions: list[Subscription] = []
        self._requests = itertools.count(1)

    def follow(self, patterns: Iterable[str], *, on_sample: OnSample, on_points: OnPoints, on_status: OnStatus) -> None:
        """From now on: samples of the patterns (`bms.pack.*`, `bms.**`), directory and status of their instances.

        on_sample(address, sample), on_points(instance, {path: point}), on_status(instance, status), in the event loop.
        An instance that is removed has no points any more. Patterns begin with the id of an instance.
        """
        wanted = sorted(set(patterns))

        def sample(packet: PublishPacket) -> None:
            with contextlib.suppress(msgspec.DecodeError, AddressError):
                on_sample(self._topics.address(packet.topic), decode_sample(packet.payload))

        for pattern in _widest(wanted):
            self._subscriptions.append(self._bus.subscribe(self._filter(pattern), sample))
        for instance in sorted({pattern.partition(".")[0] for pattern in wanted}):
            self._follow_directory(instance, on_points)
            self._follow_status(instance, on_status)

    def follow_all(self, *, on_message: OnMessage, on_points: OnPoints) -> None:
        """From now on: every message in the data space, undecoded, and every directory; for types with `bus.read`.

        on_message(topic, payload) is called thousands of times a second; `address_of` tells which point a topic is.
        """

        def message(packet: PublishPacket) -> None:
            on_message(packet.topic, packet.payload)

        self._subscriptions.append(self._bus.subscribe(f"{self._topics.root}/#", message))
        readers: dict[str, PartReader] = {}

        def part(packet: PublishPacket) -> None:
            instance = packet.topic.split("/")[1]
            if instance not in readers:
                if len(readers) >= MAX_INSTANCES:
                    return
                readers[instance] = PartReader()
            _listed(readers[instance], instance, packet.payload, on_points)

        self._subscriptions.append(self._bus.subscribe(Topics.of("+", "points", "#"), part, qos=1))

    def address_of(self, topic: str) -> str:
        """Address of a point by its topic; raises AddressError."""
        return self._topics.address(topic)

    async def write(self, address: str, value: Scalar) -> Scalar:
        """Ask the point's instance; returns what was read back. Raises WriteRefused with its reason, BusError."""
        whose = address.partition(".")[0]
        body = msgspec.json.encode({"value": value, "ts": self._clock.now_ms()})
        answer = await self._bus.request(
            self._topics.write(address),
            body,
            reply_topic=Topics.of(whose, "reply", self._instance, str(next(self._requests))),
            timeout=8.0,
        )
        reply = _reply.decode(answer.payload)
        if not reply.ok:
            why = reply.error
            raise WriteRefused(why.message if why else "refused", key=why.key if why else None)
        return None if reply.value is msgspec.UNSET else reply.value

    def stop(self) -> None:
        """Follow nothing any more."""
        for each in self._subscriptions:
            self._bus.unsubscribe(each)
        self._subscriptions.clear()

    def _follow_directory(self, instance: str, on_points: OnPoints) -> None:
        reader = PartReader()

        first = Topics.of(instance, "points", "0")

        def part(packet: PublishPacket) -> None:
            if not packet.payload and packet.topic == first:  # of a shorter directory it is written anew
                reader.rev = None
                on_points(instance, {})
            _listed(reader, instance, packet.payload, on_points)

        self._subscriptions.append(self._bus.subscribe(Topics.of(instance, "points", "#"), part, qos=1))

    def _follow_status(self, instance: str, on_status: OnStatus) -> None:
        def status(packet: PublishPacket) -> None:
            with contextlib.suppress(msgspec.DecodeError):
                on_status(instance, _status.decode(packet.payload).status if packet.payload else "stopped")

        self._subscriptions.append(self._bus.subscribe(Topics.of(instance, "status"), status, qos=1))

    def _filter(self, pattern: str) -> str:
        levels = pattern.replace("/", ".").split(".")
        wild = {"*": "+", "**": "#"}
        if len(levels) == 1:
            levels.append("**")
        return f"{self._topics.root}/" + "/".join(wild.get(level, level) for level in levels)


def _listed(reader: PartReader, instance: str, payload: bytes, on_points: OnPoints) -> None:
    with contextlib.suppress(msgspec.DecodeError, DinrailError):
        document = reader.feed(payload) if payload else None
        if document is not None:
            on_points(instance, {point.path: point for point in _points.decode(document)})


def _widest(patterns: list[str]) -> list[str]:
    """Without those that a `**` of another one covers: nothing is heard twice."""
    whole = {pattern[:-2] for pattern in patterns if pattern.endswith(".**")}
    whole |= {f"{pattern}." for pattern in patterns if "." not in pattern}
    return [each for each in patterns if not any(_below(each, start) for start in whole)]


def _below(pattern: str, start: str) -> bool:
    return pattern.startswith(start) and pattern != f"{start}**" and f"{pattern}." != start
