"""Calculated points: the part of the data space the router owns (`calc.…`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from mqtt5 import PublishPacket

from dinrail.bus import Bus
from dinrail.directory import IecType, Point
from dinrail.errors import AddressError, BusError
from dinrail.names import Topics
from dinrail.quality import DEFAULT_REFRESH_S
from dinrail.sample import Sample, decode_sample, encode_sample
from dinrail_router.flow import Flow
from dinrail_router.hops import Hops, properties_of

__all__ = ["CalcPoint", "CalculatedPoints"]

_KINDS: dict[type, IecType] = {bool: "BOOL", int: "LREAL", float: "LREAL", str: "STRING"}
_REPUBLISH_AT_ONCE = 200
_WORTH_MS = 30_000  # how much newer the source must be for a refresh to be worth a message


class CalcPoint:
    """A calculated point, and as such an Outlet of every flow that leads to it."""

    __slots__ = (
        "_bus", "_changed", "_confirmed", "_hops", "_prepared", "_spoiled", "_suspended", "address", "kind", "sample"
    )  # fmt: skip

    owing = False  # what the broker does not get now it gets when it is back

    def __init__(self, address: str, topic: str, bus: Bus, hops: Hops, changed: Callable[[], None]) -> None:
        self.address = address
        self._bus = bus
        self._hops = hops
        self.kind: IecType | None = None
        self.sample: Sample | None = None
        self._prepared = bus.prepare(topic, retain=True)
        self._changed = changed
        self._confirmed = 0
        self._spoiled = ""  # why it is bad, when that was said before there was a sample
        self._suspended: Sample | None = None

    def send(self, flow: Flow, result: Sample, now: int) -> None:
        """Publish the result as the point's sample."""
        try:
            if self.show(result):
                flow.tally.delivered += 1
            else:
                flow.tally.dropped["offline"] += 1
        except BusError as error:
            flow.tally.dropped[error.reason.key] += 1
            flow.route.note(self.address, error.reason)

    def confirm(self, flow: Flow, ts: int) -> None:
        """Unchanged, but alive: the next refresh says so, what was suspended is shown again."""
        self._confirmed = max(self._confirmed, ts)
        self.resume()

    def spoil(self, why: str) -> None:
        """Show the last value as bad; a point that never had one stays away."""
        self._suspended = None
        sample = self.sample
        if sample is None:
            self._spoiled = why
        elif sample.quality != "bad" or sample.why != why:
            self.show(Sample(sample.value, sample.ts, "bad", why))

    def suspend(self, why: str) -> None:
        """Show the last value as bad until it is resumed or replaced."""
        sample = self.sample
        if sample is None or sample.quality != "bad":
            self.spoil(why)
            self._suspended = sample

    def resume(self) -> None:
        """Show again what was suspended, with its own time."""
        if self._suspended is not None:
            self.show(self._suspended)

    def restore(self, kind: IecType | None, sample: Sample | None) -> None:
        """Take over what an earlier router left on the broker; what came since is newer."""
        if self.sample is None:
            self.kind, self.sample = kind, sample
            if self._spoiled:
                self.spoil(self._spoiled)

    def show(self, sample: Sample) -> bool:
        """Publish a sample; False when the broker did not get it."""
        kind = _KINDS.get(type(sample.value), self.kind or "LREAL")
        if kind != self.kind:
            self.kind = kind
            self._changed()
        self.sample = sample
        self._suspended = None
        behind = self._hops.behind
        if not behind:
            return self._prepared.send(encode_sample(sample))
        topic, properties = self._prepared.topic, properties_of(behind)
        return self._bus.publish(topic, encode_sample(sample), retain=True, user_properties=properties)

    def refresh(self) -> None:
        """Re-send with its newest time a point whose source was read since; others grow stale, as they should."""
        sample = self.sample
        if sample is not None and self._confirmed - sample.ts >= _WORTH_MS and sample.quality != "bad":
            self.show(Sample(sample.value, self._confirmed, sample.quality, sample.reason))


class CalculatedPoints:
    """All of them, and the list of what there is for the directory."""

    def __init__(self, bus: Bus, topics: Topics, changed: Callable[[], None]) -> None:
        """`changed` is called when the directory is."""
        self.hops = Hops()
        self._bus = bus
        self._topics = topics
        self._changed = changed
        self._points: dict[str, CalcPoint] = {}
        self._round: list[CalcPoint] = []
        self._recalled: dict[str, Sample] = {}

    def point(self, address: str) -> CalcPoint:
        """The point of an address, made when it is new."""
        point = self._points.get(address)
        if point is None:
            topic = self._topics.sample(address)
            point = self._points[address] = CalcPoint(address, topic, self._bus, self.hops, self._changed)
        return point

    def directory(self) -> list[Point]:
        """Entries of the points that have had a value."""
        return [
            Point(point.address.partition(".")[2], point.kind, description="calculated by the router")
            for point in self._points.values()
            if point.kind is not None
        ]

    def restore(self, point: Point) -> None:
        """Take over a point of an earlier router; its sample still lies on the broker."""
        address = f"calc.{point.path}"
        self.point(address).restore(point.type, self._recalled.get(address))

    def recall(self, packet: PublishPacket) -> None:
        """A calculated sample that lies on the broker, for `restore`."""
        if not packet.retain:
            return
        try:
            self._recalled[self._topics.address(packet.topic)] = decode_sample(packet.payload)
        except (ValueError, RecursionError, AddressError):
            return  # the next result overwrites it

    def recalled(self) -> None:
        """Everything is restored that will be."""
        self._recalled.clear()

    def retire(self, wanted: Callable[[str], bool]) -> None:
        """Clear the points no route can reach any more."""
        gone = [address for address in self._points if not wanted(address)]
        for address in gone:
            del self._points[address]
        self.clear(gone)
        if gone:
            self._changed()

    def clear(self, addresses: Iterable[str]) -> None:
        """Take retained samples from the broker."""
        for address in addresses:
            self._bus.publish(self._topics.sample(address), b"", retain=True)

    def knows(self, address: str) -> bool:
        """Whether it is a point with or without a value yet."""
        return address in self._points

    def refresh(self, seconds: float) -> None:
        """Refresh the points whose turn comes within `seconds`; each has one a minute."""
        if not self._round:
            self._round = list(self._points.values())
        due = min(len(self._round), int(len(self._points) * seconds / DEFAULT_REFRESH_S) + 1)
        for point in self._round[:due]:
            point.refresh()
        del self._round[:due]

    async def republish(self) -> None:
        """Send all of them again, in portions: the broker may have forgotten them."""
        points = list(self._points.values())
        for start in range(0, len(points), _REPUBLISH_AT_ONCE):
            for point in points[start : start + _REPUBLISH_AT_ONCE]:
                if point.sample is not None and self._points.get(point.address) is point:
                    point.show(point.sample)
            await asyncio.sleep(0.01)
