from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.bms import Alarm, BMSData, Incomplete, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_victron.blocks import fields_of
from dinrail_bms_victron.text import VedirectText

FOLDER = Path(__file__).parent / "recorded"
ROWS: dict[str, dict[str, Any]] = {row["name"]: row for row in json.loads((FOLDER / "text.json").read_text())}
LIVE, HISTORY = (bytes.fromhex(part) for part in ROWS["bmv-700"]["frames"])
DUMP = (FOLDER / "bmv700.dump").read_bytes()
ASYNC_HEX = b":A8DED006D0A53\n"


def block(**fields: str) -> bytes:
    text = "".join(f"\r\n{label}\t{value}" for label, value in fields.items()).encode("latin-1") + b"\r\nChecksum\t"
    return text + bytes((-sum(text) & 0xFF,))


def ending_in(byte: int) -> bytes:
    """A block whose checksum is a certain byte."""
    fillers = ("".join(chr(0x40 + min(62, max(0, more - 62 * at))) for at in range(5)) for more in range(256))
    return next(made for filler in fillers if (made := block(PID="0x203", V="12000", X=filler))[-1] == byte)


def read(*parts: bytes, options: Options | None = None) -> BMSData:
    parser = VedirectText(options)
    return parser.decode([frame for part in parts for frame in parser.feed(part)])


class TestRecorded(ParserBattery):
    parser = VedirectText
    recordings = tuple(
        Recording(
            source=f"{row['source']} {row['name']}",
            frames=tuple(bytes.fromhex(part) for part in row["frames"]),
            expected={**row["expect"], "alarms": None if row["expect"]["alarms"] is None else ()},
        )
        for row in ROWS.values()
    )


def test_dump_of_minutes_is_read_without_loss_in_pieces_of_any_size() -> None:
    expected = VedirectText().feed(DUMP)
    assert len(expected) > 100
    for size in (1, 7, 64):
        parser = VedirectText()
        assert [one for at in range(0, len(DUMP), size) for one in parser.feed(DUMP[at : at + size])] == expected
        parser.flush()
        assert (parser.counters.last, parser.counters.skipped_bytes) == (None, 0)


def test_live_and_history_make_one_record() -> None:
    data = read(HISTORY, LIVE)
    assert (data.voltage, data.soc, data.cycles) == (12.065, 83.9, 0)
    assert data.values["lowest_voltage"] == 11.733
    assert data.values["discharged_kwh"] == 68.43


def test_history_alone_is_no_record() -> None:
    with pytest.raises(Incomplete):
        read(HISTORY)


@pytest.mark.parametrize("byte", [0x0A, 0x0D, 0x09, 0x3A, 0x00, 0xFF])
def test_checksum_may_be_any_byte(byte: int) -> None:
    stream = ending_in(byte) * 3
    for cut in range(len(stream) + 1):
        parser = VedirectText()
        assert len(parser.feed(stream[:cut]) + parser.feed(stream[cut:])) == 3
        assert parser.counters.last is None


@pytest.mark.parametrize("at", range(0, len(LIVE) - 1, 3))
def test_line_of_hex_anywhere_in_a_block_is_not_part_of_its_sum(at: int) -> None:
    parser = VedirectText()
    frames = parser.feed(LIVE[:at] + ASYNC_HEX + LIVE[at:] + ASYNC_HEX + HISTORY)
    assert [frame.payload for frame in frames] == [LIVE, HISTORY]
    assert parser.counters.last is None


@pytest.mark.parametrize("broken", [b":A8DED006D\xfe", b":A8DED0", b":" + b"0" * 200])
def test_line_of_hex_that_was_hit_costs_at_most_one_block(broken: bytes) -> None:
    parser = VedirectText()
    frames = parser.feed(LIVE + broken + HISTORY + LIVE + HISTORY)
    assert [frame.payload for frame in frames][-2:] == [LIVE, HISTORY]


@pytest.mark.parametrize("at", range(len(LIVE)))
def test_lost_byte_costs_at_most_the_block_and_the_next(at: int) -> None:
    parser = VedirectText()
    frames = parser.feed(LIVE + LIVE[:at] + LIVE[at + 1 :] + HISTORY + LIVE + HISTORY)
    payloads = [frame.payload for frame in frames]
    assert payloads[0] == LIVE
    assert payloads[-2:] == [LIVE, HISTORY]
    assert set(payloads) <= {LIVE, HISTORY}


def test_beginning_in_the_middle_gives_the_next_block() -> None:
    for at in range(1, len(LIVE)):
        parser = VedirectText()
        assert [frame.payload for frame in parser.feed(LIVE[at:] + LIVE)][-1] == LIVE
        midway = LIVE[at] != 0x0D
        assert (parser.counters.last is None) or not midway


@pytest.mark.parametrize(
    ("text", "current"), [("0", 0.0), ("-1", -0.001), ("-7625", -7.625), ("15000", 15.0), ("---", None), ("x", None)]
)
def test_current_has_a_sign_and_can_be_turned_round(text: str, current: float | None) -> None:
    frame = block(PID="0x203", V="12000", I=text)
    assert read(frame).current == current
    assert read(frame, options=Options(invert_current=True)).current == (None if current is None else -current)


def test_missing_values_are_none_and_forever_is_no_number_of_minutes() -> None:
    data = read(block(V="12000", SOC="---", TTG="-1", T="---", AR="0", CE="---", VM="---"))
    assert (data.soc, data.temperatures, data.values) == (None, None, {})


@pytest.mark.parametrize(("text", "degrees"), [("-12", -12.0), ("0", 0.0), ("45", 45.0)])
def test_temperature_below_zero(text: str, degrees: float) -> None:
    assert read(block(V="12000", T=text)).temperatures == (degrees,)


def test_several_reasons_of_an_alarm_are_a_mask() -> None:
    data = read(block(V="12000", Alarm="ON", AR=str(1 | 4 | 1 << 15)))
    assert data.alarms == (Alarm("pack_undervoltage"), Alarm("soc_low"), Alarm("bit_15"))


def test_block_without_an_end_is_given_up() -> None:
    parser = VedirectText()
    assert parser.feed(b"\r\nV\t12" + b"0" * 5000) == []
    assert parser.counters.rejected == {"length": 1}
    assert len(parser.feed(LIVE)) == 1


LABELS = st.text("ABCDEFGHV#", min_size=1, max_size=8)


@given(st.dictionaries(LABELS, st.text("0123456789-xABC", max_size=32), min_size=1, max_size=22))
@settings(deadline=None, max_examples=100)
def test_every_valid_block_comes_through_with_its_fields(fields: dict[str, str]) -> None:
    frames = VedirectText().feed(b"rest of something" + block(**fields) + LIVE)
    assert fields_of(frames[0].payload) == fields
    assert frames[1].payload == LIVE
