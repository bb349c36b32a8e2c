"""Sizes and queues: nothing grows without a bound and every drop has a number."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dinrail.bus import MAX_PACKET, Bus
from dinrail.errors import PacketTooLarge
from dinrail.testing import FakeBroker, Inbox

ROOM = MAX_PACKET - 10  # a PUBLISH with a topic of one letter has nine bytes around its payload with QoS 0


@pytest.mark.parametrize("qos", [0, 1])
async def test_a_packet_above_256_kib_is_refused_before_it_is_sent(bus: Bus, qos: int) -> None:
    with pytest.raises(PacketTooLarge) as caught:
        bus.publish("a", bytes(MAX_PACKET), qos=qos)
    assert caught.value.params["limit"] == MAX_PACKET
    await bus.publish_acked("still", b"here")
    assert (bus.counters.too_large, bus.counters.reconnects) == (1, 0)


@pytest.mark.parametrize("qos", [0, 1])
async def test_the_limit_holds_without_a_broker_too(make_bus: Any, broker: FakeBroker, qos: int) -> None:
    await broker.kill()
    with pytest.raises(PacketTooLarge):
        make_bus().publish("a", bytes(MAX_PACKET), qos=qos)


async def test_the_largest_packet_passes_both_ways(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()
    await peer.subscribe("a", inbox).wait()
    bus.publish("a", bytes(ROOM))
    await inbox.wait()
    assert len(inbox.payloads[0]) == ROOM


async def test_a_smaller_limit_of_the_broker_is_honoured(make_bus: Any) -> None:
    async with FakeBroker(max_packet=1000) as broker:
        bus = make_bus(address=broker.address)
        assert bus.publish("a", bytes(2000), qos=1)
        await bus.connected(5)
        await bus.publish_acked("b", b"")
        with pytest.raises(PacketTooLarge):
            bus.publish("a", bytes(1000))
        assert bus.publish("a", bytes(900))
        await broker.wait_for("a")
        assert (bus.counters.too_large, bus.counters.reconnects) == (2, 0)


async def test_without_a_broker_qos_0_is_dropped_and_counted(make_bus: Any, broker: FakeBroker) -> None:
    await broker.kill()
    bus = make_bus()
    assert [bus.publish("a", b"") for _ in range(3)] == [False, False, False]
    assert (bus.counters.dropped_offline, bus.counters.sent) == (3, 0)


async def test_a_broker_that_does_not_read_costs_the_oldest_qos_0_messages(
    bus: Bus, peer: Bus, broker: FakeBroker
) -> None:
    inbox = Inbox()
    await peer.subscribe("n", inbox).wait()
    broker.pause()
    total = 0
    while not bus.is_congested:
        bus.publish("n", b"%06d" % total + bytes(10_000))
        total += 1
        await asyncio.sleep(0)
    for _ in range(1000):
        bus.publish("n", b"%06d" % total + bytes(10_000))
        total += 1
    dropped = bus.counters.dropped_full
    assert 500 < dropped < 650  # 4 MiB are kept
    broker.resume()
    await inbox.wait(total - dropped, 10)
    numbers = [int(payload[:6]) for payload in inbox.payloads]
    assert numbers == sorted(numbers)
    assert numbers[-1] == total - 1
    assert numbers[-400:] == list(range(total - 400, total))
    assert bus.counters.sent == total - dropped


async def test_messages_with_qos_1_survive_a_broker_that_does_not_read(bus: Bus, broker: FakeBroker) -> None:
    broker.pause()
    while not bus.is_congested:
        bus.publish("n", bytes(10_000))
        await asyncio.sleep(0)
    for number in range(100):
        assert bus.publish("q", b"%d" % number, qos=1)
    broker.resume()
    await broker.wait_for("q", lambda message: message.payload == b"99")
    assert [message.payload for message in broker.published if message.topic == "q"] == [b"%d" % n for n in range(100)]


async def test_what_is_held_can_be_dropped(bus: Bus, broker: FakeBroker) -> None:
    broker.pause()
    while not bus.is_congested:
        bus.publish("n", bytes(10_000))
        await asyncio.sleep(0)
    for _ in range(50):
        bus.publish("n", b"held")
    assert bus.drop_pending() == 50
    broker.resume()
    await bus.publish_acked("last", b"")
    assert b"held" not in [message.payload for message in broker.published]


async def test_a_burst_in_one_turn_of_the_loop_is_bounded_too(bus: Bus, peer: Bus) -> None:
    inbox = Inbox()
    await peer.subscribe("n", inbox).wait()
    for _ in range(3000):
        bus.publish("n", bytes(10_000))
    dropped = bus.counters.dropped_full
    assert dropped > 1500
    await inbox.wait(3000 - dropped, 20)
    assert bus.counters.sent == 3000 - dropped
