from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms import Alarm, BMSData, FrameRejected, Guard, Incomplete, Options, Reassembler
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_jk.ble import JkBle
from dinrail_bms_jk.jk02 import INTERJECTIONS, Jk02Framing, command
from dinrail_bms_jk.layouts import CELL_24, CELL_32, layout_of

ROWS: dict[str, dict[str, Any]] = {
    row["name"]: row for row in json.loads((Path(__file__).parent / "recorded" / "ble.json").read_text())
}
JK02 = [row for row in ROWS.values() if not row["name"].startswith("jk04")]
COUNTS = ("cell_count", "min_cell", "max_cell")


def bytes_of(name: str, part: str = "cells") -> bytes:
    return bytes.fromhex(ROWS[name][part])


def frames_of(row: dict[str, Any]) -> tuple[bytes, ...]:
    """Device info as the battery wants it: one frame per entry, without what the module appended."""
    return tuple(bytes.fromhex(row[part])[:300] for part in ("info", "cells") if row[part])


def changed(frame: bytes, at: int, part: bytes) -> bytes:
    body = frame[:at] + part + frame[at + len(part) : 299]
    return body + bytes((sum(body) & 0xFF,))


def read(*frames: bytes, options: Options | None = None) -> BMSData:
    parser = JkBle(options)
    data = parser.decode([frame for one in frames for frame in parser.feed(one)])
    assert parser.counters.last is None
    return data


class TestRecorded(ParserBattery):
    parser = JkBle
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}",
            frames=frames_of(row),
            expected={name: value for name, value in row["expect"].items() if name not in COUNTS},
        )
        for row in ROWS.values()
    )


@pytest.mark.parametrize(
    "row", [row for row in ROWS.values() if "cell_count" in row["expect"]], ids=lambda row: row["name"]
)
def test_cells_add_up_to_the_pack_and_are_as_many_as_are_fitted(row: dict[str, Any]) -> None:
    data = read(*frames_of(row))
    cells = [cell for cell in data.cell_voltages or () if cell is not None]
    expect = row["expect"]
    assert (len(data.cell_voltages or ()), min(cells), max(cells)) == tuple(expect[name] for name in COUNTS)
    assert Guard().admit(data) is data


@pytest.mark.parametrize("row", JK02, ids=lambda row: row["name"])
def test_layout_is_found_without_knowing_the_software(row: dict[str, Any]) -> None:
    frame = bytes.fromhex(row["cells"])
    assert layout_of(frame) is (CELL_24 if row["name"].startswith("24s") else CELL_32)
    assert read(frame).voltage == read(*frames_of(row)).voltage


def test_balancing_boards_tell_cells_and_what_follows_from_them() -> None:
    data = read(bytes_of("jk04-b5a24s"))
    assert data.voltage == pytest.approx(16 * 3.321, abs=0.05)
    assert data.values == {"layout": "JK04", "runtime_s": 591338, "balance_current": -2.599}


@pytest.mark.parametrize("part", [b"\0\0\xc0\x7f", b"\0\0\x80\x7f", b"\0\0\x80\xbf", b"\0\0\0\0"])
def test_cell_of_a_balancing_board_that_is_no_voltage_is_a_gap(part: bytes) -> None:
    data = read(changed(bytes_of("jk04"), 6 + 4 * 3, part))
    assert (data.cell_voltages or ())[2:5] == (3.3556, None, 3.3571)
    assert data.voltage is None


@pytest.mark.parametrize(("name", "mask_at"), [("jk04", 214), ("32s-15.38", 70), ("24s-10.08", 54)])
def test_layout_nobody_knows_is_rejected_and_the_next_frame_comes_through(name: str, mask_at: int) -> None:
    parser = JkBle()
    assert parser.feed(changed(bytes_of(name), mask_at, b"\x01\0\0\0")) == []
    assert parser.counters.rejected == {"content": 1}
    assert len(parser.feed(bytes_of("32s-15.38"))) == 1


@pytest.mark.parametrize("words", [b"AT\r\n", INTERJECTIONS[0], INTERJECTIONS[0] + b"AT\r\n"])
@pytest.mark.parametrize("at", [*range(4, 300, 37), 128, 256])
def test_words_of_the_module_within_a_frame_are_taken_out(words: bytes, at: int) -> None:
    frame = bytes_of("24s-10.08")
    parser = JkBle()
    stream = frame[:at] + words + frame[at:] + frame
    assert [one.payload for part in (stream[:150], stream[150:]) for one in parser.feed(part)] == [frame, frame]
    assert parser.counters.last is None


def test_ready_message_glued_to_device_info_is_no_frame() -> None:
    row = ROWS["32s-19.05"]
    assert len(bytes.fromhex(row["info"])) == 324
    assert read(bytes.fromhex(row["info"]) + bytes.fromhex(row["cells"])).values["software"] == "19.05"


def test_sum_that_does_not_fit_is_told_as_checksum() -> None:
    frame = bytearray(bytes_of("32s-11.48"))
    frame[160] ^= 1
    stream = Reassembler(Jk02Framing())
    assert stream.feed(bytes(frame)) == []
    assert isinstance(stream.counters.last, FrameRejected)
    assert stream.counters.last.cause == "checksum"


@pytest.mark.parametrize(
    ("milliamperes", "current"), [(0, 0.0), (1, 0.001), (-1, -0.001), (-200_000, -200.0), (350_000, 350.0)]
)
@pytest.mark.parametrize(("name", "at"), [("32s-15.38", 158), ("24s-10.08", 126)])
def test_current_has_a_sign_and_can_be_turned_round(milliamperes: int, current: float, name: str, at: int) -> None:
    frame = changed(bytes_of(name), at, milliamperes.to_bytes(4, "little", signed=True))
    assert read(frame).current == current
    assert read(frame, options=Options(invert_current=True)).current == -current


@pytest.mark.parametrize(("raw", "degrees"), [(-1, -0.1), (-400, -40.0), (0, 0.0), (1250, 125.0), (-2000, None)])
@pytest.mark.parametrize(("name", "at", "mos_at"), [("32s-15.38", 162, 144), ("24s-10.08", 130, 134)])
def test_temperatures_below_zero_and_missing_sensors(
    raw: int, degrees: float | None, name: str, at: int, mos_at: int
) -> None:
    part = raw.to_bytes(2, "little", signed=True)
    data = read(changed(changed(bytes_of(name), at, part), mos_at, part))
    assert data.temperatures is not None
    assert (data.temperatures[0], data.mos_temperature) == (degrees, degrees)


def test_sensor_that_is_not_fitted_leaves_a_gap() -> None:
    frame = changed(bytes_of("32s-15.38"), 214, b"\xfd")
    assert read(frame).temperatures == (None, *(read(bytes_of("32s-15.38")).temperatures or ())[1:])


def test_zero_degrees_of_a_late_sensor_are_believed_from_software_that_has_it() -> None:
    frame = changed(bytes_of("32s-15.38"), 256, b"\0\0")
    assert (read(frame).temperatures or ())[2] is None
    assert (read(bytes_of("32s-15.38", "info"), frame).temperatures or ())[2] == 0.0


def test_cell_with_a_broken_wire_is_a_gap_not_zero_volts() -> None:
    frame = changed(bytes_of("32s-15.38"), 6 + 2 * 4, b"\0\0")
    cells = read(frame).cell_voltages or ()
    assert (len(cells), cells[3], cells[4]) == (16, 3.329, None)


@pytest.mark.parametrize(
    ("raw", "keys"),
    [(0, []), (1 << 4, []), (1 << 11 | 1 << 13, ["cell_undervoltage", "discharge_overcurrent"]), (1 << 31, ["bit_31"])],
)
def test_alarms_are_words_and_a_number(raw: int, keys: list[str]) -> None:
    data = read(changed(bytes_of("32s-15.38"), 166, raw.to_bytes(4, "little")))
    assert ([alarm.key for alarm in data.alarms or ()], data.alarm_raw) == (keys, raw)


def test_alarms_of_24_cells_are_16_bits() -> None:
    data = read(changed(bytes_of("24s-10.08"), 136, b"\x00\x80"))
    assert data.alarms == (Alarm("discharge_overtemperature"),)


def test_device_info_alone_is_no_record() -> None:
    parser = JkBle()
    with pytest.raises(Incomplete):
        parser.decode(parser.feed(bytes_of("32s-15.38", "info")))


def test_passwords_of_the_device_info_are_not_in_the_record() -> None:
    row = ROWS["24s-10.08"]
    assert b"123456" in bytes.fromhex(row["info"])
    assert "1234" not in str(read(*frames_of(row)))


def test_command_is_the_one_others_send() -> None:
    assert command(0x97).hex() == "aa5590eb9700" + "00" * 13 + "11"
    assert [one.data[4] for one in (*JkBle().opening(), *JkBle().requests())] == [0x97, 0x96]
