"""Point directories of all instances, put together from `dinrail/+/points/#`."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.directory import Point
from dinrail.errors import AddressError
from dinrail.names import join, split
from dinrail.parts import PartReader
from dinrail.quality import DEFAULT_REFRESH_S
from dinrail_gateway.points.space import DataSpace

__all__ = ["Directories"]

MAX_INSTANCES = 2000


class Directories:
    """Feeds the data space with what is constant about points; bounded; counts what it cannot read."""

    def __init__(self, bus: Bus, space: DataSpace) -> None:
        self._space = space
        self._readers: dict[str, PartReader] = {}
        self._refresh: dict[str, float] = {}
        self._callbacks: list[Callable[[str], None]] = []
        self._decoder = msgspec.json.Decoder(list[Point])
        self._log = logging.getLogger("dinrail.gateway.points")
        self.malformed: dict[str, int] = {}
        bus.subscribe("dinrail/+/points/+", self._take, qos=1)

    def on_change(self, callback: Callable[[str], None]) -> None:
        """Call with the instance after its directory was replaced."""
        self._callbacks.append(callback)

    def refresh_of(self, instance: str) -> float:
        """Shortest refresh in s among an instance's points."""
        return self._refresh.get(instance, DEFAULT_REFRESH_S)

    def _take(self, packet: PublishPacket) -> None:
        _, instance, _, number = packet.topic.split("/")
        if not packet.payload:
            if number == "0":
                self._replace(instance, [])
                self._readers.pop(instance, None)
            return
        reader = self._readers.get(instance)
        if reader is None:
            if len(self._readers) >= MAX_INSTANCES:
                return
            reader = self._readers[instance] = PartReader()
        try:
            document = reader.feed(packet.payload)
            if document is not None:
                self._replace(instance, self._decoder.decode(document))
        except (msgspec.DecodeError, RecursionError) as error:
            count = self.malformed[instance] = self.malformed.get(instance, 0) + 1
            if count == 1:
                self._log.warning("directory of %s cannot be read: %s", instance, error)

    def _replace(self, instance: str, points: list[Point]) -> None:
        known: dict[str, Point] = {}
        for point in points:
            try:
                known[join(instance, *split(point.path))] = point
            except AddressError:
                self.malformed[instance] = self.malformed.get(instance, 0) + 1
        self._refresh[instance] = min((point.refresh for point in points), default=DEFAULT_REFRESH_S)
        self._space.describe(instance, known)
        for callback in self._callbacks:
            callback(instance)
