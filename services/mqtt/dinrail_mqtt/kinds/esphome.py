"""ESPHome: `<prefix>/<component>/<id>/state`, `…/command`, `<prefix>/status`."""

from __future__ import annotations

from collections.abc import Iterable

from dinrail_mqtt.generic import Missing
from dinrail_mqtt.kinds.device import DeviceSource, switched, text_of
from dinrail_mqtt.payloads import parse_json, plain
from dinrail_mqtt.reading import Command, Reading
from dinrail_mqtt.topics import segment

__all__ = ["EspHome"]

NUMBERS = frozenset({"sensor", "number"})
SWITCHES = frozenset({"switch", "binary_sensor"})


class EspHome(DeviceSource):
    """A node with `mqtt:` in its configuration."""

    def subscribed(self) -> Iterable[str]:
        """State of its components and its birth and last will."""
        return (f"{self.topic}/+/+/state", f"{self.topic}/status")

    def online(self, topic: str, payload: bytes) -> bool | None:
        """Its birth and last will."""
        return text_of(payload) == "online" if topic == f"{self.topic}/status" else None

    def take(self, topic: str, payload: bytes) -> Iterable[Reading]:
        """Lights tell JSON, the others one value."""
        levels = self.tail(topic).split("/")
        if len(levels) != 3:
            return ()
        component, name, _ = levels
        path = f"{self.name}.{segment(name)}"
        target = f"{self.topic}/{component}/{name}/command"
        if component in SWITCHES:
            command = Command(target) if component == "switch" else None
            return (Reading(path, switched(payload), "BOOL", command=command),)
        if component == "light":
            return self._light(path, target, payload)
        command = Command(target) if component == "number" else None
        if component in NUMBERS and text_of(payload).lower() == "nan":  # it has no value yet
            return (Reading(path, Missing("value_missing"), command=command),)
        return (Reading(path, plain(payload), command=command),)

    def _light(self, path: str, target: str, payload: bytes) -> Iterable[Reading]:
        state = parse_json(payload)
        if not isinstance(state, dict):
            return ()
        found = []
        if state.get("state") in ("ON", "OFF"):
            command = Command(target, '{"state":"{value}"}')
            found.append(Reading(f"{path}.state", state["state"] == "ON", "BOOL", command=command))
        if isinstance(state.get("brightness"), int):
            found.append(
                Reading(
                    f"{path}.brightness",
                    state["brightness"],
                    command=Command(target, '{"state":"ON","brightness":{json}}'),
                    min=0,
                    max=255,
                )
            )
        return found
