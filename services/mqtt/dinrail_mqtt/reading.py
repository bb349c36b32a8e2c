"""What a message says: values with the names of their points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from dinrail.sample import Scalar

__all__ = ["Command", "Reading", "Source"]


class Command(msgspec.Struct, frozen=True):
    """How a point of a device is written; `payload` like that of a publication."""

    topic: str
    payload: str = "{value}"
    on: str = "ON"
    off: str = "OFF"


class Reading(msgspec.Struct, frozen=True):
    """One value; `path` below the instance. type: IEC name, `auto` what the value is."""

    path: str
    value: Scalar
    type: str = "auto"
    unit: str = ""
    description: str = ""
    command: Command | None = None
    min: float | None = None
    max: float | None = None


class Source(Protocol):
    """What is subscribed to for one purpose, and how its messages are read."""

    filters: tuple[tuple[str, int], ...]
    """Topic filters with QoS."""
    expire_after: float
    """Seconds after which a value that was not said again is bad; 0: never."""

    def below(self, topic: str) -> str:
        """Path at and below which the points of a topic are."""
        ...

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """Values of a message; raises BadPayload."""
        ...

    def online(self, topic: str, payload: bytes) -> bool | None:
        """Whether the device says it is there; None: the message is about something else."""
        ...
