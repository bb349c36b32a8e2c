"""Stopping: what was handed over goes out, the will does not, and it never takes long."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from dinrail.bus import Bus, Will
from dinrail.errors import BusError
from dinrail.reason import Reason
from dinrail.testing import FakeBroker


async def test_everything_handed_over_before_stop_arrives(make_bus: Any, broker: FakeBroker) -> None:
    bus = make_bus("x", will=Will("dinrail/x/state", b"lost"))
    await bus.connected(5)
    for number in range(500):
        bus.publish("n", b"%d" % number)
        bus.publish("q", b"%d" % number, qos=1)
    bus.publish("dinrail/x/state", b"stopped", qos=1, retain=True)
    await bus.stop()
    await broker.wait_until(lambda: "x" not in broker.clients)
    assert [message.payload for message in broker.published if message.topic == "n"] == [b"%d" % n for n in range(500)]
    assert [message.payload for message in broker.published if message.topic == "q"] == [b"%d" % n for n in range(500)]
    assert broker.retained == {"dinrail/x/state": b"stopped"}


async def test_after_stop_there_is_no_connection_and_no_reconnect(bus: Bus, broker: FakeBroker) -> None:
    await bus.stop()
    await bus.stop()
    await asyncio.sleep(0.5)
    assert (bus.is_connected, broker.clients, len(broker.connects)) == (False, [], 1)
    assert not bus.publish("a", b"")


async def test_a_stopped_bus_can_be_started_again(bus: Bus, broker: FakeBroker) -> None:
    await bus.stop()
    bus.start()
    await bus.connected(5)
    await bus.publish_acked("a", b"")


async def test_stop_is_quick_without_a_broker(make_bus: Any, broker: FakeBroker) -> None:
    await broker.kill()
    bus = make_bus()
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await bus.stop(timeout=30)
    assert time.monotonic() - began < 5


async def test_stop_is_quick_with_a_broker_that_hangs(bus: Bus, broker: FakeBroker) -> None:
    broker.pause()
    waiting = asyncio.create_task(bus.publish_acked("a", b"", timeout=30))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await bus.stop(0.3)
    assert time.monotonic() - began < 5
    with pytest.raises(BusError) as caught:
        await waiting
    assert caught.value.reason.key == "stopped"
    broker.resume()


async def test_a_bus_that_was_never_started_can_be_stopped(broker: FakeBroker) -> None:
    await Bus(broker.address, client_id="x").stop()
    assert broker.clients == []


async def test_publishing_in_the_moment_of_loss_neither_fails_nor_piles_up(
    bus: Bus, broker: FakeBroker, caplog: pytest.LogCaptureFixture
) -> None:
    def on_loss(reason: Reason) -> None:
        for _ in range(1000):
            bus.publish("n", bytes(1000))

    bus.on_disconnect(on_loss)
    link = bus._connection.link
    assert link is not None
    broker.disconnect_client("a")
    while bus.is_connected:
        for _ in range(100):
            bus.publish("n", bytes(1000))
        await asyncio.sleep(0)
    assert [bus.publish("n", b"") for _ in range(3)] == [False] * 3
    assert link._out == []
    await asyncio.sleep(0.05)
    assert bus.counters.dropped_offline >= 1003
    assert [record for record in caplog.records if record.name == "asyncio"] == []
