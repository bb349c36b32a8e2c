"""Discovery payloads, device by device: pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dinrail.directory import INTEGER_RANGES, Point
from dinrail_mqtt.homeassistant.classes import meaning

__all__ = ["CHUNK", "Places", "component", "documents"]

CHUNK = 200
"""Components in one message; Home Assistant joins messages that name the same device."""
LARGEST_STEP_TEXT = 255


class Places:
    """Topics between us and Home Assistant below one base."""

    def __init__(self, base: str, prefix: str) -> None:
        self.base, self.prefix = base, prefix
        self.online = f"{base}/online"
        self.commands = f"{base}/set/#"

    def state(self, address: str) -> str:
        """Where the value of a point is."""
        return f"{self.base}/state/{address.replace('.', '/')}"

    def command(self, address: str) -> str:
        """Where Home Assistant writes."""
        return f"{self.base}/set/{address.replace('.', '/')}"

    def address(self, topic: str) -> str:
        """Of a command topic."""
        return topic.removeprefix(f"{self.base}/set/").replace("/", ".")

    def own(self, topic: str) -> bool:
        """Whether we say it or hear it for Home Assistant."""
        return topic.startswith((f"{self.base}/state/", f"{self.base}/set/")) or topic == self.online

    def config(self, node: str, thing: str) -> str:
        """Where a device is announced."""
        return f"{self.prefix}/device/{node}/{thing}/config"

    def below(self, node: str, instance: str) -> str:
        """How the topics begin where devices of an instance are announced."""
        return f"{self.prefix}/device/{node}/{instance}_"


def documents(
    places: Places, node: str, instance: str, points: Mapping[str, Point], *, title: str, writable: frozenset[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """`(topic, payload)` of everything announced of an instance.

    points: by path; writable: addresses Home Assistant may write. Points below a common first segment, when there are
    several such segments, are a device of their own below the instance's.
    """
    for device, paths in _devices(points).items():
        for at in range(0, len(paths), CHUNK):
            ident = f"{node}_{instance}" + (f"_{_plain(device)}" if device else "")
            shown = f"{title} {device}" if device else title
            about: dict[str, Any] = {"ids": [ident], "name": shown, "mf": "DINrail", "mdl": instance}
            if device:
                about["via_device"] = f"{node}_{instance}"
            parts = paths[at : at + CHUNK]
            found = dict(component(places, node, f"{instance}.{path}", points[path], writable) for path in parts)
            thing = f"{instance}_{_plain(device) or 'points'}_{at // CHUNK}"
            yield (
                places.config(node, thing),
                {"dev": about, "o": {"name": "DINrail", "sw": "0.1"}, "cmps": found, "qos": 1},
            )


def component(
    places: Places, node: str, address: str, point: Point, writable: frozenset[str]
) -> tuple[str, dict[str, Any]]:
    """`(key, entity)` of a point."""
    state = places.state(address)
    key = _plain(address)
    entity: dict[str, Any] = {
        "unique_id": f"{node}_{key}",
        "name": point.description or point.path.replace(".", " "),
        "state_topic": state,
        "value_template": "{{ value_json.v }}",
        "availability_mode": "all",
        "availability": [
            {"topic": places.online},
            {"topic": state, "value_template": "{{ 'online' if value_json.q == 'good' else 'offline' }}"},
        ],
    }
    if point.writable and address in writable:
        entity["command_topic"] = places.command(address)
        entity |= _controlled(point)
    else:
        entity |= _shown(point)
    return key, entity


def _shown(point: Point) -> dict[str, Any]:
    if point.type == "BOOL":
        template = "{{ 'ON' if value_json.v else 'OFF' }}"
        return {"p": "binary_sensor", "payload_on": "ON", "payload_off": "OFF", "value_template": template}
    if point.texts and point.type in INTEGER_RANGES:
        options = list(dict.fromkeys(point.texts.values()))
        return {"p": "sensor", "device_class": "enum", "options": options, "value_template": "{{ value_json.t }}"}
    if not _number(point):
        return {"p": "sensor"}
    what = meaning(point.unit, point.path)
    given = {"device_class": what.device, "state_class": what.state, "unit_of_measurement": what.unit}
    return {"p": "sensor", **{name: value for name, value in given.items() if value}}


def _controlled(point: Point) -> dict[str, Any]:
    if point.type == "BOOL":
        template = "{{ 'ON' if value_json.v else 'OFF' }}"
        words = {"payload_on": "true", "payload_off": "false", "state_on": "ON", "state_off": "OFF"}
        return {"p": "switch", "value_template": template, **words}
    if point.texts and point.type in INTEGER_RANGES:
        return _selected(point.texts)
    if not _number(point):
        return {"p": "text", "max": LARGEST_STEP_TEXT}
    low, high = INTEGER_RANGES.get(point.type, (-1e9, 1e9))
    what = meaning(point.unit, point.path)
    entity: dict[str, Any] = {
        "p": "number",
        "min": point.min if point.min is not None else max(low, -1e9),
        "max": point.max if point.max is not None else min(high, 1e9),
        "step": 1 if point.type in INTEGER_RANGES else 0.01,
        "mode": "box",
    }
    if what.unit:
        entity["unit_of_measurement"] = what.unit
    if what.device:
        entity["device_class"] = what.device
    return entity


def _selected(texts: Mapping[str, str]) -> dict[str, Any]:
    """One out of the point's texts; what stands for the number of the first of two that are alike."""
    numbers = {text: int(number) for number, text in reversed(list(texts.items()))}
    options = list(dict.fromkeys(texts.values()))
    # No brace of a text may end the template.
    words = [json.dumps(text).replace("{", "\\u007b").replace("}", "\\u007d") for text in options]
    table = ", ".join(f"{word}: {numbers[text]}" for word, text in zip(words, options, strict=True))
    return {
        "p": "select",
        "options": options,
        "value_template": "{{ value_json.t }}",
        "command_template": f"{{{{ {{{table}}}[value] }}}}",
    }


def _devices(points: Mapping[str, Point]) -> dict[str, list[str]]:
    """Paths by device: below their first segment when at least two segments have several points each."""
    groups: dict[str, list[str]] = {}
    for path in points:
        groups.setdefault(path.partition(".")[0] if "." in path else "", []).append(path)
    several = [name for name, paths in groups.items() if name and len(paths) > 1]
    if len(several) < 2:
        return {"": sorted(points)}
    return {name: sorted(paths) for name, paths in groups.items()}


def _number(point: Point) -> bool:
    return point.type in INTEGER_RANGES or point.type in ("REAL", "LREAL")


def _plain(text: str) -> str:
    """Letters, digits and _, different for different texts as far as people name things."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda match: "_" if match[0] in "./" else f"-{ord(match[0]):x}", text)


def matching(patterns: Iterable[str], address: str) -> bool:
    """Whether a point is selected: `*` one segment, `**` any number, a bare instance everything."""
    return any(_pattern(each).fullmatch(address) for each in patterns)


def _pattern(pattern: str) -> re.Pattern[str]:
    levels = pattern.replace("/", ".").split(".")
    if len(levels) == 1:
        levels.append("**")
    return re.compile(r"\.".join({"*": r"[^.]+", "**": r".+"}.get(level) or re.escape(level) for level in levels))
