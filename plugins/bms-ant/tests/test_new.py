from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail import crc
from dinrail.bms import Alarm, BMSData, Guard, Incomplete, KeyMissing, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_ant.frames import question
from dinrail_bms_ant.new import AntNew

FOLDER = Path(__file__).parent / "recorded"
ROWS: dict[str, dict[str, Any]] = {row["name"]: row for row in json.loads((FOLDER / "new.json").read_text())}
INFOS = json.loads((FOLDER / "info.json").read_text())
COUNTS = ("cell_count", "min_cell", "max_cell")
MOS_AT = 34 + 2 * 16 + 2 * 2


def frame_of(name: str) -> bytes:
    return bytes.fromhex(ROWS[name]["frame"])


def changed(frame: bytes, at: int, part: bytes) -> bytes:
    body = frame[:at] + part + frame[at + len(part) : -4]
    return body + crc.modbus(body[1:]) + b"\xaa\x55"


def read(*frames: bytes, options: Options | None = None) -> BMSData:
    parser = AntNew(options)
    return parser.decode([frame for one in frames for frame in parser.feed(one)])


class TestRecorded(ParserBattery):
    parser = AntNew
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}",
            frames=(bytes.fromhex(row["frame"]),),
            expected={name: value for name, value in row["expect"].items() if name not in COUNTS},
        )
        for row in ROWS.values()
    )


@pytest.mark.parametrize("name", ROWS)
def test_cells_add_up_to_the_pack(name: str) -> None:
    data = read(frame_of(name))
    assert Guard().admit(data) is data


@pytest.mark.parametrize("name", ["16s", "22s"])
def test_cells_are_as_many_as_the_board_says(name: str) -> None:
    cells = [cell for cell in read(frame_of(name)).cell_voltages or () if cell is not None]
    assert (len(cells), min(cells), max(cells)) == tuple(ROWS[name]["expect"][one] for one in COUNTS)


@pytest.mark.parametrize("row", INFOS, ids=lambda row: row["name"])
def test_device_info_is_longer_than_it_declares(row: dict[str, Any]) -> None:
    info = bytes.fromhex(row["frame"])
    for cut in range(len(info) + 1):
        parser = AntNew()
        frames = parser.feed(info[:cut]) + parser.feed(info[cut:] + frame_of("16s"))
        assert len(frames) == 2
        assert parser.decode(frames).values["software"] == row["software"]
        assert parser.counters.last is None


def test_device_info_of_the_declared_length_is_taken_as_well() -> None:
    body = b"\xa1\x12\x6c\x02\x20" + b"24BH".ljust(16, b"\0") + b"24BHUB00-211026A"
    info = b"\x7e" + body + crc.modbus(body) + b"\xaa\x55"
    assert read(info, frame_of("16s")).values["hardware"] == "24BH"


def test_device_info_alone_is_no_record() -> None:
    parser = AntNew()
    with pytest.raises(Incomplete):
        parser.decode(parser.feed(bytes.fromhex(INFOS[0]["frame"])))


@pytest.mark.parametrize(("raw", "current"), [(0, 0.0), (21, 2.1), (-1, -0.1), (-1500, -150.0), (-32768, -3276.8)])
def test_current_has_a_sign_and_can_be_turned_round(raw: int, current: float) -> None:
    frame = changed(frame_of("16s"), MOS_AT + 6, raw.to_bytes(2, "little", signed=True))
    assert read(frame).current == current
    assert read(frame, options=Options(invert_current=True)).current == -current


@pytest.mark.parametrize(
    ("state", "raw", "doubtful"),
    [(2, 5, False), (2, -5, True), (3, -5, False), (3, 5, True), (2, 0, None), (1, 5, None)],
)
def test_sign_that_contradicts_the_state_is_shown_not_corrected(state: int, raw: int, doubtful: bool | None) -> None:
    part = raw.to_bytes(2, "little", signed=True)
    data = read(changed(changed(frame_of("16s"), 7, bytes((state,))), MOS_AT + 6, part))
    assert (data.current, data.values.get("current_sign_doubtful")) == (raw / 10, doubtful)


@pytest.mark.parametrize(("raw", "degrees"), [(-1, -1), (-39, -39), (-40, None), (0, 0), (85, 85)])
def test_temperatures_below_zero_and_missing_sensors(raw: int, degrees: float | None) -> None:
    part = raw.to_bytes(2, "little", signed=True)
    data = read(changed(changed(frame_of("16s"), MOS_AT - 4, part), MOS_AT, part))
    assert (data.temperatures, data.mos_temperature) == ((degrees, 2), degrees)


@pytest.mark.parametrize(
    ("charge", "discharge", "keys"),
    [(1, 1, []), (4, 11, []), (3, 4, ["charge_overcurrent", "discharge_overcurrent"]), (20, 19, ["self_test"])],
)
def test_switches_tell_why_they_are_off(charge: int, discharge: int, keys: list[str]) -> None:
    data = read(changed(frame_of("16s"), MOS_AT + 12, bytes((charge, discharge))))
    assert data.alarms == tuple(Alarm(key) for key in keys)


def test_protections_are_kept_as_a_number() -> None:
    raw = 1 << 63 | 1 << 17
    assert read(changed(frame_of("16s"), 10, raw.to_bytes(8, "little"))).alarm_raw == raw


@pytest.mark.parametrize(
    ("frame", "cause"),
    [
        (changed(frame_of("16s"), 9, b"\x21"), "content"),
        (changed(frame_of("16s"), 8, b"\x11"), "content"),
        (changed(frame_of("16s"), 9, b"\x20"), "content"),
        (frame_of("16s")[:-2] + b"\xa1\x55", "tail"),
        (frame_of("16s")[:-4] + b"\xff\xff\xaa\x55", "checksum"),
    ],
)
def test_broken_frames_are_told_by_what_is_wrong(frame: bytes, cause: str) -> None:
    parser = AntNew()
    assert parser.feed(frame) == []
    assert parser.counters.rejected == {cause: 1}
    assert len(parser.feed(frame_of("22s"))) == 1


@pytest.mark.parametrize("mark", [b"\xaa\x55", b"\x7e\xa1"])
def test_marks_within_the_data_end_and_begin_nothing(mark: bytes) -> None:
    frame = changed(frame_of("16s"), 18, mark)
    assert read(frame).values["warnings"] == int.from_bytes(mark + frame[20:26], "little")


def test_questions_are_those_others_send() -> None:
    assert AntNew().requests()[0].data.hex() == "7ea1010000be1855aa55"
    assert question(0x02, 0x026C, 0x20).hex() == "7ea1026c022058c4aa55"


def test_password_is_sent_only_where_one_was_told() -> None:
    assert AntNew().opening() == ()
    sent = AntNew(Options(key="12345678")).opening()
    assert [one.data.hex() for one in sent] == ["7ea123016a083132333435363738d9eeaa55"]
    parser = AntNew()
    assert parser.feed(sent[0].data) == []
    assert parser.counters.last is None


@pytest.mark.parametrize("password", ["1234567", "123456789", "1234567ä"])
def test_password_of_another_length_is_said_when_the_parser_is_made(password: str) -> None:
    with pytest.raises(KeyMissing) as caught:
        AntNew(Options(key=password))
    assert password not in str(caught.value)
