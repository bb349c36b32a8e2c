"""Daly on CAN carries the payloads of A5, so the recordings are those; none of a bus itself was found in public."""

from __future__ import annotations

import pytest

from daly_recorded import A5, A5_SOURCE
from dinrail.bms import BMSData, CanFrame, Options, parse_candump
from dinrail.testing.parsers import ParserBattery, Recording
from dinrail_bms_daly.can import DalyCAN

LINES = tuple(f"18{frame[2]:02X}4001#{frame[4:12].hex().upper()}\n".encode() for frame in A5)


class TestRecorded(ParserBattery):
    parser = DalyCAN
    checked = False
    junk = (b"\n", b"305#0000000000000000\n", b"(1699999999.1) can0 18904001#0214\n")
    recordings = (
        Recording(
            source=A5_SOURCE,
            frames=LINES,
            expected={"voltage": 53.2, "current": -2.1, "soc": 88.8, "cycles": 3, "temperatures": (15,)},
        ),
    )


def decoded(*texts: str, options: Options | None = None) -> BMSData:
    parser = DalyCAN(options)
    return parser.decode([frame for text in texts for frame in parser.feed_can(parse_candump(text))])


@pytest.mark.parametrize(("raw", "current"), [("7530", 0.0), ("7531", -0.1), ("752F", 0.1), ("0000", 3000.0)])
def test_wire_counts_discharging(raw: str, current: float) -> None:
    frame = f"18904001#02140000{raw}0378"
    assert decoded(frame).current == pytest.approx(current)
    assert decoded(frame, options=Options(invert_current=True)).current == pytest.approx(-current)


def test_questions_and_answers_have_opposite_identifiers() -> None:
    first = DalyCAN().requests()[0]
    assert (first.can_id, first.kind, first.data) == (0x18900140, 0x18904001, bytes(8))
    second = DalyCAN(Options(address=2)).requests()[0]
    assert (second.can_id, second.kind) == (0x18900240, 0x18904002)


def test_own_question_on_the_bus_is_no_answer() -> None:
    assert DalyCAN().feed_can(CanFrame(0x18900140, bytes(8), extended=True)) == []


def test_other_boards_and_other_buses_are_left_alone() -> None:
    parser = DalyCAN(Options(address=2))
    assert parser.feed_can(CanFrame(0x18904001, bytes(8), extended=True)) == []
    assert parser.feed_can(CanFrame(0x351, bytes(8))) == []
    assert parser.counters.last is None


def test_short_answer_is_rejected_and_counted() -> None:
    parser = DalyCAN()
    assert parser.feed_can(CanFrame(0x18904001, bytes(7), extended=True)) == []
    assert parser.counters.rejected == {"length": 1}


def test_boards_on_one_bus_are_not_mixed() -> None:
    assert decoded("18904001#0214000075450378", "18934002#0101010000000000").charge_mos is None
