from __future__ import annotations

import pytest

from daly_recorded import A5, A5_SOURCE
from dinrail.bms import Alarm, BMSData, Frame, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_daly.a5 import DalyA5

CELLS = (3.325, 3.326, 3.326, 3.326, 3.326, 3.326, 3.326, 3.326, 3.326, 3.326, 3.324, 3.326, 3.326, 3.327, 3.326, 3.324)


class TestRecorded(ParserBattery):
    parser = DalyA5
    recordings = (
        Recording(
            source=A5_SOURCE,
            frames=A5,
            expected={
                "voltage": 53.2,
                "current": -2.1,
                "soc": 88.8,
                "remaining_ah": 172.76,
                "capacity_ah": None,
                "cycles": 3,
                "cell_voltages": CELLS,
                "temperatures": (15,),
                "charge_mos": True,
                "discharge_mos": True,
                "balancing": None,
                "alarms": None,
                "values": {"mode": 0},
            },
        ),
        Recording(
            source="esphome/esphome#12445",
            frames=(bytes.fromhex("A501900800820000753001F359"),),
            expected={"voltage": 13.0, "current": 0.0, "soc": 49.9, "cell_voltages": None, "temperatures": None},
        ),
        Recording(
            source=A5_SOURCE,
            frames=(bytes.fromhex("A50190080109000075CF030A99"),),
            expected={"voltage": 26.5, "current": 15.9, "soc": 77.8},
            options=Options(invert_current=True),
        ),
    )


def reply(command: int, payload: str, board: int = 1) -> bytes:
    body = bytes([0xA5, board, command, 8]) + bytes.fromhex(payload)
    return body + bytes([sum(body) & 0xFF])


def decoded(*replies: bytes, options: Options | None = None) -> BMSData:
    parser = DalyA5(options)
    return parser.decode([frame for one in replies for frame in parser.feed(one)])


@pytest.mark.parametrize(
    ("raw", "current"),
    [("7530", 0.0), ("7531", -0.1), ("752f", 0.1), ("0000", 3000.0), ("ea60", -3000.0), ("ffff", -3553.5)],
)
def test_wire_counts_discharging_and_starts_at_30000(raw: str, current: float) -> None:
    pack = reply(0x90, f"0214 0000 {raw} 0378")
    assert decoded(pack).current == pytest.approx(current)
    assert decoded(pack, options=Options(invert_current=True)).current == pytest.approx(-current)


def test_idle_pack_has_no_negative_zero() -> None:
    assert str(decoded(reply(0x90, "0214 0000 7530 0378")).current) == "0.0"


@pytest.mark.parametrize(
    ("raw", "degrees"), [("01", -39), ("27", -1), ("28", 0), ("41", 25), ("00", None), ("ff", None)]
)
def test_temperatures_start_at_minus_40_and_empty_slots_are_none(raw: str, degrees: int | None) -> None:
    counts = reply(0x94, "10 02 00 00 00 0000 00")
    data = decoded(counts, reply(0x96, f"01 {raw} 29 0000000000"))
    assert data.temperatures == (degrees, 1)


def test_slots_behind_the_counted_cells_are_left_out() -> None:
    assert len(decoded(*A5).cell_voltages or ()) == 16


def test_without_a_count_cells_end_at_the_last_that_is_not_empty() -> None:
    frames = [frame for frame in A5 if frame[2] == 0x95]
    assert decoded(*frames).cell_voltages == CELLS


def test_lost_cell_frame_is_a_gap_not_a_shift() -> None:
    counts = reply(0x94, "09 01 00 00 00 0000 00")
    data = decoded(counts, reply(0x95, "01 0ce4 0ce5 0ce6 00"), reply(0x95, "03 0ce7 0ce8 0ce9 00"))
    assert data.cell_voltages == (3.3, 3.301, 3.302, None, None, None, 3.303, 3.304, 3.305)


@pytest.mark.parametrize("number", ["00", "12", "ff"])
def test_cell_frame_of_an_impossible_number_is_left_out(number: str) -> None:
    assert (
        decoded(reply(0x94, "03 01 00 00 00 0000 00"), reply(0x95, f"{number} 0ce4 0ce5 0ce6 00")).cell_voltages is None
    )


def test_counts_from_the_wire_are_capped() -> None:
    data = decoded(reply(0x94, "ff ff 00 00 00 0000 00"), *A5[3:])
    assert len(data.cell_voltages or ()) == 48
    assert len(data.temperatures or ()) == 16


@pytest.mark.parametrize(
    ("payload", "alarms"),
    [
        ("0000000000000000", ()),
        ("0100000000000000", (Alarm("cell_overvoltage", "warning"),)),
        ("0200000000000000", (Alarm("cell_overvoltage"),)),
        ("0400000000000000", (Alarm("cell_undervoltage", "warning"),)),
        ("8000000000000000", (Alarm("pack_undervoltage"),)),
        ("0001000000000000", (Alarm("charge_overtemperature", "warning"),)),
        ("0008000000000000", (Alarm("charge_undertemperature"),)),
        ("0000020000000000", (Alarm("charge_overcurrent"),)),
        ("0000080000000000", (Alarm("discharge_overcurrent"),)),
        ("0000800000000000", (Alarm("soc_low"),)),
        ("0000000200000000", (Alarm("cell_voltage_difference"),)),
        ("0000008000000000", (Alarm("bit_39"),)),
        ("0000000080000000", (Alarm("discharge_mos_open"),)),
        ("0000000001000000", (Alarm("charge_mos_overtemperature"),)),
        ("0000000000010000", (Alarm("analog_front_end"),)),
        ("0000000000000400", (Alarm("short_circuit"),)),
        ("0000000000008000", (Alarm("bit_15"),)),
        ("0000000000000007", (Alarm("fault_code"),)),
    ],
)
def test_alarm_bits(payload: str, alarms: tuple[Alarm, ...]) -> None:
    data = decoded(reply(0x98, payload))
    assert data.alarms == alarms
    assert data.alarm_raw == int(payload, 16)


def test_balancing_cells_are_a_mask() -> None:
    data = decoded(reply(0x97, "0580000000000000"))
    assert data.balancing is True
    assert data.balance_mask == 0x8005


def test_mode_that_contradicts_the_sign_is_told() -> None:
    pack, charging = reply(0x90, "0214 0000 7545 0378"), reply(0x93, "01 01 01 00 0002a2d8")
    assert decoded(pack, charging).values == {"mode": 1, "current_sign_doubtful": True}
    assert decoded(pack, charging, options=Options(invert_current=True)).values["current_sign_doubtful"] is False


def test_rated_capacity() -> None:
    assert decoded(reply(0x50, "000445c0 00000c80")).capacity_ah == 280.0


def test_questions_of_the_boards() -> None:
    assert DalyA5().requests()[0].data.hex() == "a54090080000000000000000" + "7d"
    assert DalyA5(Options(address=2)).requests()[0].data[1] == 0x41
    assert DalyA5(Options(link="ble")).requests()[0].data[1] == 0x80


def test_board_that_was_not_asked_for_is_not_heard() -> None:
    parser = DalyA5(Options(address=2))
    assert parser.feed(reply(0x90, "0214000075450378", board=1)) == []
    assert [frame.source for frame in parser.feed(reply(0x90, "0214000075450378", board=2))] == [2]


def test_cells_are_answered_when_as_many_frames_came_as_the_cells_need() -> None:
    parser = DalyA5()
    cells = next(one for one in parser.requests() if one.kind == 0x95)
    parser.feed(reply(0x94, "05 01 00 00 00 0000 00"))
    first = parser.feed(reply(0x95, "01 0ce4 0ce5 0ce6 00"))
    assert not parser.answered(cells, first)
    assert parser.answered(cells, first + parser.feed(reply(0x95, "02 0ce4 0ce5 0000 00")))


def test_frames_of_other_sizes_do_not_disturb() -> None:
    assert (
        DalyA5()
        .decode([Frame(kind=0x90, payload=bytes.fromhex("0214000075450378")), Frame(kind=0x98, payload=b"")])
        .alarms
        is None
    )


def test_boards_on_one_line_are_not_mixed() -> None:
    first, second = reply(0x90, "0214000075450378", board=1), reply(0x93, "0101010000000000", board=2)
    assert decoded(first, second).charge_mos is None
