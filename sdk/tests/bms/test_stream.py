from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy import HEAD, LONGEST, ToyFraming, frame

from dinrail.bms import Framing, Reassembler

ONE, TWO = frame(1, b"\x14\x82\x00\x0a"), frame(2, bytes([HEAD, 0xEF, HEAD]))


def fed(*parts: bytes) -> tuple[list[bytes], Reassembler]:
    stream = Reassembler(ToyFraming())
    return [one for part in parts for one in stream.feed(part)], stream


@pytest.mark.parametrize("cut", range(len(ONE + TWO) + 1))
def test_glued_frames_come_out_whole_wherever_they_are_cut(cut: int) -> None:
    both = ONE + TWO
    frames, stream = fed(both[:cut], both[cut:])
    assert frames == [ONE, TWO]
    assert stream.counters.frames == 2
    assert stream.counters.skipped_bytes == stream.pending == 0


def test_byte_by_byte() -> None:
    frames, _ = fed(*(bytes([byte]) for byte in TWO + ONE))
    assert frames == [TWO, ONE]


@pytest.mark.parametrize("junk", [b"AT\r\n", b"\x00" * 300, bytes([1, 2, 3])])
def test_junk_around_frames_is_skipped_and_counted(junk: bytes) -> None:
    frames, stream = fed(junk + ONE + junk + TWO + junk)
    assert frames == [ONE, TWO]
    assert stream.counters.skipped_bytes == 3 * len(junk)
    assert not stream.counters.rejected


@pytest.mark.parametrize(("at", "cause"), [(-2, "checksum"), (-1, "tail"), (4, "checksum")])
def test_damaged_frame_is_counted_and_the_next_one_comes_out(at: int, cause: str) -> None:
    damaged = bytearray(ONE)
    damaged[at] ^= 0x01
    frames, stream = fed(bytes(damaged) + TWO)
    assert frames == [TWO]
    assert stream.counters.rejected == {cause: 1}
    assert stream.counters.last is not None
    assert stream.counters.last.cause == cause


def test_lost_byte_costs_one_frame() -> None:
    frames, stream = fed(ONE[:5] + ONE[6:] + TWO + ONE)
    assert frames[-1] == ONE
    assert sum(stream.counters.rejected.values()) >= 1


def test_impossible_length_is_no_frame() -> None:
    frames, stream = fed(bytes([HEAD, 1, LONGEST + 1]) + ONE)
    assert frames == [ONE]
    assert stream.counters.skipped_bytes == 3


def test_frame_behind_a_wrong_beginning_comes_out_when_waiting_ends() -> None:
    frames, stream = fed(bytes([HEAD, 9, LONGEST]) + ONE)
    assert frames == []
    assert stream.flush() == [ONE]
    assert stream.counters.rejected == {"length": 1}
    assert stream.pending == 0
    assert stream.feed(TWO) == [TWO]


def test_reset_forgets_half_a_frame() -> None:
    frames, stream = fed(ONE[:6])
    stream.reset()
    assert stream.feed(TWO) == [TWO]
    assert frames == []
    assert not stream.counters.rejected


def test_memory_is_bounded_whatever_arrives() -> None:
    stream = Reassembler(ToyFraming())
    noise = random.Random(1)
    largest = 0
    for _ in range(500):
        stream.feed(noise.randbytes(200) + bytes([HEAD]) * 100)
        largest = max(largest, stream.pending)
    assert largest <= 2 * ToyFraming.max_length


class TwoHeads(Framing):
    heads = (b"\x55\xaa", b"\xaa\x55\x01")
    max_length = 4

    def length(self, data: bytes) -> int | None:
        return 4 if len(data) >= 3 else None

    def check(self, frame: bytes) -> None:
        """Everything is valid."""


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_several_heads_that_begin_alike(size: int) -> None:
    data = b"\xaa\xaa\x55\x01\x07\x55\x55\xaa\x01\x02\xaa"
    stream = Reassembler(TwoHeads())
    frames = [one for at in range(0, len(data), size) for one in stream.feed(data[at : at + size])]
    assert frames == [b"\xaa\x55\x01\x07", b"\x55\xaa\x01\x02"]
    assert stream.pending == 1


@given(
    pieces=st.lists(
        st.sampled_from([ONE, TWO, b"AT\r\n", bytes([HEAD]), ONE[:-1]]) | st.binary(max_size=12), max_size=12
    ),
    cuts=st.lists(st.integers(1, 40), max_size=30),
)
def test_result_does_not_depend_on_the_cuts(pieces: list[bytes], cuts: list[int]) -> None:
    data = b"".join(pieces)
    whole = Reassembler(ToyFraming())
    expected = whole.feed(data) + whole.flush()
    stream, found, at = Reassembler(ToyFraming()), [], 0
    for cut in [*cuts, len(data)]:
        found += stream.feed(data[at : at + cut])
        at += cut
    found += stream.flush()
    assert found == expected
    assert stream.counters.rejected == whole.counters.rejected
    assert stream.counters.skipped_bytes == whole.counters.skipped_bytes
    assert len(data) == stream.counters.skipped_bytes + sum(map(len, found))
