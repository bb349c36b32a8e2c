"""Keeps Home Assistant's picture equal to the selected points, and brings its commands back as writes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec

from dinrail.directory import Point
from dinrail.documents import StatusName
from dinrail.errors import DinrailError
from dinrail.neighbours import Neighbours
from dinrail.sample import Sample
from dinrail_mqtt.client import Client, Incoming
from dinrail_mqtt.config import HomeAssistant
from dinrail_mqtt.homeassistant.discovery import Places, documents, matching

__all__ = ["Announcer"]

SETTLE_S = 0.5
BURST = 200
DELIVERING = frozenset({"running", "degraded"})
_encode = msgspec.json.Encoder().encode


class Announcer:
    """One selection on one broker; lives as long as the adapter, over many connections."""

    def __init__(
        self, wanted: HomeAssistant, instance: str, neighbours: Neighbours, count: Callable[[str, int], None]
    ) -> None:
        self.places = Places(wanted.base or f"dinrail/{instance}", wanted.prefix)
        self._wanted = wanted
        self._node = f"dinrail_{instance}"
        self._neighbours = neighbours
        self._count = count
        self._points: dict[str, dict[str, Point]] = {}
        self._samples: dict[str, Sample] = {}
        self._status: dict[str, StatusName] = {}
        self._unsent: set[str] = set()
        self._announced: dict[str, bytes] = {}
        self._kinds: dict[str, dict[str, str]] = {}
        self._current: set[str] = set()
        self._stated_at: set[str] = set()
        """Topics of states the broker may keep of us."""
        self._due = asyncio.Event()
        self._relist = True
        self._followed = False
        self._writes: set[asyncio.Task[None]] = set()

    @property
    def selects(self) -> bool:
        """Whether there is anything to show; otherwise what was announced before is only taken back."""
        return bool(self._wanted.points or self._wanted.writable)

    @property
    def filters(self) -> list[tuple[str, int]]:
        """What it hears on the broker: commands, and what was announced before."""
        before = (self.places.config(self._node, "+"), 1)
        return [(self.places.commands, 1), before] if self.selects else [before]

    def follow(self) -> None:
        """Begin to hear the selected points; harmless when repeated."""
        if not self._followed:
            self._followed = True
            patterns = [*self._wanted.points, *self._wanted.writable]
            self._neighbours.follow(patterns, on_sample=self._sampled, on_points=self._listed, on_status=self._stated)

    def take(self, message: Incoming) -> bool:
        """A message of the broker; whether it was for it."""
        if message.topic.startswith(f"{self.places.base}/set/"):
            if not message.retained:
                task = asyncio.create_task(self._write(self.places.address(message.topic), message.payload))
                self._writes.add(task)
                task.add_done_callback(self._writes.discard)
            return True
        if message.topic.startswith(f"{self.places.prefix}/device/{self._node}/"):
            if message.payload:
                if message.topic not in self._announced:
                    self._announced[message.topic] = b""
                    before = entities_in(message.payload)
                    self._kinds[message.topic] = {key: entity.p for key, entity in before.items()}
                    self._stated_at |= {
                        each.state_topic for each in before.values() if self._is_state(each.state_topic)
                    }
                    self._relist = True
                self._due.set()
            return True
        return False

    async def run(self, client: Client) -> None:
        """Announce, then tell every change, until cancelled; begins anew with each connection."""
        self._relist, self._announced = True, dict.fromkeys(self._announced, b"")
        self._unsent = set(self._samples)
        if self.selects:
            await client.publish(self.places.online, b"online", retain=True)
        self._due.set()
        while True:
            await self._due.wait()
            self._due.clear()
            if self._relist:
                await asyncio.sleep(SETTLE_S)
                self._relist = False
                await self._announce(client)
            await self._tell(client)

    def leave(self, client: Client) -> None:
        """Whoever goes in order says so himself: the broker tells the last will of the others only."""
        if not self.selects:
            return
        with contextlib.suppress(DinrailError):
            client.publish(self.places.online, b"offline", qos=0, retain=True)

    async def _announce(self, client: Client) -> None:
        wanted: dict[str, bytes] = {}
        first: dict[str, bytes] = {}
        self._current = set()
        for instance, points in self._points.items():
            selected = {path: point for path, point in points.items() if self._selected(f"{instance}.{path}")}
            self._current |= {f"{instance}.{path}" for path in selected}
            writable = frozenset(
                f"{instance}.{path}" for path in selected if matching(self._wanted.writable, f"{instance}.{path}")
            )
            for topic, document in documents(
                self.places, self._node, instance, selected, title=instance, writable=writable
            ):
                other = self._of_other_kind(topic, document["cmps"])
                wanted[topic] = self._with_removals(topic, document)
                if other:
                    first[topic] = _encode(document | {"cmps": document["cmps"] | other})
        # Until an instance has shown its directory, what an earlier process announced of it may still be right.
        unsure = self._unsure()
        gone = [each for each in self._announced if each not in wanted and not each.startswith(unsure)]
        for topic, payload in wanted.items():
            if self._announced.get(topic) != payload:
                if topic in first:
                    await client.publish(topic, first[topic], retain=True)
                await client.publish(topic, payload, retain=True)
                self._announced[topic] = payload
                self._count("announced", 1)
        for topic in gone:
            await client.publish(topic, b"", retain=True)
            del self._announced[topic]
            self._kinds.pop(topic, None)
        if gone and not self.selects:
            await client.publish(self.places.online, b"", retain=True)
        await self._forget(client)
        self._unsent |= self._samples.keys()

    async def _forget(self, client: Client) -> None:
        """States of what is shown no more; nobody else would ever remove them."""
        shown = {self.places.state(address) for address in self._current}
        unsure = tuple(self.places.state(f"{instance}.") for instance in self._silent())
        for topic in [each for each in self._stated_at - shown if not each.startswith(unsure)]:
            await client.publish(topic, b"", retain=True)
            self._stated_at.discard(topic)
        self._stated_at |= shown

    def _is_state(self, topic: str) -> bool:
        return topic.startswith(f"{self.places.base}/state/")

    def _of_other_kind(self, topic: str, entities: dict[str, Any]) -> dict[str, Any]:
        """Those that were a sensor and become a number, say: Home Assistant keeps both unless the first one leaves."""
        before = self._kinds.get(topic, {})
        return {key: {"p": kind} for key, kind in before.items() if key in entities and entities[key]["p"] != kind}

    def _with_removals(self, topic: str, document: dict[str, Any]) -> bytes:
        """An entity leaves only when it is named with nothing but its kind."""
        entities = document["cmps"]
        before = self._kinds.setdefault(topic, {})
        gone = {key: {"p": kind} for key, kind in before.items() if key not in entities}
        before |= {key: entity["p"] for key, entity in entities.items()}
        return _encode(document | {"cmps": gone | entities})

    async def _tell(self, client: Client) -> None:
        waiting, self._unsent = self._unsent, set()
        for at, address in enumerate(waiting):
            sample = self._samples.get(address)
            if sample is not None and address in self._current:
                client.publish(self.places.state(address), self._state(address, sample), qos=0, retain=True)
            if at % BURST == BURST - 1:
                await asyncio.sleep(0)
        self._count("told", len(waiting))

    def _state(self, address: str, sample: Sample) -> bytes:
        instance, _, path = address.partition(".")
        status = self._status.get(instance, "running")
        quality = sample.quality if status in DELIVERING else "bad"
        state: dict[str, Any] = {"v": sample.value, "q": quality, "ts": sample.ts}
        point = self._points.get(instance, {}).get(path)
        if point is not None and point.texts:
            state["t"] = point.texts.get(str(sample.value), str(sample.value))
        return _encode(state)

    def _selected(self, address: str) -> bool:
        return matching(self._wanted.points, address) or matching(self._wanted.writable, address)

    def _unsure(self) -> tuple[str, ...]:
        """How topics begin where the silent ones are announced."""
        return tuple(self.places.below(self._node, instance) for instance in self._silent())

    def _silent(self) -> set[str]:
        """Instances that are named and have told nothing yet."""
        patterns = (*self._wanted.points, *self._wanted.writable)
        return {pattern.replace("/", ".").partition(".")[0] for pattern in patterns} - self._points.keys()

    # -- from the bus

    def _sampled(self, address: str, sample: Sample) -> None:
        before = self._samples.get(address)
        self._samples[address] = sample
        if before is None or (before.value, before.quality) != (sample.value, sample.quality):
            self._unsent.add(address)
            self._due.set()

    def _listed(self, instance: str, points: dict[str, Point]) -> None:
        self._points[instance] = points
        self._relist = True
        self._due.set()

    def _stated(self, instance: str, status: StatusName) -> None:
        before = self._status.get(instance)
        self._status[instance] = status
        if (before in DELIVERING) != (status in DELIVERING):
            self._unsent |= {each for each in self._samples if each.startswith(f"{instance}.")}
            self._due.set()

    # -- from Home Assistant

    async def _write(self, address: str, payload: bytes) -> None:
        """Acknowledged by the point's instance; what is refused shows again what is so."""
        instance, _, path = address.partition(".")
        point = self._points.get(instance, {}).get(path)
        if point is None or not matching(self._wanted.writable, address):
            self._count("commands_refused", 1)
            return
        try:
            await self._neighbours.write(address, point.accept(payload[:4096].decode()))
        except (DinrailError, UnicodeDecodeError):
            self._count("commands_refused", 1)
        else:
            self._count("commands", 1)
        self._unsent.add(address)
        self._due.set()


class _Entity(msgspec.Struct):
    p: str = ""
    state_topic: str = ""


class _Document(msgspec.Struct):
    cmps: dict[str, _Entity] = {}


_document = msgspec.json.Decoder(_Document)


def entities_in(payload: bytes) -> dict[str, _Entity]:
    """Kind and topic of each entity in an announcement; nothing for what is none."""
    try:
        return _document.decode(payload).cmps
    except msgspec.DecodeError:
        return {}
