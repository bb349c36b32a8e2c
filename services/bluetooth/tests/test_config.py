"""What a configuration may not be, with the place that is wrong; texts and the shipped example."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bluetooth_rig import typed
from dinrail.errors import ConfigError
from dinrail_bluetooth.config import BluetoothConfig

FOLDER = Path(__file__).parent.parent
HERE, THERE = "A4:C1:38:00:00:01", "a4:c1:38:00:00:02"


def device(name: str = "b", address: str = HERE, kind: str = "jbd", **options: Any) -> dict[str, Any]:
    return {"name": name, "address": address, "type": kind, **options}


@pytest.mark.parametrize(
    ("devices", "path", "key"),
    [
        ([device(kind="nobody")], "/devices/0/type", "bms_type_unknown"),
        ([device(kind="vedirect-text")], "/devices/0/type", "type_not_bluetooth"),
        ([device(), device(address=THERE)], "/devices/0/name", "name_taken"),
        ([device("b.c"), device(address=THERE)], "/devices/0/name", "name_taken"),
        ([device(), device("c", HERE.lower())], "/devices/0/address", "ble_address_taken"),
        ([device(kind="daly-d2", writes=["charge_mos"])], "/devices/0/writes/0", "switch_unknown"),
        ([device(kind="victron-ble", key="short")], "/devices/0/key", "bms_key_missing"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(devices: list[Any], path: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed(devices=devices)
    assert (caught.value.path, caught.value.reason.key) == (path, key)


@pytest.mark.parametrize("wrong", [{"address": "A4:C1:38:00:00"}, {"pin": "1234567"}, {"name": "a b"}])
def test_what_the_schema_refuses(wrong: dict[str, str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        typed(devices=[device() | wrong])


def test_an_instance_without_devices_is_there_to_find_some() -> None:
    assert typed().devices == []


def test_the_example_is_a_valid_configuration() -> None:
    for example in FOLDER.glob("examples/*.json"):
        msgspec.convert(json.loads(example.read_text())["config"], BluetoothConfig)


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    texts = [json.loads((FOLDER / "locales" / f"{each}.reasons.json").read_text()) for each in ("en", "de")]
    sources = "".join(path.read_text() for path in FOLDER.glob("dinrail_bluetooth/*.py"))
    named = set(re.findall(r'"((?:ble|bms)_[a-z_]+|name_taken|switch_unknown|type_not_bluetooth)"', sources))
    assert len(named) > 25
    assert named - texts[0].keys() == set()
    assert texts[0].keys() == texts[1].keys()
    for key, text in texts[0].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", texts[1][key])), key


def test_every_option_has_a_german_title() -> None:
    german = json.loads((FOLDER / "locales" / "de.json").read_text())
    schema = msgspec.json.schema(BluetoothConfig)["$defs"]
    places = {"BluetoothConfig": "", "DeviceConfig": "/devices/*"}
    options = {f"{place}/{name}" for kind, place in places.items() for name in schema[kind]["properties"]}
    assert options == german.keys()
