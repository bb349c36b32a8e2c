"""What a configuration may say, and that every word of it is told in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.errors import ConfigError
from dinrail.options import config_schema
from dinrail_can.config import CanConfig
from dinrail_can.dbc import load
from dinrail_can.points import choose
from dinrail_can.sim import DBC

HOME = Path(__file__).parents[1]
CAN = [{"channel": "can0"}]


def config(**parts: Any) -> CanConfig:
    return msgspec.convert({"endpoints": CAN, **parts}, CanConfig)


@pytest.mark.parametrize(
    ("parts", "key", "path"),
    [
        ({"endpoints": [{"interface": "slcan"}]}, "device_missing", "/endpoints/0/device"),
        ({"endpoints": [{"interface": "socketcand"}]}, "host_missing", "/endpoints/0/host"),
        ({"databases": [{}]}, "dbc_missing", "/databases/0/dbc"),
        ({"databases": [{"dbc": "x", "file": "/x"}]}, "dbc_missing", "/databases/0/dbc"),
        ({"signals": [{"path": "*", "writable": True}]}, "writable_too_wide", "/signals/0/writable"),
        ({"signals": [{"path": "A.*", "min": 2, "max": 1}]}, "range_reversed", "/signals/0/min"),
        ({"batteries": [{"name": "a", "type": "daly-can"}] * 2}, "name_twice", "/batteries/1/name"),
        ({"batteries": [{"name": "a"}, {"name": "b"}]}, "battery_twice", "/batteries"),
    ],
)
def test_contradictions_are_refused_with_their_place(parts, key, path):
    with pytest.raises(ConfigError) as refused:
        config(**parts)
    assert (refused.value.reason.key, refused.value.path) == (key, path)


def test_entry_that_fits_no_signal_is_refused():
    with pytest.raises(ConfigError) as refused:
        choose(config(signals=[{"path": "Inverter.*"}, {"path": "Invertor.*"}]), load(DBC))
    assert refused.value.path == "/signals/1/path"


def test_first_entry_that_fits_counts():
    chosen = choose(config(signals=[{"path": "Limits.FanSpeed", "max": 80}, {"path": "Limits.*"}]), load(DBC))
    assert {each.point.path: each.point.max for each in chosen} == {"Limits.ChargeLimit": 100, "Limits.FanSpeed": 80}


def options(node: dict[str, Any], schema: dict[str, Any], path: str = "") -> dict[str, dict[str, Any]]:
    """Every option of a schema by its place."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[-1]]
    found = {}
    for name, child in node.get("properties", {}).items():
        found[f"{path}/{name}"] = child
        found |= options(child, schema, f"{path}/{name}")
    if isinstance(node.get("items"), dict):
        found |= options(node["items"], schema, f"{path}/*")
    return found


def test_every_option_has_its_title_and_its_german_texts():
    schema = config_schema(CanConfig)
    german = json.loads((HOME / "locales/de.json").read_bytes())
    known = options(schema, schema)
    assert set(german) == set(known)
    for path, option in known.items():
        assert option.get("title"), path
        assert bool(german[path].get("description")) == bool(option.get("description")), path


def test_every_reason_of_the_sources_has_a_sentence_in_both_languages():
    english, german = (json.loads((HOME / f"locales/{each}.reasons.json").read_bytes()) for each in ("en", "de"))
    sources = "\n".join(file.read_text() for file in (HOME / "dinrail_can").rglob("*.py") if "sim" not in file.parts)
    used = set(re.findall(r'key="(\w+)"', sources)) | set(re.findall(r'Reason\(\s*"(\w+)"', sources))
    used |= set(re.findall(r'"(can_[a-z_]+)"', sources))
    assert used - {"can_reader"} <= set(english)
    assert set(english) == set(german)
    for key, sentence in english.items():
        assert set(re.findall(r"{{(\w+)}}", german[key])) == set(re.findall(r"{{(\w+)}}", sentence)), key


def test_example_of_the_demo_is_valid_and_describes_the_simulated_bus():
    example = json.loads((HOME / "examples/demo-battery.json").read_bytes())["config"]
    made = msgspec.convert(example, CanConfig)
    assert made.databases[0].dbc == DBC
    assert {each.point.writable for each in choose(made, load(DBC))} == {True, False}
