"""Shelly: the second generation's status objects, the first one's single topics."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail_mqtt.kinds.device import DeviceSource, switched, text_of
from dinrail_mqtt.payloads import as_type, plain
from dinrail_mqtt.reading import Command, Reading
from dinrail_mqtt.topics import segment

__all__ = ["Shelly", "ShellyGen1"]


class Shelly(DeviceSource):
    """Generation 2 and later: `<prefix>/status/switch:0`, `<prefix>/online`, `<prefix>/command/switch:0`."""

    units = {  # noqa: RUF012 - read only
        "apower": "W", "aprtpower": "VA", "voltage": "V", "current": "A", "freq": "Hz", "total": "Wh", "tC": "°C",
        "tF": "°F", "rh": "%", "lux": "lx", "rssi": "dBm",
        **{f"{phase}_{what}": unit for phase in ("a", "b", "c", "total") for what, unit in
           (("act_power", "W"), ("aprt_power", "VA"), ("voltage", "V"), ("current", "A"))},
    }  # fmt: skip

    def subscribed(self) -> Iterable[str]:
        """Status of its components and its last will."""
        return (f"{self.topic}/status/+", f"{self.topic}/online")

    def online(self, topic: str, payload: bytes) -> bool | None:
        """Its last will."""
        return text_of(payload) == "true" if topic == f"{self.topic}/online" else None

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """A component like `switch:0` becomes `switch_0`."""
        component = topic.rsplit("/", 1)[-1]
        below = segment(component.replace(":", "_"))
        skip = frozenset({"by_minute", "minute_ts", "source", "available_updates", "id"})
        return self.inside(payload, below, skip=skip)

    def command(self, path: str, key: str) -> Command | None:
        """Switches and lights, by their output."""
        component = path[len(self.name) + 1 :].split(".", maxsplit=1)[0]
        kind, _, number = component.rpartition("_")
        if key != "output" or kind not in ("switch", "light"):
            return None
        return Command(f"{self.topic}/command/{kind}:{number}", on="on", off="off")


class ShellyGen1(DeviceSource):
    """Generation 1: `shellies/<id>/relay/0`, `…/relay/0/power`, `…/online`; topic without `shellies/`, or with it."""

    units = {"power": "W", "temperature": "°C", "voltage": "V", "current": "A", "humidity": "%", "lux": "lx"}  # noqa: RUF012

    def __init__(self, name: str, topic: str) -> None:
        super().__init__(name, topic if "/" in topic else f"shellies/{topic}")

    def subscribed(self) -> Iterable[str]:
        """All of it."""
        return (f"{self.topic}/#",)

    def online(self, topic: str, payload: bytes) -> bool | None:
        """Its last will."""
        return text_of(payload) == "true" if topic == f"{self.topic}/online" else None

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """One value for each topic; energy is told in watt-minutes or watt-hours, so it has no unit here."""
        levels = self.tail(topic).split("/")
        if levels[-1] in ("command", "announce", "info", "status", "settings", "set") or levels[0] == "":
            return ()
        relay = len(levels) == 2 and levels[0] in ("relay", "light")
        path = ".".join((self.name, *(segment(level) for level in levels), *(("output",) if relay else ())))
        if relay:
            command = Command(f"{self.topic}/{levels[0]}/{levels[1]}/command", on="on", off="off")
            return (Reading(path, switched(payload), "BOOL", command=command),)
        value = as_type(plain(payload), "auto")
        return (self.reading(path, levels[-1], value),)
