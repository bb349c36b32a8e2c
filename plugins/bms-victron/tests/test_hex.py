from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.bms import BMSData, Incomplete, Options
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_victron.hexadecimal import VedirectHex
from dinrail_bms_victron.hexlines import ASYNC, GET, line, parts

ROWS: dict[str, dict[str, Any]] = {
    row["name"]: row for row in json.loads((Path(__file__).parent / "recorded" / "hex.json").read_text())
}


def lines_of(name: str) -> tuple[bytes, ...]:
    return tuple(f"{text}\n".encode() for text in ROWS[name]["lines"])


def answer(register: int, value: bytes, *, flags: int = 0, command: int = GET) -> bytes:
    return line(command, register.to_bytes(2, "little") + bytes((flags,)) + value)


def read(*raw: bytes, options: Options | None = None) -> BMSData:
    parser = VedirectHex(options)
    return parser.decode([frame for one in raw for frame in parser.feed(one)])


class TestRecorded(ParserBattery):
    parser = VedirectHex
    recordings = tuple(
        Recording(source=f"{row['source']} {row['name']}", frames=lines_of(name), expected=row["expect"])
        for name, row in ROWS.items()
    )


def test_line_of_the_documentation() -> None:
    assert line(GET, bytes.fromhex("001000")) == b":70010003E\n"
    assert read(b":70010007800C6\n").capacity_ah == 120
    assert parts(b":70010007800C6\n") == (GET, bytes.fromhex("0010007800"))


@pytest.mark.parametrize(
    ("raw", "current"), [(0, 0.0), (-150, -0.15), (-1, -0.001), (400_000, 400.0), (0x7FFFFFFF, None)]
)
def test_current_has_a_sign_and_can_be_turned_round(raw: int, current: float | None) -> None:
    frames = answer(0xED8D, b"\x6d\x0a") + answer(0xED8C, raw.to_bytes(4, "little", signed=True))
    assert read(frames).current == current
    assert read(frames, options=Options(invert_current=True)).current == (None if current is None else -current)


def test_rough_current_stands_in_for_a_missing_fine_one() -> None:
    assert read(answer(0xED8F, b"\xf1\xff")).current == -1.5
    assert read(answer(0xED8F, b"\xf1\xff"), answer(0xED8C, b"\x00\x00\x00\x00")).current == 0.0


@pytest.mark.parametrize(
    ("register", "raw", "attribute", "value"),
    [
        (0xEDEC, 25_315, "temperatures", (-20.0,)),
        (0xEDEC, 27_315, "temperatures", (0.0,)),
        (0xEDEC, 0xFFFF, "temperatures", None),
        (0x0FFF, 0xFFFF, "soc", None),
        (0x0FFF, 10_000, "soc", 100.0),
        (0xED8D, 0x7FFF, "voltage", None),
        (0xED8D, 0xFFFF, "voltage", -0.01),
    ],
)
def test_values_that_are_missing_and_below_zero(register: int, raw: int, attribute: str, value: object) -> None:
    other = answer(0x1000, b"\x78\x00")
    assert getattr(read(other, answer(register, raw.to_bytes(2, "little"))), attribute) == value


def test_register_the_product_does_not_know_is_an_answer_without_a_value() -> None:
    parser = VedirectHex()
    question = next(one for one in parser.requests() if one.kind == 0xEDEC)
    frames = parser.feed(answer(0xEDEC, b"", flags=2))
    assert parser.answered(question, frames)
    with pytest.raises(Incomplete):
        parser.decode(frames)
    assert parser.decode([*frames, *parser.feed(answer(0xED8D, b"\x6d\x0a"))]).voltage == 26.69


def test_values_sent_unasked_count_as_well() -> None:
    assert read(answer(0xED8D, b"\x6d\x0a", command=ASYNC)).voltage == 26.69


@pytest.mark.parametrize("raw", [b":189A328\n", b":51444F8\n", b":4AAAAFD\n", b":154\n"])
def test_other_commands_are_no_values(raw: bytes) -> None:
    parser = VedirectHex()
    assert parser.feed(raw) == []
    assert parser.counters.last is None


@pytest.mark.parametrize(
    ("raw", "cause"),
    [(b":78DED006D0A5E\n", "checksum"), (b":78DED006D0A5\n", "length"), (b":\n", "length"), (b":7E\n", "length")],
)
def test_broken_lines_are_told_by_what_is_wrong(raw: bytes, cause: str) -> None:
    parser = VedirectHex()
    assert parser.feed(raw) == []
    assert parser.counters.rejected == {cause: 1}


@pytest.mark.parametrize("broken", [b":78DED006D\xfe\n", b":78DED00", b":78DED00:", b"\r\nSOC\t839\r\nChecksum\t:"])
def test_text_and_lines_that_were_hit_are_skipped(broken: bytes) -> None:
    parser = VedirectHex()
    frames = parser.feed(broken + answer(0xED8D, b"\x6d\x0a"))
    assert [frame.kind for frame in frames] == [0xED8D]


def test_small_letters_are_hex_as_well() -> None:
    assert read(b":78ded006d0a5d\n").voltage == 26.69


@given(st.integers(0, 15), st.binary(max_size=34))
@settings(deadline=None, max_examples=200)
def test_every_line_is_read_back(command: int, data: bytes) -> None:
    raw = line(command, data)
    parser = VedirectHex()
    parser.feed(raw)
    assert parts(raw) == (command, data)
    assert parser.counters.rejected["checksum"] == 0
