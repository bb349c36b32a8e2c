"""What devices of all kinds share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import ClassVar

from dinrail.sample import Scalar
from dinrail_mqtt.payloads import BadPayload, dotted, leaves, parse_json
from dinrail_mqtt.reading import Command, Reading

__all__ = ["DeviceSource"]

SWITCHED = {"ON": True, "OFF": False, "on": True, "off": False, "true": True, "false": False}


class DeviceSource(ABC):
    """One device; `name` is where its points are, `topic` what it was given."""

    expire_after = 0.0
    units: ClassVar[Mapping[str, str]] = {}
    """Unit by the last key of a value, where it is certain."""

    def __init__(self, name: str, topic: str) -> None:
        self.name, self.topic = name, topic
        self.filters: tuple[tuple[str, int], ...] = tuple((each, 0) for each in self.subscribed())

    @abstractmethod
    def subscribed(self) -> Iterable[str]:
        """Topic filters of everything it says."""

    @abstractmethod
    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """Values of a message; raises BadPayload."""

    def online(self, topic: str, payload: bytes) -> bool | None:
        """None: the message is about something else."""
        return None

    def below(self, topic: str) -> str:
        """All its points are below its name."""
        return self.name

    def tail(self, topic: str, before: str = "") -> str:
        """What comes after the device's topic, with `before` in front of it (`tele/`)."""
        return topic.removeprefix(f"{before}{self.topic}").lstrip("/")

    def inside(self, payload: bytes, *below: str, skip: frozenset[str] = frozenset()) -> list[Reading]:
        """Everything inside of a JSON object, below a name."""
        document = parse_json(payload)
        if not isinstance(document, dict):
            raise BadPayload("payload_not_object")
        found = []
        for keys, value in leaves(document):
            if skip.isdisjoint(keys):
                path = ".".join((self.name, *below, dotted(keys)))
                # Values of several channels are a list below the key that has the unit.
                key = next((each for each in reversed(keys) if not each.isdigit()), keys[-1])
                found.append(self.reading(path, key, value))
        return found

    def reading(self, path: str, key: str, value: Scalar) -> Reading:
        """A value with the unit of its key; texts for on and off are BOOL when the key can be switched."""
        command = self.command(path, key)
        if command is not None and isinstance(value, str) and value in SWITCHED:
            value = SWITCHED[value]
        return Reading(path, value, unit=self.units.get(key, "") if _numeric(value) else "", command=command)

    def command(self, path: str, key: str) -> Command | None:
        """How it is written, None: it is not."""
        return None


def text_of(payload: bytes) -> str:
    """A short text; raises BadPayload."""
    try:
        return payload[:200].decode().strip()
    except UnicodeDecodeError:
        raise BadPayload("payload_not_text") from None


def switched(payload: bytes) -> bool:
    """on or off, however it is written; raises BadPayload."""
    try:
        return SWITCHED[text_of(payload)]
    except KeyError:
        raise BadPayload("value_wrong_type") from None


def _numeric(value: Scalar) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
