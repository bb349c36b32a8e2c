"""The same on uvloop, which has its own transports."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import pytest
import uvloop

from dinrail.bus import Bus
from dinrail.testing import FakeBroker, Inbox


async def flood(broker: FakeBroker, bus: Bus) -> None:
    inbox = Inbox()
    await bus.subscribe("#", inbox, qos=1).wait()
    for number in range(3000):
        bus.publish("n", b"%d" % number, qos=number % 2)
    bus.publish("big", bytes(262_000))
    await inbox.wait(3001)
    assert len(inbox.payloads[-1]) in (4, 262_000)
    assert inbox.payloads.count(bytes(262_000)) == 1


async def restart(broker: FakeBroker, bus: Bus) -> None:
    inbox = Inbox()
    await bus.subscribe("a", inbox).wait()
    await broker.restart()
    await broker.wait_for_subscription("u", "a")
    await bus.publish_acked("a", b"again")
    await inbox.wait()
    assert bus.counters.reconnects == 1


async def congestion(broker: FakeBroker, bus: Bus) -> None:
    broker.pause()
    while not bus.is_congested:
        bus.publish("n", bytes(10_000))
        await asyncio.sleep(0)
    for _ in range(1000):
        bus.publish("n", bytes(10_000))
    assert 500 < bus.counters.dropped_full < 650
    broker.resume()
    await bus.publish_acked("last", b"")


async def silence(broker: FakeBroker, bus: Bus) -> None:
    lost = asyncio.Event()
    bus.on_disconnect(lambda reason: lost.set())
    broker.pause()
    async with asyncio.timeout(10):
        await lost.wait()
    assert bus.last_error is not None
    assert bus.last_error.key == "broker_silent"
    broker.resume()


@pytest.mark.parametrize("scenario", [flood, restart, congestion, silence])
def test_the_bus_works_on_uvloop(
    scenario: Callable[[FakeBroker, Bus], Awaitable[None]], caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with FakeBroker() as broker:
            bus = Bus(broker.address, client_id="u", keepalive=1)
            bus.start()
            await bus.connected(5)
            await scenario(broker, bus)
            await bus.stop()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
