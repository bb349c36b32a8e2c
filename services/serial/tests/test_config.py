"""What a configuration may not be, with the place that is wrong; and the shipped example."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.errors import ConfigError
from dinrail_serial.checks import line_baud
from dinrail_serial.config import SerialConfig
from serial_rig import typed

FOLDER = Path(__file__).parent.parent
LINE = {"device": "/dev/ttyUSB0"}
METER = {"name": "m", "request": "?", "patterns": ["(?P<p>[0-9]+)"]}


def battery(name: str = "b", kind: str = "jbd", **options: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **options}


@pytest.mark.parametrize(
    ("config", "path", "key"),
    [
        ({"endpoints": [{}], "batteries": [battery()]}, "/endpoints/0/device", "address_missing"),
        ({"endpoints": [{"transport": "tcp"}], "batteries": [battery()]}, "/endpoints/0/host", "address_missing"),
        ({}, "/batteries", "line_empty"),
        ({"batteries": [battery(kind="nobody")]}, "/batteries/0/type", "bms_type_unknown"),
        ({"batteries": [battery(kind="daly-can")]}, "/batteries/0/type", "type_not_serial"),
        ({"batteries": [battery(address=3)]}, "/batteries/0/address", "address_unknown"),
        ({"batteries": [battery(), battery("c")]}, "/batteries/0/address", "address_taken"),
        ({"batteries": [battery(), battery("b", "daly-a5")]}, "/batteries/0/name", "name_taken"),
        ({"batteries": [battery(), battery("b.c", "daly-a5")]}, "/batteries/0/name", "name_taken"),
        ({"batteries": [battery(kind="ant-new", key="short")]}, "/batteries/0/key", "bms_key_missing"),
        ({"batteries": [battery(kind="ant-old", writes=["charge_mos"])]}, "/batteries/0/writes/0", "switch_unknown"),
        ({"batteries": [battery(), battery("c", "ant-old")]}, "/endpoints/0/baud", "baud_differs"),
        ({"batteries": [battery(kind="vedirect-text")], "meters": [METER]}, "/batteries/0/type", "talker_not_alone"),
        ({"meters": [METER, METER | {"name": "n", "request": ""}]}, "/meters/1/request", "talker_not_alone"),
        ({"meters": [METER | {"patterns": []}]}, "/meters/0/patterns", "meter_no_way"),
        ({"meters": [METER | {"delimiter": ";"}]}, "/meters/0/delimiter", "meter_two_ways"),
        ({"meters": [METER | {"fields": {"q": {}}}]}, "/meters/0/fields/q", "field_unknown"),
        ({"meters": [METER | {"request": "\\q"}]}, "/meters/0/request", "escape_unknown"),
        ({"meters": [METER | {"patterns": ["("]}]}, "/meters/0/patterns/0", "pattern_invalid"),
        ({"meters": [METER | {"patterns": ["[0-9]+"]}]}, "/meters/0/patterns/0", "pattern_no_group"),
        ({"meters": [METER | {"patterns": ["(?P<p>(a+)+)b"]}]}, "/meters/0/patterns/0", "pattern_slow"),
        ({"meters": [METER | {"patterns": ["(?P<p>.*)x.*y"]}]}, "/meters/0/patterns/0", "pattern_slow"),
    ],
)
def test_a_wrong_configuration_is_refused_with_its_place(config: dict[str, Any], path: str, key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed(**{"endpoints": [LINE], **config})
    assert (caught.value.path, caught.value.reason.key) == (path, key)


def test_the_rate_is_that_of_the_type_unless_said() -> None:
    assert line_baud(typed(endpoints=[LINE], batteries=[battery(kind="ant-old")]), 0) == 19200
    assert line_baud(typed(endpoints=[LINE | {"baud": 115200}], batteries=[battery()]), 0) == 115200
    assert line_baud(typed(endpoints=[LINE], meters=[METER]), 0) == 9600


@pytest.mark.parametrize("file", sorted((FOLDER / "examples").glob("demo-*.json")), ids=lambda file: file.name)
def test_the_example_is_valid_and_names_a_simulator(file: Path) -> None:
    instance = json.loads(file.read_text())
    config = msgspec.convert(instance["config"], SerialConfig)
    assert f"  {config.endpoints[0].host}:" in (FOLDER / "examples" / "demo.yaml").read_text()


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    texts = [json.loads((FOLDER / "locales" / f"{each}.reasons.json").read_text()) for each in ("en", "de")]
    source = "".join(file.read_text() for file in (FOLDER / "dinrail_serial").glob("*.py"))
    used = set(re.findall(r'key="([a-z_]+)"|"([a-z]+_[a-z_]+)", (?:text|f?"|error\.message)', source))
    keys = {one or other for one, other in used} - {"charge_mos", "names_of"} | {
        "stale",
        "bms_not_told",
        "line_not_a_number",
    }
    assert len(keys) > 25
    assert keys - texts[0].keys() == set()
    assert texts[0].keys() == texts[1].keys()
    for key, text in texts[0].items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", texts[1][key])), key


def test_every_option_has_a_german_title() -> None:
    german = json.loads((FOLDER / "locales" / "de.json").read_text())
    schema = msgspec.json.schema(SerialConfig)["$defs"]
    places = {
        "SerialConfig": "",
        "Endpoint": "/endpoints/*",
        "BatteryConfig": "/batteries/*",
        "MeterConfig": "/meters/*",
    }
    places["FieldConfig"] = "/meters/*/fields/*"
    options = {f"{place}/{name}" for kind, place in places.items() for name in schema[kind]["properties"]}
    assert options == german.keys()
