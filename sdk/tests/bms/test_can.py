from __future__ import annotations

from collections.abc import Sequence

import pytest

from dinrail.bms import BMSData, CanFrame, CANParser, Frame, FrameRejected, parse_candump


class SocOnly(CANParser):
    type = "soc-only"
    title = "Only 0x355"

    def accepts(self, frame: CanFrame) -> bool:
        if frame.id != 0x355 or frame.extended:
            return False
        if len(frame.data) < 4:
            raise FrameRejected("length", "355")
        return True

    def decode(self, frames: Sequence[Frame]) -> BMSData:
        return BMSData(soc=float(frames[-1].payload[0]))


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("355#6400", CanFrame(0x355, b"\x64\x00")),
        ("305#", CanFrame(0x305, b"")),
        ("18904001#0214000075450378", CanFrame(0x18904001, bytes.fromhex("0214000075450378"), extended=True)),
        ("00000355#64", CanFrame(0x355, b"\x64", extended=True)),
        ("(1699999999.123456) can0 355#64.00", CanFrame(0x355, b"\x64\x00")),
        (" 35a#aA \n", CanFrame(0x35A, b"\xaa")),
    ],
)
def test_candump_notation(text: str, frame: CanFrame) -> None:
    assert parse_candump(text) == frame


@pytest.mark.parametrize(
    "text",
    [
        "",
        "355",
        "355#640",
        "355#" + "00" * 9,
        "55#00",
        "355##100",
        "355#R",
        "800#00",
        "20000000#00",
        "355#zz",
        "x" * 999,
    ],
)
def test_what_is_not_a_data_frame_is_rejected(text: str) -> None:
    with pytest.raises(FrameRejected):
        parse_candump(text)


def test_foreign_frames_are_left_alone_and_broken_ones_counted() -> None:
    parser = SocOnly()
    assert parser.feed_can(CanFrame(0x123, b"")) == []
    assert not parser.counters.rejected
    assert parser.feed_can(CanFrame(0x355, b"\x64")) == []
    assert parser.counters.rejected == {"length": 1}
    frames = parser.feed_can(CanFrame(0x355, b"\x64\0\x63\0"))
    assert parser.decode(frames).soc == 100.0


@pytest.mark.parametrize("cut", range(30))
def test_lines_in_pieces(cut: int) -> None:
    parser = SocOnly()
    text = b"123#00\n355#64006300\n355#32003100"
    frames = parser.feed(text[:cut]) + parser.feed(text[cut:]) + parser.flush()
    assert [frame.payload[0] for frame in frames] == [100, 50]


def test_line_without_end_does_not_grow() -> None:
    parser = SocOnly()
    for _ in range(100):
        parser.feed(b"x" * 1000)
        assert len(parser._line) <= 128
    assert parser.flush() == []
    assert parser.counters.rejected == {"length": 1}
