"""RTU frames: check sum, silence, and finding the answer in what a line delivers."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dinrail_modbus.frames import Expected, Seen
from dinrail_modbus.rtu import bits_of_character, crc, frames, inspect, silence, with_crc

ANSWER = with_crc(bytes.fromhex("01 03 04 43 66 19 9a"))
EXPECTED = Expected(0, 1, 3, 6)  # two registers of unit 1


def test_the_check_sum_is_the_one_of_the_standard() -> None:
    assert crc(b"123456789") == bytes.fromhex("37 4b")  # CRC-16/MODBUS of the check string: 0x4B37
    assert with_crc(bytes.fromhex("01 03 00 00 00 0a")) == bytes.fromhex("01 03 00 00 00 0a c5 cd")
    assert with_crc(bytes.fromhex("d2 03 00 00 00 3e")) == bytes.fromhex("d2 03 00 00 00 3e d7 b9")


@pytest.mark.parametrize(
    ("baud", "parity", "stop_bits", "milliseconds"),
    [(9600, "even", 1, 4.01), (9600, "none", 1, 3.65), (1200, "none", 2, 32.08), (38400, "even", 1, 1.75)],
)
def test_frames_are_separated_by_the_silence_of_their_baud_rate(
    baud: int, parity: str, stop_bits: int, milliseconds: float
) -> None:
    assert silence(baud, bits_of_character(parity, stop_bits)) * 1000 == pytest.approx(milliseconds, abs=0.01)


def test_an_answer_is_found_between_noise() -> None:
    seen = inspect(b"\x00\xff\x01\x03" + ANSWER + b"\x55", EXPECTED, ())
    assert (seen.problem, seen.answer) == ("", ANSWER)


def test_a_refusal_is_an_answer() -> None:
    refusal = with_crc(bytes((1, 0x83, 2)))
    assert inspect(refusal, EXPECTED, ()).answer == refusal


def test_a_refusal_behind_what_looks_like_an_answer_is_found() -> None:
    refusal = with_crc(bytes((1, 0x83, 6)))
    assert inspect(b"\x01\x03" + refusal, EXPECTED, ()).answer == refusal


@pytest.mark.parametrize("size", range(1, len(ANSWER)))
def test_a_part_of_an_answer_is_waited_for(size: int) -> None:
    assert inspect(ANSWER[:size], EXPECTED, ()) == Seen(partial=True)


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (ANSWER[:-1] + bytes((ANSWER[-1] ^ 1,)), "crc_wrong"),
        (with_crc(bytes.fromhex("02 03 04 43 66 19 9a")), "unit_id_wrong"),
        (with_crc(bytes.fromhex("01 04 04 43 66 19 9a")), "function_wrong"),
        (with_crc(bytes.fromhex("01 03 02 43 66")), "frame_short"),
        (with_crc(bytes.fromhex("01 03 06 43 66 19 9a 00 00")), "frame_long"),
    ],
)
def test_what_is_no_answer_has_a_name(frame: bytes, problem: str) -> None:
    seen = inspect(frame, EXPECTED, ())
    assert (seen.problem, seen.answer) == (problem, b"")


def test_noise_alone_is_no_answer_and_no_error_yet() -> None:
    assert inspect(b"\xfe\xfe\xfe", EXPECTED, ()) == Seen(noise=True)


def test_the_late_answer_of_another_unit_is_passed_over() -> None:
    late = with_crc(bytes.fromhex("07 03 04 00 00 00 01"))
    seen = inspect(late + ANSWER, EXPECTED, (7,))
    assert (seen.late, seen.late_from, seen.answer) == (1, (7,), ANSWER)


@given(before=st.binary(max_size=40), data=st.binary(min_size=4, max_size=4), behind=st.binary(max_size=10))
def test_whatever_surrounds_it_the_answer_is_found(before: bytes, data: bytes, behind: bytes) -> None:
    answer = with_crc(b"\x01\x03\x04" + data)
    received = before + answer + behind
    assume(next(frames(received)) == (len(before), len(before) + len(answer)))  # noise that is sound comes by chance
    assert inspect(received, EXPECTED, ()).answer == answer


@given(noise=st.binary(max_size=300), given_up=st.lists(st.integers(0, 255), max_size=3))
def test_random_bytes_are_never_an_error_of_ours_and_never_unsound(noise: bytes, given_up: list[int]) -> None:
    seen = inspect(noise, EXPECTED, given_up)
    assert seen.answer == b"" or crc(seen.answer[:-2]) == seen.answer[-2:]
    assert all(crc(noise[start : end - 2]) == noise[end - 2 : end] for start, end in frames(noise))
    assert inspect(noise, None, given_up).answer == b""
