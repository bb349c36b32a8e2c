"""The other side of the bus: what a gateway and a reader would see and send."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.directory import Point
from dinrail.documents import CapturedError, Pulse, Reply, State
from dinrail.names import Topics
from dinrail.parts import PartReader, split_document
from dinrail.sample import Sample, decode_sample
from dinrail.settings import BrokerAddress
from dinrail.testing.conformance.expectation import NotConforming, eventually

__all__ = ["Observer"]

MAX_KEPT = 100_000

_state = msgspec.json.Decoder(State)
_pulse = msgspec.json.Decoder(Pulse)
_points = msgspec.json.Decoder(list[Point])
_reply = msgspec.json.Decoder(Reply[Any])
_error = msgspec.json.Decoder(CapturedError)


class Observer:
    """Keeps what an instance says, sends it its configuration, writes and calls, and owns the panic latch."""

    def __init__(self, address: BrokerAddress, instance: str, type_name: str) -> None:
        self._bus = Bus(address, client_id="conformance")
        self._topics = Topics()
        self.instance = instance
        self._type_name = type_name
        self.latest: dict[str, bytes] = {}
        """Topic → last payload in this broker session; cleared topics are gone."""
        self.payloads: list[tuple[str, bytes]] = []
        """Everything the instance published, in order."""
        self.replies: dict[bytes, list[bytes]] = {}
        self.pulses: list[Pulse] = []
        self.errors: list[CapturedError] = []
        self._numbers = itertools.count(1)
        self._rev = 0
        self._definition: list[bytes] = []
        self._panic: bytes | None = None

    async def start(self) -> None:
        """Connect and listen."""
        self._bus.on_connect(lambda _present: self._republish())
        self._bus.on_disconnect(lambda _reason: self.latest.clear())
        self._bus.subscribe(f"dinrail/{self.instance}/#", self._take)
        self._bus.subscribe(self._topics.samples_of(self.instance), self._take)
        self._bus.start()
        await self._bus.connected(5)

    async def stop(self) -> None:
        """Leave the bus."""
        await self._bus.stop()

    # -- what the gateway owns

    def configure(self, config: dict[str, Any], *, limits: dict[str, int] | None = None) -> int:
        """Publish a configuration; returns its revision."""
        self._rev += 1
        definition = {"id": self.instance, "type": self._type_name, "config": config, "limits": limits or {}}
        before, self._definition = len(self._definition), split_document(definition, self._rev)
        self._definition += [b""] * max(0, before - len(self._definition))
        self._republish()
        return self._rev

    def panic(self, level: str | None) -> None:
        """Set the latch, or release it."""
        self._panic = msgspec.json.encode({"level": level})
        self._republish()

    def _republish(self) -> None:
        if self._panic is not None:
            self._bus.publish(Topics.panic(), self._panic, qos=1, retain=True)
        for number, payload in enumerate(self._definition):
            topic = Topics.of(self.instance, "config", str(number))
            self._bus.publish(topic, payload, qos=1, retain=True)

    # -- what it asks

    def send(
        self,
        topic: str,
        payload: bytes,
        *,
        response_topic: str | None = None,
        correlation: bytes | None = None,
        retain: bool = False,
    ) -> None:
        """Publish anything."""
        self._bus.publish(topic, payload, qos=1, retain=retain, response_topic=response_topic, correlation=correlation)

    async def ask(
        self,
        topic: str,
        payload: bytes,
        *,
        correlation: bytes | None = None,
        retain: bool = False,
        timeout: float = 7.0,
    ) -> Reply[Any]:
        """Send a request and wait for its answer; raises NotConforming when none comes."""
        correlation = correlation or f"c{next(self._numbers)}".encode()
        before = len(self.replies.get(correlation, ()))
        reply_topic = Topics.of(self.instance, "reply", "conformance", "x")
        self.send(topic, payload, response_topic=reply_topic, correlation=correlation, retain=retain)
        shown = payload[:60]
        await eventually(
            lambda: len(self.replies.get(correlation, ())) > before, timeout, f"no answer to {shown!r} on {topic}"
        )
        return _reply.decode(self.replies[correlation][-1])

    async def write(self, path: str, payload: bytes, **rest: Any) -> Reply[Any]:
        """Ask for a write."""
        return await self.ask(self._topics.write(f"{self.instance}.{path}"), payload, **rest)

    def write_topic(self, path: str) -> str:
        """Topic of write requests to a point."""
        return self._topics.write(f"{self.instance}.{path}")

    # -- what it sees

    def state(self) -> State | None:
        """The retained state."""
        payload = self.latest.get(Topics.of(self.instance, "state"))
        return _state.decode(payload) if payload else None

    def sample(self, path: str) -> Sample | None:
        """The last sample of a point; raises NotConforming for what is none."""
        payload = self.latest.get(self._topics.sample(f"{self.instance}.{path}"))
        if payload is None:
            return None
        try:
            return decode_sample(payload)
        except msgspec.DecodeError as error:
            raise NotConforming(f"the sample of {path} is none: {error}: {payload[:80]!r}") from None

    def sampled(self) -> set[str]:
        """Paths of all points that have a sample."""
        prefix = self._topics.sample(f"{self.instance}.")
        return {topic[len(prefix) :].replace("/", ".") for topic in self.latest if topic.startswith(prefix)}

    def directory(self) -> dict[str, Point]:
        """The complete directory; empty while there is none."""
        reader, document, number = PartReader(), None, 0
        while payload := self.latest.get(Topics.of(self.instance, "points", str(number))):
            document = reader.feed(payload) or document
            number += 1
        return {point.path: point for point in _points.decode(document)} if document else {}

    def _take(self, packet: PublishPacket) -> None:
        topic, payload = packet.topic, packet.payload
        leaf = topic.removeprefix(f"dinrail/{self.instance}/")
        if leaf.startswith("reply/"):
            self.replies.setdefault(packet.correlation_data or b"", []).append(payload)
        elif leaf == "pulse":
            self.pulses.append(_pulse.decode(payload))
        elif leaf == "error":
            self.errors.append(_error.decode(payload))
        if leaf.startswith(("config/", "call/")):
            return
        if payload:
            self.latest[topic] = payload
        else:
            self.latest.pop(topic, None)
        if len(self.payloads) < MAX_KEPT:
            self.payloads.append((topic, payload))

    async def settle(self) -> None:
        """Give everything under way the time to arrive."""
        await asyncio.sleep(0.2)
