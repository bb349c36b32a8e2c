"""Configurations: what is refused, where, and what a good one becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.documents import InstanceDefinition
from dinrail.errors import ConfigError
from dinrail.manifest import read_manifest
from dinrail.options import config_schema
from dinrail_modbus.config import ModbusConfig
from modbus_rig import Rig, typed

HOME = Path(__file__).parents[1]


def config(*points: dict[str, Any], **device: Any) -> dict[str, Any]:
    named = [{"name": f"p{place}", "address": 0, **point} for place, point in enumerate(points)]
    return {"endpoints": [{"host": "inverter"}], "devices": [{"points": named, **device}]}


@pytest.mark.parametrize(
    ("point", "key", "where"),
    [
        ({"name": "a..b"}, "name_invalid", "name"),
        ({"name": "a#"}, "name_invalid", "name"),
        ({"address": 65535, "type": "uint32"}, "address_beyond_end", "address"),
        ({"address": 65530, "type": "string", "length": 7}, "address_beyond_end", "address"),
        ({"table": "input_registers", "writable": True}, "table_read_only", "writable"),
        ({"table": "discrete_inputs", "type": "bool", "writable": True}, "table_read_only", "writable"),
        ({"table": "coils"}, "coil_is_bool", "type"),
        ({"type": "bool"}, "bit_missing", "bit"),
        ({"bit": 3}, "option_without_effect", "bit"),
        ({"table": "coils", "type": "bool", "bit": 0}, "option_without_effect", "bit"),
        ({"byte": "low"}, "option_without_effect", "byte"),
        ({"type": "string"}, "length_missing", "length"),
        ({"length": 4}, "option_without_effect", "length"),
        ({"type": "string", "length": 4, "scale": 2}, "option_without_effect", "scale"),
        ({"type": "bool", "bit": 0, "max": 1}, "option_without_effect", "max"),
        ({"scale": 0}, "scale_zero", "scale"),
        ({"min": 5, "max": 4}, "range_empty", "min"),
        ({"type": "float32", "texts": {"0": "off"}}, "option_without_effect", "texts"),
        ({"texts": {"off": "0"}}, "text_key_invalid", "texts"),
    ],
)
def test_a_point_that_cannot_be_is_refused_where_it_is_wrong(point: dict[str, Any], key: str, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed(config({}, point))
    assert (caught.value.reason.key, caught.value.path) == (key, f"/devices/0/points/1/{where}")


@pytest.mark.parametrize(
    ("endpoint", "key", "where"),
    [
        ({}, "host_not_given", "host"),
        ({"transport": "rtu_over_tcp"}, "host_not_given", "host"),
        ({"transport": "serial"}, "serial_port_not_given", "device"),
        ({"transport": "serial", "device": "/dev/ttyUSB0", "host": "h"}, "transport_without", "host"),
        ({"host": "h", "device": "/dev/ttyUSB0"}, "transport_without", "device"),
    ],
)
def test_an_endpoint_that_cannot_be_is_refused_where_it_is_wrong(
    endpoint: dict[str, Any], key: str, where: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        typed({**config(), "endpoints": [{"host": "h"}, endpoint]})
    assert (caught.value.reason.key, caught.value.path) == (key, f"/endpoints/1/{where}")


def test_unit_id_0_on_rtu_is_a_broadcast_or_refused() -> None:
    on_line = {"endpoints": [{"transport": "serial", "device": "/dev/ttyUSB0"}]}
    with pytest.raises(ConfigError) as caught:
        typed({**config(unit_id=0), **on_line})
    assert (caught.value.reason.key, caught.value.path) == ("unit_zero", "/devices/0/unit_id")
    assert typed({**config(unit_id=0, broadcast=True), **on_line}).devices[0].broadcast


def test_values_longer_than_the_device_answers_are_refused() -> None:
    with pytest.raises(ConfigError) as caught:
        typed(config({"type": "int64"}, max_registers=3))
    assert caught.value.path == "/devices/0/points/0/type"


def test_two_points_of_one_name_are_refused_also_across_devices() -> None:
    twice = config({"name": "a.b"})
    twice["devices"].append({"unit_id": 2, "prefix": "a", "points": [{"name": "b", "address": 9}]})
    with pytest.raises(ConfigError) as caught:
        typed(twice)
    assert (caught.value.reason.key, caught.value.path) == ("name_twice", "/devices/1/points/0/name")


def test_two_devices_of_one_unit_id_are_refused() -> None:
    twice = config()
    twice["devices"] *= 2
    with pytest.raises(ConfigError) as caught:
        typed(twice)
    assert (caught.value.reason.key, caught.value.path) == ("unit_id_twice", "/devices/1/unit_id")


@pytest.mark.parametrize(
    "change",
    [
        {"endpoints": []},
        {"devices": []},
        {"endpoints": [{"host": "a b"}]},
        {"endpoints": [{"host": "h", "port": 0}]},
        {"endpoints": [{"transport": "serial", "device": "ttyUSB0"}]},
        {"endpoints": [{"transport": "serial", "device": "/dev/ttyUSB0", "baud": 9601}]},
        {"devices": [{"planning": "clever"}]},
        {"interval": 0},
        {"devices": [{"unit_id": 256}]},
        {"devices": [{"max_registers": 126}]},
        {"devices": [{"points": [{"name": "p", "address": 65536}]}]},
        {"devices": [{"points": [{"name": "p", "address": 0, "order": "AB"}]}]},
        {"devices": [{"points": [{"name": "p", "address": 0, "typ": "int16"}]}]},
        {"timeuot": 1},
    ],
)
def test_what_the_schema_forbids_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        typed({**config(), **change})


def test_the_directory_shows_what_was_configured() -> None:
    rig = Rig(
        {
            "prefix": "roof",
            "points": [
                {"name": "power", "address": 0, "type": "int32", "unit": "W", "description": "AC power"},
                {"name": "heat", "address": 2, "type": "int16", "scale": 0.1, "unit": "°C", "deadband": 0.2},
                {"name": "sum", "address": 4, "type": "uint64", "scale": 0.001, "refresh": 30},
                {"name": "state", "address": 8, "texts": {"4": "feeding"}},
                {"name": "on", "table": "coils", "address": 0, "type": "bool", "writable": True},
                {"name": "id", "address": 9, "type": "string", "length": 4},
            ],
        },
        port=502,
    )
    shown = {path: (point.type, point.unit, point.refresh) for path, point in rig.points.items()}
    assert shown == {
        "roof.power": ("DINT", "W", 60.0),
        "roof.heat": ("REAL", "°C", 60.0),
        "roof.sum": ("LREAL", "", 30.0),
        "roof.state": ("UINT", "", 60.0),
        "roof.on": ("BOOL", "", 60.0),
        "roof.id": ("STRING", "", 60.0),
    }
    assert rig.points["roof.state"].texts == {"4": "feeding"}
    assert rig.points["roof.power"].description == "AC power"
    assert [path for path, point in rig.points.items() if point.writable] == ["roof.on"]
    assert rig.adapter.deadbands() == {"roof.heat": 0.2}


def test_the_manifest_is_one() -> None:
    assert read_manifest((HOME / "manifest.json").read_bytes()).name == "modbus"


def test_the_demo_instance_is_a_valid_one() -> None:
    entry = json.loads((HOME / "examples/demo-inverter.json").read_bytes())
    definition = msgspec.convert({key: entry[key] for key in ("id", "type", "title", "config")}, InstanceDefinition)
    demo = typed(definition.config)
    assert sum(len(device.points) for device in demo.devices) >= 25


def options(node: dict[str, Any], schema: dict[str, Any], path: str = "") -> dict[str, dict[str, Any]]:
    """Every option of a schema by its path, list items as `*`."""
    node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]] if "$ref" in node else node
    found = {}
    for name, child in node.get("properties", {}).items():
        found[f"{path}/{name}"] = child
        found |= options(child, schema, f"{path}/{name}")
    if isinstance(node.get("items"), dict):
        found |= options(node["items"], schema, f"{path}/*")
    return found


def choices(option: dict[str, Any]) -> set[str]:
    alternatives = [option, *option.get("anyOf", ())]
    return {choice for each in alternatives for choice in each.get("enum", ()) if choice is not None}


def test_every_option_has_its_german_texts() -> None:
    schema = config_schema(ModbusConfig)
    german = json.loads((HOME / "locales/de.json").read_bytes())
    known = options(schema, schema)
    assert set(german) == set(known)
    for path, option in known.items():
        assert bool(german[path].get("description")) == bool(option.get("description")), path
        described = german[path].get("enum", {})
        assert set(described) <= choices(option), path


def test_every_option_has_a_title() -> None:
    schema = config_schema(ModbusConfig)
    assert [path for path, option in options(schema, schema).items() if not option.get("title")] == []


def test_the_example_of_the_readme_is_accepted() -> None:
    example = (HOME / "README.md").read_text().split("```json\n")[1].split("```")[0]
    assert len(typed(json.loads(example)).devices[0].points) == 2
