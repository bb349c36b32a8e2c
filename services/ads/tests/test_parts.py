"""Pure parts: stretches of memory, the PLC's clock, sums."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads_rig import typed
from dinrail.clock import SystemClock
from dinrail.errors import NotConnected, Timeout
from dinrail_ads.config import Selection
from dinrail_ads.faults import AdsRefusal, failure
from dinrail_ads.guard import Guard, ProgramChanged
from dinrail_ads.items import Item
from dinrail_ads.pieces import LONGEST, merge
from dinrail_ads.plc_clock import EPOCH_MS, PlcClock
from dinrail_ads.readings import Readings
from dinrail_ads.sums import ReadBlock, get_handles, split
from dinrail_ads.tables import Leaf
from dinrail_ads.tables.codecs.integers import IntegerCodec
from dinrail_ads.transport import Span

INT = IntegerCodec("INT", 2, signed=True)


def item(offset: int, *, group: int = 0x4040, interval: float = 1.0, by_handle: bool = False) -> Item:
    leaf = Leaf(f"v{offset}", f"v{offset}", group, offset, INT, "INT", "", {}, by_handle, True)
    return Item(leaf, Selection(path="x", interval=interval), prefix="", writable=False, interval=interval)


@given(st.lists(st.integers(0, 3000), max_size=80, unique=True), st.integers(1, 3))
def test_every_value_lies_in_exactly_one_stretch_that_covers_it(offsets, groups):
    items = [item(offset, group=0x4040 + 0x10 * (offset % groups)) for offset in offsets]
    pieces = merge(items)
    assert sorted(each.tag for piece in pieces for each in piece.items) == sorted(each.tag for each in items)
    for piece in pieces:
        assert piece.span.size <= LONGEST
        for each, start, end in piece.places:
            assert (each.group, each.piece) == (piece.span.group, piece)
            assert (piece.span.offset + start, end - start) == (each.offset, 2)
            assert end <= piece.span.size


def test_bits_handles_and_other_intervals_stay_apart():
    items = [item(0), item(2), item(4, interval=2.0), item(6, by_handle=True), item(8, group=0x4041)]
    assert sorted(len(piece.places) for piece in merge(items)) == [1, 1, 1, 2]


def test_what_never_changes_is_confirmed_beside_something_that_always_does():
    told: list[tuple[str, int]] = []
    readings = Readings(SystemClock(), lambda tag, value, /, *, ts, quality, reason: told.append((tag, ts)))
    (piece,) = merge([item(0), item(2)])
    for second in range(31):
        readings.take(piece, struct.pack("<hh", 7, second), 1_000_000 + second * 1000)
    assert [ts for tag, ts in told if tag == "v0"] == [1_000_000, 1_010_000, 1_020_000, 1_030_000]
    assert len([ts for tag, ts in told if tag == "v2"]) == 31


def filetime(unix_ms: int) -> int:
    return (unix_ms + EPOCH_MS) * 10_000


def test_times_of_a_clock_that_agrees_are_kept():
    clock = PlcClock()
    assert clock.unix_ms(filetime(1_000_000), 1_000_040) == 1_000_000
    assert clock.unix_ms(filetime(1_001_000), 1_001_500) == 1_001_000


@pytest.mark.parametrize("ahead", [-3_600_000, 3_600_000, 20_000])
def test_times_of_a_clock_that_is_off_are_shifted(ahead):
    clock = PlcClock()
    now = 1_800_000_000_000
    assert clock.unix_ms(filetime(now + ahead), now) == now
    assert clock.unix_ms(filetime(now + 100 + ahead), now + 150) == now + 100


def test_a_time_is_never_in_the_future():
    clock = PlcClock()
    assert clock.unix_ms(filetime(1500), 1000) == 1000


class Answers:
    """A transport that answers what it was told to."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[int, int, int, bytes]] = []

    async def read_write(self, group: int, offset: int, size: int, data: bytes) -> bytes:
        self.asked.append((group, offset, size, data))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_sum_read_is_sent_byte_by_byte_as_documented():
    transport = Answers(bytes(8) + b"\x01\x02\x03")
    block = ReadBlock([Span(0x4040, 16, 1), Span(0xF005, 7, 2)])
    answer = await block.read(transport)
    assert transport.asked == [(0xF080, 2, 11, bytes.fromhex("40400000 10000000 01000000 05F00000 07000000 02000000"))]
    assert [answer[place : place + span.size] for place, span in zip(block.places, block.spans, strict=True)] == [
        b"\x01",
        b"\x02\x03",
    ]
    assert block.errors(answer) is None
    assert block.errors(bytes.fromhex("00000000 10070000 00 0000")) == (0, 0x710)


async def test_handles_come_in_one_request_and_refused_ones_do_not_shift_the_others():
    heads = bytes.fromhex("00000000 04000000 10070000 00000000 00000000 04000000")
    transport = Answers(heads + bytes.fromhex("11000000 22000000") + bytes(4))
    one, two, three = await get_handles(transport, ["a", "b", "c"])
    assert (one, three) == (0x11, 0x22)
    assert isinstance(two, AdsRefusal)
    assert len(transport.asked) == 1


async def test_without_the_sum_command_handles_come_one_by_one():
    transport = Answers(AdsRefusal(0x701, "x"), b"\x07\0\0\0", AdsRefusal(0x710, "x"))
    one, two = await get_handles(transport, ["a", "b"])
    assert one == 7
    assert isinstance(two, AdsRefusal)


def guard(info: bytes, held: bytes) -> Guard:
    return Guard([Span(0xF008, 0, 1)], ["symbol version"], [], held, info)


def test_handles_of_other_clients_do_not_make_another_program():
    one = guard(struct.pack("<6I", 10, 900, 5, 700, 100, 3), b"\x01")
    two = guard(struct.pack("<6I", 10, 900, 5, 700, 100, 9), b"\x01")
    assert one.identity == two.identity
    assert one.sizes == (900, 700)
    assert guard(struct.pack("<6I", 10, 901, 5, 700, 100, 3), b"\x01").identity != one.identity
    assert guard(struct.pack("<6I", 10, 900, 5, 700, 100, 3), b"\x02").identity != one.identity


def test_an_answer_of_another_program_is_recognised():
    one = guard(bytes(24), b"\x01")
    one.check(b"....\x01", 4, None)
    with pytest.raises(ProgramChanged):
        one.check(b"....\x02", 4, None)
    with pytest.raises(ProgramChanged):
        one.check(b"....\x01", 4, (0x711,))


def test_pieces_of_a_list_are_no_longer_than_allowed():
    assert [len(part) for part in split(list(range(1201)))] == [500, 500, 201]


@pytest.mark.parametrize(
    ("code", "kind"),
    [(0x745, Timeout), (0x1A, NotConnected), (0xDEAD_BEEF, AdsRefusal), (0x710, AdsRefusal), (6, AdsRefusal)],
)
def test_codes_become_errors_the_runner_understands(code, kind):
    assert type(failure(code, "x")) is kind


def test_a_configuration_without_points_is_one():
    assert typed({"endpoints": [{"host": "plc", "net_id": "1.2.3.4.5.6"}]}).marked
