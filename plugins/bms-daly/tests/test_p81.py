from __future__ import annotations

import pytest

from daly_recorded import P81_CELLS, P81_CELLS_SOURCE, P81_FOUR_CELLS, P81_FOUR_CELLS_SOURCE, P81_FOUR_STATE, P81_STATE
from dinrail import crc
from dinrail.bms import Alarm, BMSData, Incomplete, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_daly.p81 import DalyP81

CELLS = (3.316, 3.312, 3.315, 3.314, 3.315, 3.313, 3.315, 3.315, 3.312, 3.315, 3.315, 3.316, 3.315, 3.315, 3.315, 3.317)


class TestRecorded(ParserBattery):
    parser = DalyP81
    recordings = (
        Recording(
            source=P81_CELLS_SOURCE,
            frames=(P81_CELLS, P81_STATE),
            expected={
                "voltage": 53.0,
                "current": -8.9,
                "soc": 86.4,
                "remaining_ah": 271.2,
                "cycles": 7,
                "cell_voltages": CELLS,
                "temperatures": (22, 22, 22, 22),
                "mos_temperature": 24,
                "charge_mos": True,
                "discharge_mos": True,
                "balancing": True,
                "alarms": (),
                "values": {"mode": 2, "current_sign_doubtful": False},
            },
        ),
        Recording(
            source=P81_FOUR_CELLS_SOURCE,
            frames=(P81_FOUR_CELLS, P81_FOUR_STATE),
            expected={
                "voltage": 13.0,
                "current": -0.4,
                "soc": 11.2,
                "remaining_ah": 20.1,
                "cycles": 0,
                "cell_voltages": (3.281, 3.216, 3.235, 3.285),
                "temperatures": (None, None),
                "mos_temperature": 29,
                "balancing": False,
            },
        ),
    )


def changed(frame: bytes, first: int, registers: dict[int, int]) -> bytes:
    body = bytearray(frame[:-2])
    for register, value in registers.items():
        at = 3 + 2 * (register - first)
        body[at : at + 2] = value.to_bytes(2, "big")
    return bytes(body) + crc.modbus(bytes(body))


def decoded(data: bytes, options: Options | None = None) -> BMSData:
    parser = DalyP81(options)
    return parser.decode(parser.feed(data))


@pytest.mark.parametrize(("raw", "current"), [(30000, 0.0), (30001, 0.1), (29999, -0.1), (0, -3000.0)])
def test_wire_counts_charging_and_starts_at_30000(raw: int, current: float) -> None:
    frame = changed(P81_CELLS, 0, {0x39: raw})
    assert decoded(frame).current == pytest.approx(current)
    assert decoded(frame, Options(invert_current=True)).current == pytest.approx(-current)


@pytest.mark.parametrize(("raw", "degrees"), [(1, -39), (39, -1), (40, 0), (0, None), (0xFF, None)])
def test_temperatures_start_at_minus_40_and_placeholders_are_none(raw: int, degrees: int | None) -> None:
    assert (decoded(changed(P81_CELLS, 0, {0x31: raw})).temperatures or ())[1] == degrees


def test_cells_alone_make_a_record_without_state() -> None:
    data = decoded(P81_CELLS)
    assert (data.voltage, data.remaining_ah, data.charge_mos, data.alarms) == (53.0, None, None, None)


def test_state_alone_makes_none() -> None:
    with pytest.raises(Incomplete):
        decoded(P81_STATE)


def test_alarm_bits_nobody_knows_are_told_as_bits() -> None:
    data = decoded(P81_CELLS + changed(P81_STATE, 0x41, {0x6D: 0x8000, 0x6E: 0x0001}))
    assert data.alarms == (Alarm("bit_0"), Alarm("bit_31"))
    assert data.alarm_raw == 0x80000001


def test_counts_from_the_wire_are_capped() -> None:
    data = decoded(changed(P81_CELLS, 0, {0x3C: 0xFFFF, 0x3D: 0xFFFF}))
    assert len(data.cell_voltages or ()) == 48
    assert len(data.temperatures or ()) == 8


def test_questions_are_those_of_the_recording() -> None:
    assert [one.data.hex() for one in DalyP81().requests()] == ["8103000000405bfa", "81030041003e8bce"]
