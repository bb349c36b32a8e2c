"""The directory of an instance: checked, revisioned, published in parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from dinrail.clock import Clock
from dinrail.directory import Point
from dinrail.errors import AddressError, ConfigError
from dinrail.names import Topics, split
from dinrail.parts import Part, PartReader, split_document
from dinrail.runner.outlet import Publishes

__all__ = ["PointBook", "check_points"]

_part = msgspec.json.Decoder(Part)
_points = msgspec.json.Decoder(list[Point])


def check_points(points: Iterable[Point]) -> dict[str, Point]:
    """Points by canonical path; raises ConfigError for a path that is no address or that two points share."""
    book: dict[str, Point] = {}
    for point in points:
        try:
            path = ".".join(split(point.path))
        except AddressError as error:
            raise ConfigError(
                f"point {point.path[:64]!r}: {error.message}", key="point_path_invalid", point=point.path[:64]
            ) from None
        if path in book:
            raise ConfigError(f"two points are called {path!r}", key="point_duplicate", point=path)
        book[path] = point if path == point.path else msgspec.structs.replace(point, path=path)
    return book


class PointBook:
    """What is published on `dinrail/<instance>/points/<n>`, also what an earlier process left there."""

    def __init__(self, bus: Publishes, instance: str, *, clock: Clock) -> None:
        self._bus = bus
        self._instance = instance
        self._clock = clock
        self.points: Mapping[str, Point] = {}
        self._rev = 0
        self._parts = 0
        self._told = True
        self._reader: PartReader | None = PartReader()
        self._left: dict[str, Point] = {}

    def known(self) -> Mapping[str, Point] | None:
        """What is published, by this process or an earlier one; None when nothing is."""
        return (self._left or None) if self._reader is not None else self.points

    def recall(self, topic: str, payload: bytes) -> None:
        """Take a retained part an earlier process published, until the first `replace`."""
        number = topic.rsplit("/", 1)[-1]
        if self._reader is None or not payload or not number.isdigit():
            return
        self._parts = max(self._parts, int(number) + 1)
        try:
            self._rev = max(self._rev, _part.decode(payload).rev)
            document = self._reader.feed(payload)
            if document is not None:
                self._left = {point.path: point for point in _points.decode(document)}
        except msgspec.DecodeError:
            return  # not ours to judge: the new directory overwrites it

    def replace(self, points: Mapping[str, Point]) -> set[str]:
        """Publish another directory if it differs; returns the paths that are gone."""
        first, self._reader = self._reader is not None, None
        gone = (set(self.points) | set(self._left)) - set(points)
        self._left = {}
        if first or points != self.points:
            self.points = points
            self._rev = max(self._rev + 1, self._clock.now_ms())
            self.publish()
        return gone

    def publish(self) -> None:
        """Publish the present directory, e.g. to a new broker session; surplus parts are cleared."""
        if self._reader is not None:
            return
        payloads = split_document(list(self.points.values()), self._rev)
        surplus = max(0, self._parts - len(payloads))
        taken = [
            self._bus.publish(self._topic(number), payload, qos=1, retain=True)
            for number, payload in enumerate([*payloads, *[b""] * surplus])
        ]
        self._told = all(taken)
        self._parts = len(taken) if not self._told else len(payloads)

    def repeat(self) -> None:
        """Publish again what a full queue did not take."""
        if not self._told:
            self.publish()

    def _topic(self, number: int) -> str:
        return Topics.of(self._instance, "points", str(number))
