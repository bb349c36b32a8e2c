"""The data space: the latest sample of every point, taken from `<root>/#` as cheaply as possible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import AddressError, BusError
from dinrail.names import Topics
from dinrail.sample import Sample, decode_sample, received_ts
from dinrail_gateway.points.tree import AddressTree

__all__ = ["MAX_POINTS", "DataSpace", "Entry", "Family"]

MAX_POINTS = 200_000
MAX_PAYLOAD = 8 * 1024
MAX_POINTS_EACH = 20_000
MAX_BYTES_EACH = 16 * 1024 * 1024


class Family(msgspec.Struct):
    """The points of one instance by address, bytes of their samples' payloads, and what was counted about them."""

    entries: dict[str, Entry] = {}
    size: int = 0
    received: int = 0
    malformed: int = 0
    over_budget: int = 0


class Entry:
    """One point: `sample` None until one came, `point` None while the directory does not know it.

    `wall_ms`: wall time minus monotonic time at receipt, so that ages survive clock steps.
    `stored`: whether the broker keeps a sample of it; `size`: bytes of the sample's payload.
    """

    __slots__ = ("address", "family", "instance", "point", "sample", "searched", "size", "stored", "wall_ms")

    def __init__(self, address: str, instance: str, family: Family) -> None:
        self.address = address
        self.instance = instance
        self.family = family
        self.sample: Sample | None = None
        self.point: Point | None = None
        self.wall_ms = 0
        self.size = 0
        self.stored = False
        self.searched = address.lower()

    def describe(self, point: Point | None) -> None:
        """Take the directory's word."""
        self.point = point
        self.searched = f"{self.address} {point.description}".lower() if point else self.address.lower()


class DataSpace:
    """All points; bounded, also per instance; counts what is malformed or too much; clears retained write requests."""

    def __init__(self, bus: Bus, topics: Topics, clock: Clock) -> None:
        self._bus = bus
        self._topics = topics
        self._clock = clock
        self._entries: dict[str, Entry] = {}
        self._by_topic: dict[str, Entry] = {}
        self._families: dict[str, Family] = {}
        self._sorted: list[str] | None = []
        self._ordered: list[Entry] = []
        self._listeners: list[Callable[[Entry], None]] = []
        self.tree = AddressTree()
        self.alien = 0
        """Messages on topics that are no address."""
        self.cleared_writes = 0
        self.changes = 0
        """Grows whenever points come, go or are described anew."""
        bus.subscribe(f"{topics.root}/#", self._take, retain_as_published=True)

    def on_sample(self, listener: Callable[[Entry], None]) -> None:
        """Call with the entry after each change of its sample."""
        self._listeners.append(listener)

    def get(self, address: str) -> Entry | None:
        """A point by canonical address."""
        return self._entries.get(address)

    def families(self) -> dict[str, Family]:
        """Points and counters per instance."""
        return self._families

    def of(self, instance: str) -> Iterable[Entry]:
        """Points of one instance, a copy."""
        family = self._families.get(instance)
        return list(family.entries.values()) if family else []

    def ordered(self, prefix: str = "") -> list[Entry]:
        """Points in order of their address: all, or `prefix` itself and everything below it; not to be changed."""
        if self._sorted is None:
            self._sorted = sorted(self._entries)
            self._ordered = [self._entries[address] for address in self._sorted]
        if not prefix:
            return self._ordered
        # "/" follows "." in ASCII: everything below `prefix.` lies between the two.
        low, high = bisect_left(self._sorted, f"{prefix}."), bisect_left(self._sorted, f"{prefix}/")
        itself = self._entries.get(prefix)
        return [*([itself] if itself else []), *self._ordered[low:high]]

    def describe(self, instance: str, points: dict[str, Point]) -> int:
        """Replace an instance's directory; returns how many points did not fit."""
        family = self._family(instance)
        over = 0
        for entry in list(family.entries.values()):
            if entry.point is not None and entry.address not in points:
                entry.describe(None)
                self._drop_if_empty(entry)
        for address, point in points.items():
            found = self._entries.get(address) or self._add(address, instance)
            if found is None:
                over += 1
            else:
                found.describe(point)
        family.over_budget += over
        self.changes += 1
        return over

    def _take(self, packet: PublishPacket) -> None:
        entry = self._by_topic.get(packet.topic)
        if entry is None:
            entry = self._new(packet)
            if entry is None:
                return
        payload = packet.payload
        if not payload:
            self._erase(entry)
            return
        try:
            if len(payload) > MAX_PAYLOAD:
                raise ValueError
            sample = decode_sample(payload)
        except (ValueError, RecursionError):
            entry.family.malformed += 1
            self._drop_if_empty(entry)
            return
        family = entry.family
        if family.size + len(payload) - entry.size > MAX_BYTES_EACH:
            family.over_budget += 1
            self._drop_if_empty(entry)
            return
        family.size += len(payload) - entry.size
        entry.size = len(payload)
        entry.stored = entry.stored or packet.retain
        now = self._clock.now_ms()
        ts = received_ts(sample, now)
        if ts != sample.ts:
            sample = Sample(sample.value, ts, sample.quality, sample.reason)
        entry.sample = sample
        entry.wall_ms = now - int(self._clock.monotonic() * 1000)
        family.received += 1
        for listener in self._listeners:
            listener(entry)

    def _new(self, packet: PublishPacket) -> Entry | None:
        topic = packet.topic
        if topic.startswith(self._topics.set_prefix):
            self._clear_retained_write(packet)
            return None
        try:
            address = self._topics.address(topic)
        except AddressError:
            self.alien += 1
            return None
        instance, _, path = address.partition(".")
        if not path or (not packet.payload and address not in self._entries):
            return None
        entry = self._entries.get(address) or self._add(address, instance)
        if entry is None:
            self._family(instance).over_budget += 1
            return None
        self._by_topic[topic] = entry
        return entry

    def _add(self, address: str, instance: str) -> Entry | None:
        if len(self._entries) >= MAX_POINTS:
            return None
        family = self._family(instance)
        if len(family.entries) >= MAX_POINTS_EACH:
            return None
        entry = self._entries[address] = family.entries[address] = Entry(address, instance, family)
        self.tree.add(address)
        self._sorted = None
        self.changes += 1
        return entry

    def _family(self, instance: str) -> Family:
        family = self._families.get(instance)
        if family is None:
            family = self._families[instance] = Family(entries={})
        return family

    def _erase(self, entry: Entry) -> None:
        if entry.sample is None:
            return
        entry.sample = None
        entry.family.size -= entry.size
        entry.size = 0
        entry.stored = False
        self._drop_if_empty(entry)
        for listener in self._listeners:
            listener(entry)

    def _drop_if_empty(self, entry: Entry) -> None:
        if entry.sample is not None or entry.point is not None:
            return
        if self._entries.pop(entry.address, None) is None:
            return
        self._by_topic.pop(self._topics.sample(entry.address), None)
        entry.family.entries.pop(entry.address, None)
        self.tree.remove(entry.address)
        self._sorted = None
        self.changes += 1

    def _clear_retained_write(self, packet: PublishPacket) -> None:
        """A retained command would be carried out again after every start of its adapter."""
        if not packet.retain or not packet.payload:
            return
        self.cleared_writes += 1
        try:
            self._bus.publish(packet.topic, b"", qos=1, retain=True)
        except BusError:
            self.alien += 1
