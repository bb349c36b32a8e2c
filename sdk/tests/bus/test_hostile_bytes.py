"""A server that sends anything: the bus reports it, stays alive and comes back."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from mqtt5 import ConnAckPacket, PublishPacket, QoS

from dinrail.bus import Bus
from dinrail.reason import Reason

codec_may_panic = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


async def first_loss(bus: Bus) -> Reason:
    """Why the first connection ended."""
    reasons: asyncio.Queue[Reason] = asyncio.Queue()
    bus.on_disconnect(reasons.put_nowait)
    return await asyncio.wait_for(reasons.get(), 5)


@codec_may_panic
@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x00",
        b"\x30\xff\xff\xff\x7f",
        b"\x30\x04\x00\x01\xff\x00",
        b"\x10\x00",
        ConnAckPacket().write(),
        PublishPacket("a", b"", qos=QoS.EXACTLY_ONCE, packet_id=1).write(),
        b"\x32\x06\x00\x01a\x00\x00\x00",  # QoS 1 with packet id 0
        b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n",
    ],
)
async def test_what_is_not_mqtt_ends_the_connection_with_its_reason(serve: Any, make_bus: Any, data: bytes) -> None:
    seen = bytearray()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(data)
        seen.extend(await reader.read(100))

    server = await serve(script)
    bus = make_bus(address=server.address)
    reason = await first_loss(bus)
    assert (reason.key, bus.counters.malformed) == ("broker_malformed", 1)
    assert bytes(seen) == b"\xe0\x01\x81"  # DISCONNECT, malformed packet
    await bus.connected(5)
    assert server.connections == 2


@pytest.mark.parametrize("hello", [b"\x30\x04\x00\x01a\x00", b"SSH-2.0-x\r\n", b"\xe0\x00", b"\x20", b"\xd0\x00"])
async def test_a_server_that_does_not_answer_connect_properly_is_no_broker(
    serve: Any, make_bus: Any, hello: bytes
) -> None:
    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)

    server = await serve(close, hello)
    bus = make_bus(address=server.address)
    async with asyncio.timeout(5):
        while server.connections < 2:  # noqa: ASYNC110 - counted by the server
            await asyncio.sleep(0.01)
    assert not bus.is_connected
    assert bus.last_error is not None


async def test_a_packet_cut_off_by_the_end_of_the_connection_is_no_message(serve: Any, make_bus: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(PublishPacket("a", bytes(1000), subscription_ids=[1]).write()[:500])
        await writer.drain()

    server = await serve(script)
    bus = make_bus(address=server.address)
    bus.subscribe("a", print)
    assert (await first_loss(bus)).key == "broker_connection_lost"
    assert (bus.counters.received, bus.counters.malformed) == (0, 0)


@codec_may_panic
async def test_random_bytes_never_kill_the_bus(serve: Any, make_bus: Any) -> None:
    noise = random.Random(20_260_104)

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        good = PublishPacket("a", b"x", subscription_ids=[1]).write()
        writer.write(good * noise.randrange(20) + noise.randbytes(noise.randrange(1, 200)))
        await writer.drain()
        await asyncio.sleep(0.01)

    server = await serve(script)
    buses = [make_bus(f"c{number}", address=server.address) for number in range(20)]
    for bus in buses:
        bus.subscribe("a", lambda packet: None)
    async with asyncio.timeout(30):
        while server.connections < 60 or not any(bus.counters.malformed for bus in buses):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert {task.done() for bus in buses if (task := bus._connection._task)} == {False}
    assert all(bus.last_error is None or bus.last_error.key != "internal_error" for bus in buses)


async def test_unknown_subscription_identifiers_are_ignored(serve: Any, make_bus: Any) -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(PublishPacket("a", b"x", subscription_ids=[77]).write())
        writer.write(PublishPacket("a", b"x", qos=QoS.AT_LEAST_ONCE, packet_id=9).write())
        await reader.read(100)

    server = await serve(script)
    bus = make_bus(address=server.address)
    await bus.connected(5)
    async with asyncio.timeout(5):
        while bus.counters.received < 2:  # noqa: ASYNC110 - counted by the bus
            await asyncio.sleep(0.01)
    assert (bus.counters.received, bus.counters.malformed) == (2, 0)
