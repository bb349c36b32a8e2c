"""What waits for a browser that follows a trace: bounded, in order, and honest about what is missing."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from dinrail.reason import Reason
from dinrail_gateway.streams.event_stream import COMMENT, frame
from dinrail_gateway.streams.mailbox import MAX_BYTES, MAX_EVENTS, Mailbox


def raw(*events: Any) -> list[msgspec.Raw]:
    return [msgspec.Raw(msgspec.json.encode(event)) for event in events]


def entries(data: bytes | None) -> list[Any]:
    assert data is not None
    assert data.startswith(b"data: [")
    found: list[Any] = msgspec.json.decode(data.removeprefix(b"data: "))
    return found


async def taken(mailbox: Mailbox) -> bytes | None:
    return await asyncio.wait_for(mailbox.take(), 5)


async def test_what_waits_comes_in_one_frame_in_its_order() -> None:
    mailbox = Mailbox()
    mailbox.offer(raw({"n": 1}, {"n": 2}))
    mailbox.offer(raw({"n": 3}))

    assert await taken(mailbox) == b'data: [{"n":1},{"n":2},{"n":3}]\n\n'


async def test_the_oldest_give_way_and_are_counted_once() -> None:
    mailbox = Mailbox()
    mailbox.offer(raw(*({"n": number} for number in range(MAX_EVENTS + 7))))
    first = entries(await taken(mailbox))
    mailbox.offer(raw({"n": "later"}))

    assert first[:2] == [{"skipped": 7}, {"n": 7}]
    assert len(first) == MAX_EVENTS + 1
    assert entries(await taken(mailbox)) == [{"n": "later"}]


async def test_what_the_router_skipped_is_not_forgotten_when_it_gives_way() -> None:
    mailbox = Mailbox()
    mailbox.offer(raw({"skipped": 40}, {"n": 0}, *({"n": number} for number in range(MAX_EVENTS))))

    assert entries(await taken(mailbox))[0] == {"skipped": 41}


async def test_large_events_give_way_earlier() -> None:
    mailbox = Mailbox()
    mailbox.offer(raw(*({"text": "x" * 100_000} for _ in range(20))))

    data = await taken(mailbox)

    assert len(data or b"") <= MAX_BYTES + 100
    assert entries(data)[0] == {"skipped": 10}


async def test_a_problem_is_said_once_and_taken_back_once() -> None:
    mailbox, away = Mailbox(), Reason("router_unreachable", {}, "away")
    mailbox.tell(None)
    mailbox.tell(away)
    mailbox.tell(away)
    first = await taken(mailbox)
    mailbox.tell(away)
    mailbox.tell(None)

    assert first == b'event: problem\ndata: {"key":"router_unreachable","params":{},"message":"away"}\n\n'
    assert await taken(mailbox) == b"event: problem\ndata: null\n\n"


async def test_a_nudge_alone_is_a_comment() -> None:
    mailbox = Mailbox()
    mailbox.nudge()

    assert await taken(mailbox) == COMMENT


async def test_after_the_end_nothing_is_handed_out() -> None:
    mailbox = Mailbox()
    mailbox.offer(raw({"n": 1}))
    mailbox.end()

    assert await taken(mailbox) is None
    assert await taken(mailbox) is None


@given(st.binary())
def test_nothing_in_the_data_ends_the_frame_early(data: bytes) -> None:
    framed = frame(data)

    assert framed.endswith(b"\n\n")
    assert b"\n" not in framed[:-2]
    assert b"\r" not in framed
