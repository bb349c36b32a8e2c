from __future__ import annotations

import pytest
from toy import Toy, frame

from dinrail.bms import Advertisement, Alarm, AlarmBit, BMSData, Incomplete, Options, read_alarms
from dinrail.bms.advertisement import short_uuid
from dinrail.bms.alarms import words

READING = frame(1, bytes.fromhex("1482 ff9c 0ce4 ffff")) + frame(2, b"\x02")


def test_round_of_questions_and_answers() -> None:
    parser = Toy()
    first, second = parser.requests()
    frames = parser.feed(READING[:6])
    assert not parser.answered(first, frames)
    frames += parser.feed(READING[6:])
    assert parser.answered(first, frames)
    assert parser.answered(second, frames)
    data = parser.decode(frames)
    assert (data.voltage, data.current, data.cell_voltages) == (52.5, -10.0, (3.3, None))
    assert data.power == -525.0


def test_late_answer_to_another_question_does_not_count() -> None:
    parser = Toy()
    assert not parser.answered(parser.requests()[0], parser.feed(frame(2, b"\x02")))


def test_echo_of_a_question_is_no_frame() -> None:
    parser = Toy()
    assert parser.feed(parser.requests()[0].data) == []


def test_probe_is_the_first_question() -> None:
    assert Toy().probe() == Toy().requests()[:1]


def test_reset_between_connections() -> None:
    parser = Toy()
    parser.feed(READING[:3])
    parser.reset()
    assert len(parser.feed(READING)) == 2


def test_overdue_answer_is_given_up() -> None:
    parser = Toy()
    parser.feed(READING[:3])
    assert parser.flush() == []
    assert parser.counters.rejected == {"length": 1}


def test_frames_that_make_no_record() -> None:
    with pytest.raises(Incomplete):
        Toy().decode([])


@pytest.mark.parametrize(("invert", "expected"), [(False, -10.0), (True, 10.0)])
def test_current_can_be_turned_round(invert: bool, expected: float) -> None:
    parser = Toy(Options(invert_current=invert))
    assert parser.decode(parser.feed(READING)).current == expected


def test_unknown_values_stay_unknown() -> None:
    parser = Toy(Options(invert_current=True))
    data = parser.decode(parser.feed(frame(1, bytes.fromhex("1482 8000"))))
    assert data.current is None
    assert data.power is None
    assert data.alarms is None


def test_keys_are_not_shown() -> None:
    assert "c0ffee" not in repr(Options(key="c0ffee"))


BITS = (AlarmBit(0, "cell_overvoltage", "warning"), AlarmBit(1, "cell_overvoltage"), AlarmBit(4, "soc_low", "warning"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (0, ()),
        (0b1, (Alarm("cell_overvoltage", "warning"),)),
        (0b10, (Alarm("cell_overvoltage", "alarm"),)),
        (0b11, (Alarm("cell_overvoltage", "alarm"),)),
        (0b110000, (Alarm("soc_low", "warning"), Alarm("bit_5", "alarm"))),
        (1 << 63, (Alarm("bit_63", "alarm"),)),
    ],
)
def test_alarm_bits(raw: int, expected: tuple[Alarm, ...]) -> None:
    assert read_alarms(raw, BITS) == expected


def test_bits_that_are_no_complaint_are_left_out() -> None:
    assert read_alarms(0b100001, BITS, ignore=0b100000) == (Alarm("cell_overvoltage", "warning"),)


def test_higher_level_counts_whichever_bit_comes_first() -> None:
    table = (AlarmBit(0, "soc_low"), AlarmBit(1, "soc_low", "warning"))
    assert read_alarms(0b11, table) == (Alarm("soc_low", "alarm"),)


def test_alarms_have_words_in_both_languages() -> None:
    assert set(words("en")) == set(words("de"))
    assert all(words("en").values())
    assert all(words("de").values())


def test_services_are_compared_in_short_and_long_form() -> None:
    long = "0000FFF0-0000-1000-8000-00805F9B34FB"
    assert short_uuid(long) == "fff0"
    assert Advertisement(services=(long,)).offers("fff0")
    assert Advertisement(services=("fff0",)).offers(long)
    assert not Advertisement().offers("fff0")
    own = "65970000-4bda-4c1e-af4b-551c4cf74769"
    assert Advertisement(services=(own.upper(),)).offers(own)


def test_power_follows_the_sign_of_the_current() -> None:
    assert BMSData(voltage=50.0, current=-2.5).power == -125.0
