"""The points of one instance: described ones, and those found in what was said."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dinrail.directory import Point
from dinrail.errors import AddressError
from dinrail.names import split
from dinrail.sample import Scalar
from dinrail_mqtt.config import MqttConfig, Publication
from dinrail_mqtt.generic import TopicSource
from dinrail_mqtt.payloads import type_of
from dinrail_mqtt.reading import Command, Reading

__all__ = ["Book", "Held"]


class Held(msgspec.Struct, gc=False):
    """What a point said last; `since` on the monotonic clock, `expire` in seconds."""

    value: Scalar
    since: float
    expire: float


class Book:
    """At most so many points; what is found above that is refused."""

    def __init__(self, config: MqttConfig, sources: Iterable[TopicSource]) -> None:
        self._most = config.max_points
        self.publications: dict[str, Publication] = {each.name.replace("/", "."): each for each in config.publications}
        self.commands: dict[str, Command] = {}
        self.points: dict[str, Point] = {}
        self.held: dict[str, Held] = {}
        for path, wanted in self.publications.items():
            self.points[path] = Point(
                path,
                wanted.type,
                unit=wanted.unit,
                description=wanted.description,
                min=wanted.min,
                max=wanted.max,
                writable=True,
            )
        for source in sources:
            for point in source.points():
                self.points.setdefault(point.path, point)
        self.refused = 0

    def admit(self, reading: Reading) -> bool:
        """Make the point of a reading known; False when there is no room or its name is none."""
        if len(self.points) >= self._most + len(self.publications) or not _possible(reading.path):
            self.refused += 1
            return False
        kind = type_of(reading.value) if reading.type == "auto" else reading.type
        command = reading.command
        self.points[reading.path] = Point(
            reading.path,
            kind,  # type: ignore[arg-type]
            unit=reading.unit,
            description=reading.description,
            min=reading.min,
            max=reading.max,
            writable=command is not None,
        )
        if command is not None:
            self.commands[reading.path] = command
        return True

    @property
    def _own(self) -> list[str]:
        return [path for path, wanted in self.publications.items() if not wanted.state]

    def forget_told(self) -> None:
        """What others told is unknown over a lost connection; what was last written there holds."""
        self.held = {path: self.held[path] for path in self._own if path in self.held}

    def unsaid(self) -> list[str]:
        """Publications nothing was written to since the start."""
        return [path for path in self._own if path not in self.held]

    def below(self, path: str) -> list[str]:
        """Known points at and below a path that can say something."""
        start = f"{path}."
        return [each for each in self.points if each == path or each.startswith(start)]


def _possible(path: str) -> bool:
    try:
        return ".".join(split(path)) == path
    except AddressError:
        return False
