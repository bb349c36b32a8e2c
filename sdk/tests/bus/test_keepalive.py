"""A silent broker is noticed; an idle connection stays."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Any

import pytest
from mqtt5 import ConnectPacket, Will

from dinrail.bus import Bus
from dinrail.reason import Reason
from dinrail.testing import FakeBroker, Inbox

KEEPALIVE = 2


@pytest.fixture
async def quick(make_bus: Any) -> Bus:
    bus: Bus = make_bus("quick", keepalive=KEEPALIVE)
    await bus.connected(5)
    return bus


async def test_a_suspended_broker_is_noticed_within_two_keepalives(quick: Bus, broker: FakeBroker) -> None:
    lost: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()
    quick.on_disconnect(lost.set_result)
    await asyncio.sleep(0.3)
    began = time.monotonic()
    broker.pause()
    reason = await asyncio.wait_for(lost, 5)
    assert reason.key == "broker_silent"
    assert KEEPALIVE * 0.5 < time.monotonic() - began <= 2 * KEEPALIVE
    broker.resume()
    await quick.connected(15)


async def test_a_suspended_broker_is_noticed_while_messages_pile_up(quick: Bus, broker: FakeBroker) -> None:
    lost: asyncio.Future[Reason] = asyncio.get_running_loop().create_future()
    quick.on_disconnect(lost.set_result)
    broker.pause()
    began = time.monotonic()
    while not lost.done():
        quick.publish("n", bytes(50_000))
        await asyncio.sleep(0.001)
    assert time.monotonic() - began <= 2 * KEEPALIVE
    assert quick.counters.dropped_full + quick.counters.dropped_offline > 0
    broker.resume()


async def test_an_idle_connection_stays_up(quick: Bus, broker: FakeBroker) -> None:
    await asyncio.sleep(2.6 * KEEPALIVE)
    assert (quick.is_connected, quick.counters.connects) == (True, 1)


async def test_a_client_that_only_sends_or_only_receives_stays_up(make_bus: Any, broker: FakeBroker) -> None:
    talker, listener = make_bus("talker", keepalive=1), make_bus("listener", keepalive=1)
    inbox = Inbox()
    await talker.connected(5)
    await listener.subscribe("n", inbox).wait()
    for _ in range(25):
        talker.publish("n", b"")
        await asyncio.sleep(0.1)
    assert (talker.counters.connects, listener.counters.connects, len(inbox)) == (1, 1, 25)


async def test_the_fake_broker_cuts_a_silent_client_and_publishes_its_will(broker: FakeBroker) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.address.port)
    writer.write(ConnectPacket("z", keep_alive=1, will=Will("w", payload=b"gone")).write())
    with contextlib.closing(writer):
        assert (await broker.wait_for("w", timeout=3)).payload == b"gone"
        assert (await reader.read()).endswith(b"\xe0\x01\x8d")
    await writer.wait_closed()
