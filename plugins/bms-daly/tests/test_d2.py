from __future__ import annotations

import pytest

from daly_recorded import D2, D2_AFE, D2_LONG, D2_MOS, D2_PASSWORD, D2_SETTINGS, D2_SOURCE
from dinrail import crc
from dinrail.bms import Alarm, BMSData, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_daly.d2 import DalyD2

ESPHOME = "syssi/esphome-daly-bms tests/components/daly_bms_ble/common.h"


class TestRecorded(ParserBattery):
    parser = DalyD2
    recordings = (
        Recording(
            source=D2_SOURCE,
            frames=(D2, D2_MOS),
            expected={
                "voltage": 14.0,
                "current": 3.0,
                "soc": 90.0,
                "soh": None,
                "remaining_ah": 345.6,
                "cycles": 57,
                "cell_voltages": (4.127, 4.137, 4.147, 4.157),
                "temperatures": (20, 21, 22, 23),
                "mos_temperature": 38,
                "charge_mos": False,
                "discharge_mos": True,
                "balancing": True,
                "balance_mask": 0,
                "alarms": (),
                "alarm_raw": 0,
            },
        ),
        Recording(
            source=ESPHOME,
            frames=(D2_SETTINGS, D2_LONG),
            expected={
                "voltage": 52.5,
                "current": -3.1,
                "soc": 53.0,
                "capacity_ah": 105.0,
                "remaining_ah": 111.3,
                "cycles": 57,
                "temperatures": (15, 15, 15, 15),
                "mos_temperature": 15,
                "charge_mos": True,
                "balance_mask": 0,
            },
        ),
        Recording(
            source=ESPHOME,
            frames=(D2_AFE,),
            expected={"alarms": (Alarm("analog_front_end"),), "alarm_raw": 1 << 24, "temperatures": (21,)},
        ),
    )


def decoded(registers: dict[int, int], options: Options | None = None) -> BMSData:
    body = bytearray(D2[:-2])
    for register, value in registers.items():
        body[3 + 2 * register : 5 + 2 * register] = value.to_bytes(2, "big")
    parser = DalyD2(options)
    return parser.decode(parser.feed(bytes(body) + crc.modbus(bytes(body))))


@pytest.mark.parametrize(
    ("raw", "current"), [(30000, 0.0), (30001, 0.1), (29999, -0.1), (0, -3000.0), (0xFFFF, 3553.5)]
)
def test_wire_counts_charging_and_starts_at_30000(raw: int, current: float) -> None:
    assert decoded({0x29: raw}).current == pytest.approx(current)
    assert decoded({0x29: raw}, Options(invert_current=True)).current == pytest.approx(-current)


@pytest.mark.parametrize(("raw", "degrees"), [(1, -39), (39, -1), (40, 0), (0, None), (0xFF, None), (0xFFFF, None)])
def test_temperatures_start_at_minus_40_and_placeholders_are_none(raw: int, degrees: int | None) -> None:
    assert decoded({0x21: raw}).temperatures == (20, degrees, 22, 23)


def test_counts_from_the_wire_are_capped() -> None:
    data = decoded({0x31: 0xFFFF, 0x32: 0xFFFF})
    assert len(data.cell_voltages or ()) == 32
    assert len(data.temperatures or ()) == 8


@pytest.mark.parametrize(
    ("register", "value", "alarm"),
    [
        (0x3A, 0x0001, Alarm("cell_overvoltage", "warning")),
        (0x3A, 0x0008, Alarm("cell_undervoltage")),
        (0x3A, 0x0100, Alarm("charge_overtemperature", "warning")),
        (0x3A, 0x8000, Alarm("discharge_undertemperature")),
        (0x3B, 0x0002, Alarm("charge_overcurrent")),
        (0x3B, 0x0004, Alarm("discharge_overcurrent", "warning")),
        (0x3B, 0x0100, Alarm("cell_voltage_difference", "warning")),
        (0x3B, 0x0800, Alarm("temperature_difference")),
        (0x3C, 0x0001, Alarm("charge_mos_overtemperature")),
        (0x3C, 0x2000, Alarm("precharge")),
        (0x3D, 0x0004, Alarm("short_circuit")),
        (0x3D, 0x8000, Alarm("bit_15")),
    ],
)
def test_alarm_registers(register: int, value: int, alarm: Alarm) -> None:
    assert decoded({register: value}).alarms == (alarm,)


@pytest.mark.parametrize(("place", "bad"), [(0x42, 0), (0x42, 0xFFFF)])
def test_power_stage_without_sensor(place: int, bad: int) -> None:
    body = bytearray(D2_MOS[:-2])
    body[3 + 2 * (place - 0x3E) : 5 + 2 * (place - 0x3E)] = bad.to_bytes(2, "big")
    parser = DalyD2()
    data = parser.decode(parser.feed(D2 + bytes(body) + crc.modbus(bytes(body))))
    assert data.mos_temperature is None


def test_password_is_neither_asked_for_nor_kept() -> None:
    parser = DalyD2()
    assert parser.feed(D2_PASSWORD) == []
    assert not [one for one in (*parser.opening(), *parser.requests()) if one.data[2:4] == b"\x00\xc9"]


def test_question_is_the_one_the_firmware_knows() -> None:
    assert DalyD2().requests()[0].data.hex() == "d2030000003ed7b9"


def test_number_of_bytes_that_no_register_has_is_no_frame() -> None:
    parser = DalyD2()
    short = bytes.fromhex("d20311101f10291033103d000000000000000000005d0f")
    assert parser.feed(short) + parser.flush() == []
    assert parser.counters.frames == 0


@pytest.mark.parametrize(("mode", "doubtful"), [(0, None), (1, False), (2, True)])
def test_mode_that_contradicts_the_sign_is_told(mode: int, doubtful: bool | None) -> None:
    assert decoded({0x2F: mode}).values.get("current_sign_doubtful") is doubtful
