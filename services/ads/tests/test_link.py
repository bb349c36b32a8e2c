"""The link to a router: what it refuses, what it forgets, what it gives back."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from ads_rig import eventually
from dinrail.errors import NotConnected, ProtocolError, Timeout
from dinrail.testing.device import TcpDevice
from dinrail_ads import sharing, strays
from dinrail_ads.client import AmsTransport
from dinrail_ads.faults import AdsRefusal
from dinrail_ads.link import AmsLink
from dinrail_ads.wire.ams import AmsAddress, AmsFrame, FrameReader
from dinrail_ads.wire.commands import ADS_COMMAND, Command

OWN, PLC = bytes([10, 0, 0, 9, 1, 1]), bytes([10, 0, 0, 1, 1, 1])
STATE = struct.pack("<IHH", 0, 5, 0)
Answer = Callable[[AmsFrame], list[bytes]]


class Router(TcpDevice):
    """Says to each request what `answer` gives."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.heard: list[AmsFrame] = []
        self._answer = answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = FrameReader()
        while data := await reader.read(65536):
            for frame in frames.feed(data):
                self.heard.append(frame)
                writer.writelines(self._answer(frame))


@asynccontextmanager
async def router(answer: Answer) -> AsyncIterator[tuple[AmsLink, AmsTransport, list[AmsFrame]]]:
    """A link to such a router, a transport to its first runtime, and what the router heard."""
    device = Router(answer)
    await device.listen()
    link = await sharing.join("127.0.0.1", device.port, OWN)
    try:
        yield link, AmsTransport(link, PLC, 851, timeout=0.3), device.heard
    finally:
        sharing.leave(link, broken=True)
        await device.stop()


def sample(handle: int, to: AmsFrame) -> bytes:
    body = struct.pack("<IQIII", 1, 0, 1, handle, 2) + b"\1\0"
    return notification(struct.pack("<I", len(body)) + body, to)


def notification(data: bytes, to: AmsFrame) -> bytes:
    return AmsFrame(to.source, AmsAddress(PLC, 851), Command.NOTIFICATION, ADS_COMMAND, 0, 0, data).encode()


async def test_damaged_notifications_are_counted_and_the_answer_behind_them_is_taken() -> None:
    damaged = [b"", b"\xff" * 40, struct.pack("<III", 8, 2**32 - 1, 0), bytes(7)]

    def answer(frame: AmsFrame) -> list[bytes]:
        return [notification(data, frame) for data in damaged * 100] + [frame.answer(STATE).encode()]

    async with router(answer) as (link, plc, _):
        assert await plc.state() == 5
        assert link.damaged == 400
        assert plc.take() == []
        assert link.lost is None


async def test_a_late_answer_is_never_taken_for_the_next_request() -> None:
    late: list[bytes] = []

    def answer(frame: AmsFrame) -> list[bytes]:
        if not late:
            late.append(frame.answer(struct.pack("<IHH", 0, 15, 0)).encode())
            return []
        return [late[0], frame.answer(STATE).encode()]

    async with router(answer) as (link, plc, _):
        with pytest.raises(Timeout):
            await plc.state()
        assert await plc.state() == 5
        assert link.unmatched == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame._replace(invoke_id=frame.invoke_id + 1),
        lambda frame: frame._replace(command=Command.READ),
        lambda frame: frame._replace(source=AmsAddress(PLC, 852)),
    ],
)
async def test_an_answer_to_something_else_is_none(spoil: Callable[[AmsFrame], AmsFrame]) -> None:
    async with router(lambda frame: [spoil(frame.answer(STATE)).encode()]) as (link, plc, _):
        with pytest.raises(Timeout):
            await plc.state()
        assert link.unmatched == 1


@pytest.mark.parametrize("code", [0x1, 0x748, 0x740, 0xDEAD_BEEF, 2**32 - 1])
async def test_an_error_code_nobody_knows_is_that_requests_and_leaves_the_link(code: int) -> None:
    async with router(lambda frame: [frame.answer(struct.pack("<I", code)).encode()]) as (link, plc, _):
        with pytest.raises(AdsRefusal):
            await plc.write(0x4020, 0, b"\1")
        assert link.lost is None


@pytest.mark.parametrize("data", [b"", b"\0\0", struct.pack("<II", 0, 5), struct.pack("<II", 0, 3) + b"abc"])
async def test_an_answer_of_another_size_is_no_value(data: bytes) -> None:
    async with router(lambda frame: [frame.answer(data).encode()]) as (_, plc, _heard):
        with pytest.raises(ProtocolError, match="851"):
            await plc.read(0x4020, 0, 4)


async def test_bytes_that_are_no_ams_end_the_link_with_their_reason() -> None:
    async with router(lambda _: [b"HTTP/1.1 400 Bad Request\r\n\r\n"]) as (link, plc, _):
        with pytest.raises(NotConnected) as caught:
            await plc.state()
        assert caught.value.reason.key == "not_ads"
        with pytest.raises(NotConnected):
            await plc.state()
        assert link.lost is not None


async def test_many_requests_are_answered_in_any_order() -> None:
    waiting: list[bytes] = []

    def answer(frame: AmsFrame) -> list[bytes]:
        size = struct.unpack_from("<III", frame.data)[2]
        waiting.append(frame.answer(struct.pack("<II", 0, size) + bytes([size] * size)).encode())
        return waiting[::-1] if len(waiting) == 50 else []

    async with router(answer) as (_, plc, _heard):
        found = await asyncio.gather(*(plc.read(0x4020, 0, size) for size in range(1, 51)))
    assert found == [bytes([size] * size) for size in range(1, 51)]


async def test_notifications_of_an_earlier_connection_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strays, "PATIENCE_S", 0.1)

    def answer(frame: AmsFrame) -> list[bytes]:
        if frame.command == Command.DELETE_NOTIFICATION:
            return [frame.answer(bytes(4)).encode()]
        return [sample(77, frame), frame.answer(STATE).encode()]

    async with router(answer) as (_, plc, heard):
        for _ in range(30):
            await plc.state()
            await asyncio.sleep(0.01)
        await eventually(lambda: plc.strays.deleted)
    deleted = [frame.data for frame in heard if frame.command == Command.DELETE_NOTIFICATION]
    assert set(deleted) == {struct.pack("<I", 77)}


async def test_our_own_notifications_are_not_taken_for_strays(rig, plc, monkeypatch) -> None:
    monkeypatch.setattr(strays, "PATIENCE_S", 0.05)
    rail = rig("MAIN.**")
    await rail.start()
    for number in range(20):
        plc.program["MAIN.nCount"] = number
        await asyncio.sleep(0.02)
    await rail.shows("MAIN.nCount", 19)
    assert [each.strays.deleted for each in rail.adapter._transports] == [0, 0]


async def test_an_orderly_close_leaves_nothing_at_the_plc(rig, plc) -> None:
    rail = rig("MAIN.**")
    await rail.start()
    assert len(plc.device().runtime.handles) > 0
    await rail.stop()
    assert len(plc.device().runtime.handles) == 0


async def test_handles_of_a_lost_connection_are_given_back_over_the_next(rig, plc) -> None:
    rail = rig("MAIN.**")
    await rail.start()
    held = len(plc.device().runtime.handles)
    for _ in range(3):
        plc.drop_clients()
        await rail.ended()
        await rail.again()
        await eventually(lambda: rail.all_of("good"))
    assert len(plc.device().runtime.handles) == held
