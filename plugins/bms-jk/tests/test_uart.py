from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail.bms import Alarm, BMSData, Guard, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_jk.tlv import read_all, values_of
from dinrail_bms_jk.uart import JkUart

ROWS: dict[str, dict[str, Any]] = {
    row["name"]: row for row in json.loads((Path(__file__).parent / "recorded" / "uart.json").read_text())
}
SUM_HALF_NOBODY_USES = frozenset(length - at for length in (291, 282, 285) for at in (3, 4))


def frame_of(name: str) -> bytes:
    return bytes.fromhex(ROWS[name]["frame"])


def made(data: bytes, kind: int = 1) -> bytes:
    body = b"\x4e\x57" + (18 + len(data)).to_bytes(2) + bytes(4) + bytes((6, 0, kind)) + data + bytes(4) + b"\x68"
    return body + (sum(body) & 0xFFFF).to_bytes(4)


def changed(name: str, tag: bytes, part: bytes) -> bytes:
    data = frame_of(name)[11:-9]
    at = data.index(tag) + len(tag)
    return made(data[:at] + part + data[at + len(part) :])


def read(frame: bytes, options: Options | None = None) -> BMSData:
    parser = JkUart(options)
    return parser.decode(parser.feed(frame))


class TestRecorded(ParserBattery):
    parser = JkUart
    unprotected = SUM_HALF_NOBODY_USES
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}", frames=(bytes.fromhex(row["frame"]),), expected=row["expect"]
        )
        for row in ROWS.values()
    )


@pytest.mark.parametrize("name", ROWS)
def test_cells_add_up_to_the_pack(name: str) -> None:
    data = read(frame_of(name))
    assert Guard().admit(data) is data


def test_echo_of_modbus_behind_a_wired_reading_is_skipped() -> None:
    parser = JkUart()
    frames = parser.feed(frame_of("wired-jk02") + bytes.fromhex(ROWS["wired-jk02"]["modbus_echo"])) + parser.flush()
    assert len(frames) == 1
    assert (parser.counters.last, parser.counters.skipped_bytes) == (None, 8)


@pytest.mark.parametrize(
    ("version", "raw", "current"),
    [
        (1, 0x80D0, 2.08),
        (1, 0x0045, -0.69),
        (1, 0x8000, 0.0),
        (1, 0x0000, 0.0),
        (1, 0xFFFF, 327.67),
        (1, 0x7FFF, -327.67),
        (0, 10_000, 0.0),
        (0, 9_500, 5.0),
        (0, 11_000, -10.0),
    ],
)
def test_current_by_protocol_version(version: int, raw: int, current: float) -> None:
    data = frame_of("13s-10.07")[11:-9].replace(b"\x84\x00\x00", b"\x84" + raw.to_bytes(2))
    frame = made(data[:-1] + bytes((version,)))
    assert read(frame).current == current
    assert read(frame, Options(invert_current=True)).current == -current


@pytest.mark.parametrize(("raw", "current"), [(0x8045, 0.69), (0x0045, None), (9_500, None)])
def test_current_without_a_version_is_told_only_where_it_is_beyond_doubt(raw: int, current: float | None) -> None:
    assert read(made(b"\x83\x14\xef\x84" + raw.to_bytes(2))).current == current


@pytest.mark.parametrize(
    ("raw", "degrees"), [(0, 0), (99, 99), (100, 100), (101, -1), (105, -5), (140, -40), (141, None), (0xFFFF, None)]
)
def test_temperatures_below_zero_begin_at_101(raw: int, degrees: float | None) -> None:
    data = read(made(b"\x83\x14\xef\x80" + raw.to_bytes(2) + b"\x81" + raw.to_bytes(2) + b"\x82\x00\x10"))
    assert (data.mos_temperature, data.temperatures) == (degrees, (degrees, 16))


def test_cells_keep_their_number_and_gaps() -> None:
    data = read(made(b"\x83\x14\xef\x79\x09\x01\x0c\x81\x03\x00\x00\x04\x0c\x83"))
    assert data.cell_voltages == (3.201, None, None, 3.203)


def test_number_of_a_cell_from_the_wire_is_capped() -> None:
    assert len(read(made(b"\x83\x14\xef\x79\x03\xff\x0c\x81")).cell_voltages or ()) == 48


@pytest.mark.parametrize(
    ("part", "keys"),
    [
        (b"\x00\x00", []),
        (b"\x00\x01", [Alarm("soc_low", "warning")]),
        (b"\x08\x40", [Alarm("discharge_overcurrent"), Alarm("cell_undervoltage")]),
        (b"\x80\x00", [Alarm("bit_15")]),
    ],
)
def test_alarms_are_words_and_a_number(part: bytes, keys: list[Alarm]) -> None:
    data = read(changed("16s-7.1.0H", b"\x8a\x00\x10\x8b", part))
    assert (list(data.alarms or ()), data.alarm_raw) == (keys, int.from_bytes(part))


def test_tag_of_newer_firmware_ends_the_reading_without_loss_of_what_came_before() -> None:
    data = read(made(b"\x83\x14\xef\x85\x37\xd7\x01\x02"))
    assert (data.voltage, data.soc) == (53.59, 55)


@pytest.mark.parametrize(
    ("frame", "cause"),
    [
        (made(b"\x79\x30\x01\x0c\x81"), "content"),
        (made(b"\x79\x04\x01\x0c\x81\x02"), "content"),
        (made(b"\x83\x14"), "content"),
        (made(b"\x83\x14\xef")[:-5] + b"\x69" + made(b"\x83\x14\xef")[-4:], "tail"),
        (made(b"\x83\x14\xef")[:-1] + b"\x00", "checksum"),
    ],
)
def test_broken_frames_are_told_by_what_is_wrong(frame: bytes, cause: str) -> None:
    parser = JkUart()
    assert parser.feed(frame) == []
    assert parser.counters.rejected == {cause: 1}
    assert len(parser.feed(frame_of("16s-7.1.0H"))) == 1


def test_declared_length_no_frame_has_is_skipped() -> None:
    parser = JkUart()
    assert len(parser.feed(b"\x4e\x57\xff\xff" + frame_of("16s-7.1.0H"))) == 1


def test_password_is_not_among_the_values() -> None:
    frame = frame_of("16s-7.1.0H")
    assert b"123456" in frame
    assert 0xB2 not in values_of(frame)
    assert "123456" not in str(read(frame))


def test_both_languages_are_asked_until_one_answers() -> None:
    parser = JkUart()
    assert [one.data.hex() for one in parser.requests()] == [
        "4e5700130000000006030000000000006800000129",
        "011016200001020000d6f1",
    ]
    parser.feed(frame_of("16s-7.1.0H"))
    assert [(one.data, one.optional) for one in parser.requests()] == [(read_all(), False)]
    parser.feed(frame_of("wired-jk02"))
    assert [one.data[:2] for one in parser.requests()] == [b"\x01\x10"]


def test_number_of_a_board_on_a_shared_line_is_asked_for() -> None:
    assert JkUart(Options(address=7)).requests()[1].data[0] == 7
