"""What a topic could become: a known kind of device, places in JSON, one value."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from typing import Any

from dinrail.sample import Scalar
from dinrail_mqtt.browser.seen import Seen
from dinrail_mqtt.config import Device, Kind
from dinrail_mqtt.kinds import source_of
from dinrail_mqtt.payloads import BadPayload, dotted, leaves, parse_json, plain, type_of
from dinrail_mqtt.topics import check_topic, expand, fits

__all__ = ["device_of", "suggestions"]

MOST_POINTS = 100
MOST_TOPICS = 200
_TASMOTA = re.compile(r"(?:tele|stat|cmnd)/(.+)/[A-Z0-9_]+")
_SHELLY = re.compile(r"(.+)/(?:status/[a-z]+(?::\d+)?|events/rpc)")
_SHELLY_ONLINE = re.compile(r"(shelly[^/]*)/online")
_SHELLY_1 = re.compile(r"(shellies/[^/]+)/.+")
_ESPHOME = re.compile(r"(.+)/(?:sensor|binary_sensor|switch|light|number|text_sensor)/[^/]+/(?:state|command)")
_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")


def suggestions(topic: str, seen: Mapping[str, Seen], taken: Container[str]) -> list[dict[str, Any]]:
    """The best first; `add` is what would be appended to the configuration. taken: names of devices there are."""
    if check_topic(topic):
        return []
    found: list[dict[str, Any]] = []
    known = device_of(topic, seen)
    if known is not None:
        kind, at = known
        device = {"name": _free(at, taken), "kind": kind, "topic": at}
        points = _points(Device(**device), seen)  # type: ignore[arg-type]
        found.append({"as": kind, "add": {"devices": [device]}, "points": points})
    payload = seen[topic].payload if topic in seen else b""
    path = expand("", topic, topic)
    try:
        document = parse_json(payload)
    except BadPayload:
        document = None
    if isinstance(document, (dict, list)):
        fields = [_field(path, keys, value) for keys, value in leaves(document)]
        wanted: dict[str, Any] = {"filter": topic, "format": "json"}
        found.append({"as": "json", "add": {"subscriptions": [wanted]}, "points": fields[:MOST_POINTS]})
        return found
    try:
        value = plain(payload)
    except BadPayload:
        return found
    wanted = {"filter": topic, "type": type_of(value)}
    found.append({"as": "plain", "add": {"subscriptions": [wanted]}, "points": [_point(path, value)]})
    return found


def device_of(topic: str, known: Container[str]) -> tuple[Kind, str] | None:
    """Kind and topic of the device that says it, None: of no known kind."""
    levels = topic.split("/")
    if len(levels) > 1 and (levels[0] == "zigbee2mqtt" or f"{levels[0]}/bridge/state" in known):
        if levels[1] == "bridge":
            return None
        name = levels[:-1] if levels[-1] in ("availability", "set", "get") else levels
        return ("zigbee2mqtt", "/".join(name)) if len(name) > 1 else None
    patterns: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("shelly_gen1", _SHELLY_1),
        ("tasmota", _TASMOTA),
        ("shelly", _SHELLY),
        ("shelly", _SHELLY_ONLINE),
        ("esphome", _ESPHOME),
    )
    for kind, pattern in patterns:
        match = pattern.fullmatch(topic)
        if match is not None:
            return kind, match[1]
    return None


def _points(device: Device, seen: Mapping[str, Seen]) -> list[dict[str, Any]]:
    """Those it would have by what it has said so far."""
    source = source_of(device)
    found: dict[str, dict[str, Any]] = {f"{device.name}.online": {"path": f"{device.name}.online", "type": "BOOL"}}
    near = [each for each in seen if device.topic in each]
    for topic in sorted(each for each in near if any(fits(pattern, each) for pattern, _ in source.filters))[
        :MOST_TOPICS
    ]:
        payload = seen[topic].payload
        try:
            there = source.online(topic, payload)
            if there is not None:
                found[f"{device.name}.online"]["value"] = there
                continue
            for reading in source.take(topic, payload):
                point = _point(reading.path, reading.value) | {"unit": reading.unit}
                found[reading.path] = point | {"writable": reading.command is not None}
        except BadPayload:
            continue
    return list(found.values())[:MOST_POINTS]


def _field(path: str, keys: tuple[str, ...], value: Scalar) -> dict[str, Any]:
    if not keys:
        return _point(path, value)
    simple = all(_SIMPLE.fullmatch(key) for key in keys)
    escaped = (key.replace("~", "~0").replace("/", "~1") for key in keys)
    place = ".".join(keys) if simple else "/" + "/".join(escaped)
    name = dotted(keys)
    return _point(f"{path}.{name}", value) | {"name": name, "place": place}


def _point(path: str, value: Scalar) -> dict[str, Any]:
    return {"path": path, "type": type_of(value), "value": value}


def _free(topic: str, taken: Container[str]) -> str:
    """A name for a device that nobody has."""
    last: str = topic.rsplit("/", 1)[-1]
    base = re.sub(r"[^A-Za-z0-9_]+", "_", last).strip("_")[:40] or "device"
    names: Iterable[str] = (base, *(f"{base}_{number}" for number in range(2, 1000)))
    return next((name for name in names if name not in taken), base)
