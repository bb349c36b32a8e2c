"""Samples of the library as records; what is unknown stays None."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dinrail.bms import Alarm, BMSData
from dinrail_bms_ble_more.records import record_of


def sensor(value: float, kind: str = "GENERIC") -> Any:
    return SimpleNamespace(value=value, type=SimpleNamespace(name=kind))


def test_an_empty_sample_tells_nothing() -> None:
    assert record_of({}) == BMSData()


@pytest.mark.parametrize(
    ("sample", "field", "value"),
    [
        ({"current": -12.5}, "current", -12.5),
        ({"current": 12.5}, "current", 12.5),
        ({"battery_level": 0}, "soc", 0),
        ({"battery_health": 97}, "soh", 97),
        ({"design_capacity": 280}, "capacity_ah", 280),
        ({"cycle_charge": 13.2}, "remaining_ah", 13.2),
        ({"balancer": 0}, "balancing", False),
        ({"balancer": 0b101}, "balance_mask", 5),
        ({"balancer": True}, "balance_mask", None),
        ({"balancer": True}, "balancing", True),
        ({"chrg_mosfet": False}, "charge_mos", False),
        ({"temp_values": [sensor(-7), sensor(40, "MOSFET")]}, "temperatures", (-7.0,)),
        ({"temp_values": [sensor(-7), sensor(40, "MOSFET")]}, "mos_temperature", 40.0),
        ({"cell_voltages": []}, "cell_voltages", None),
        ({"problem": False}, "alarms", ()),
        ({"problem": True}, "alarms", (Alarm("fault_code"),)),
        ({"problem_code": 0}, "alarms", ()),
        ({"problem_code": 0b1001}, "alarms", (Alarm("bit_0"), Alarm("bit_3"))),
        ({"problem_code": 1 << 63}, "alarms", (Alarm("bit_63"),)),
        ({"problem_code": 9}, "alarm_raw", 9),
    ],
)
def test_field(sample: dict[str, Any], field: str, value: object) -> None:
    assert getattr(record_of(sample), field) == value


def test_what_only_some_tell_has_names_of_its_own() -> None:
    record = record_of({
        "runtime": 5400,
        "battery_mode": 1,
        "temp_values": [sensor(12.5, "AMBIENT")],
        "packs": [{"voltage": 51.2, "current": -3.0, "battery_level": 80, "cell_voltages": [3.2, 3.21]}],
    })  # fmt: skip
    assert record.values == {
        "time_to_go_min": 90,
        "mode": "absorption",
        "ambient_temperature": 12.5,
        "packs.1.voltage": 51.2,
        "packs.1.current": -3.0,
        "packs.1.soc": 80,
        "packs.1.cells.1.voltage": 3.2,
        "packs.1.cells.2.voltage": 3.21,
    }
