"""Topics the user described: one value, or places inside of JSON."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail.directory import Point
from dinrail.sample import Scalar
from dinrail_mqtt.config import Subscription
from dinrail_mqtt.payloads import BadPayload, as_type, dotted, leaves, parse_json, place, plain, steps
from dinrail_mqtt.reading import Reading
from dinrail_mqtt.topics import expand

__all__ = ["TopicSource"]

KNOWN = 10_000


class TopicSource:
    """One subscription of the configuration."""

    def __init__(self, wanted: Subscription) -> None:
        self._wanted = wanted
        self._places = [(value, steps(value.path)) for value in wanted.values]
        self._paths: dict[str, str] = {}
        self.filters: tuple[tuple[str, int], ...] = ((wanted.filter, wanted.qos),)
        self.expire_after = wanted.expire_after

    def below(self, topic: str) -> str:
        """Its name, by the rule."""
        path = self._paths.get(topic)
        if path is None:
            path = expand(self._wanted.name, self._wanted.filter, topic)
            if len(self._paths) < KNOWN:
                self._paths[topic] = path
        return path

    def online(self, topic: str, payload: bytes) -> bool | None:
        """A topic of nobody in particular says nothing about it."""
        return None

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """One value, the places, or everything inside."""
        wanted, path = self._wanted, self.below(topic)
        if wanted.format == "plain":
            value = as_type(plain(payload), wanted.type)
            return (Reading(path, value, wanted.type, wanted.unit, wanted.description),)
        document = parse_json(payload)
        if self._places:
            return self._placed(path, document)
        return [Reading(f"{path}.{dotted(keys)}" if keys else path, value) for keys, value in leaves(document)]

    def _placed(self, path: str, document: object) -> list[Reading]:
        """A place that is not there spoils its own point only; raises BadPayload when none is."""
        found: list[Reading] = []
        for value, where in self._places:
            name = f"{path}.{value.name}"
            try:
                found.append(Reading(name, as_type(place(document, where), value.type), value.type, value.unit))
            except BadPayload as why:
                found.append(Reading(name, Missing(why.key), value.type, value.unit))
        return found

    def points(self) -> Iterable[Point]:
        """Those that are known before anything was said: of filters without wildcards."""
        wanted = self._wanted
        if "+" in wanted.filter or "#" in wanted.filter:
            return
        path = self.below(wanted.filter)
        if wanted.format == "plain":
            if wanted.type != "auto":
                yield Point(path, wanted.type, unit=wanted.unit, description=wanted.description)
            return
        for value in wanted.values:
            if value.type != "auto":
                yield Point(f"{path}.{value.name}", value.type, unit=value.unit)


class Missing(str):
    """In place of a value: the reason why there is none."""

    __slots__ = ()


def reason_of(value: Scalar) -> str:
    """The reason in place of a value, empty for a value."""
    return str(value) if type(value) is Missing else ""
