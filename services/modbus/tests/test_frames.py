"""What is believed of received bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_modbus.frames import Expected, Seen, inspect

TWO_REGISTERS = Expected(transaction=5, unit=1, function=3, size=6)
GOOD = bytes.fromhex("0005 0000 0007 01 03 04 0001 0002")


def test_the_expected_answer_is_accepted() -> None:
    assert inspect(GOOD, TWO_REGISTERS, ()) == Seen()


def test_an_exception_is_an_answer() -> None:
    assert inspect(bytes.fromhex("0005 0000 0003 01 83 02"), TWO_REGISTERS, ()) == Seen()


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        ("0006 0000 0007 01 03 04 0001 0002", "transaction_id_wrong"),
        ("0005 0000 0007 02 03 04 0001 0002", "unit_id_wrong"),
        ("0005 0000 0007 01 04 04 0001 0002", "function_wrong"),
        ("0005 0000 0007 01 03 02 0001 0002", "byte_count_wrong"),
        ("0005 0000 0005 01 03 02 0001", "frame_short"),
        ("0005 0000 0009 01 03 06 0001 0002 0003", "frame_long"),
        ("0005 0000 0002 01 83", "frame_short"),
    ],
)
def test_a_frame_that_is_not_the_answer_is_named_and_the_stream_goes_on(frame: str, problem: str) -> None:
    assert inspect(bytes.fromhex(frame), TWO_REGISTERS, ()) == Seen(problem)


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        ("0005 0001 0007 01 03 04 0001 0002", "not_modbus"),
        ("0005 0000 0001 01 03", "frame_length_invalid"),
        ("0005 0000 0100 01 03", "frame_length_invalid"),
    ],
)
def test_bytes_that_are_no_frame_break_the_stream(frame: str, problem: str) -> None:
    assert inspect(bytes.fromhex(frame), TWO_REGISTERS, ()) == Seen(problem, broken=True)


@pytest.mark.parametrize("size", range(len(GOOD)))
def test_a_frame_that_is_still_coming_is_waited_for(size: int) -> None:
    seen = inspect(GOOD[:size], TWO_REGISTERS, ())
    assert (seen.problem, seen.partial) == ("", size > 0)


def test_an_answer_given_up_before_is_passed_over() -> None:
    late = bytes.fromhex("0004 0000 0005 01 03 02 0009")
    assert inspect(late, TWO_REGISTERS, (4,)) == Seen(late=1)
    assert inspect(late + GOOD, TWO_REGISTERS, (4,)) == Seen(late=1)


def test_unit_0_is_answered_by_whoever_is_there() -> None:
    assert inspect(GOOD, TWO_REGISTERS._replace(unit=0), ()) == Seen()


@given(data=st.binary(max_size=300))
def test_random_bytes_never_crash_it(data: bytes) -> None:
    inspect(data, TWO_REGISTERS, (1, 2))


@given(place=st.integers(0, len(GOOD) - 1), bits=st.integers(1, 255))
def test_a_spoilt_header_is_never_believed(place: int, bits: int) -> None:
    spoilt = GOOD[:place] + bytes((GOOD[place] ^ bits,)) + GOOD[place + 1 :]
    seen = inspect(spoilt, TWO_REGISTERS, ())
    believed = not seen.problem and not seen.partial
    assert believed == (place >= 9)
