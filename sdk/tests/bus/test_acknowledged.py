"""QoS 1: acknowledgement, window, queue, expiry, and what happens over a lost connection."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from dinrail.bus import Bus
from dinrail.errors import BusError, BusOverflow, BusTimeout
from dinrail.testing import FakeBroker, FakeClock, Inbox


async def test_publish_acked_returns_once_the_broker_has_it(bus: Bus, broker: FakeBroker) -> None:
    await bus.publish_acked("dinrail/a/state", b"running", retain=True)
    assert broker.retained == {"dinrail/a/state": b"running"}


async def test_an_acknowledgement_that_does_not_come_is_a_timeout(bus: Bus, broker: FakeBroker) -> None:
    broker.withhold_acks = True
    with pytest.raises(BusTimeout, match="no acknowledgement for a"):
        await bus.publish_acked("a", b"1", timeout=0.05)
    broker.withhold_acks = False
    await bus.publish_acked("a", b"2")


async def test_the_broker_window_is_kept_and_the_queue_sent_in_order(make_bus: Any) -> None:
    async with FakeBroker(receive_max=3) as broker:
        bus = make_bus(address=broker.address)
        await bus.connected(5)
        broker.withhold_acks = True
        for number in range(50):
            bus.publish("n", b"%d" % number, qos=1)
        await broker.wait_for("n", lambda message: message.payload == b"2")
        await asyncio.sleep(0.05)
        assert [message.payload for message in broker.published] == [b"0", b"1", b"2"]
        broker.withhold_acks = False
        broker.disconnect_client("a")
        await broker.wait_for("n", lambda message: message.payload == b"49")
        assert [message.payload for message in broker.published][3:] == [b"%d" % number for number in range(50)]


async def test_what_was_not_acknowledged_is_sent_again_as_duplicate(bus: Bus, broker: FakeBroker) -> None:
    broker.withhold_acks = True
    sent = asyncio.create_task(bus.publish_acked("a", b"1", expiry=60))
    first = await broker.wait_for("a")
    broker.published.clear()
    broker.withhold_acks = False
    broker.disconnect_client("a")
    await sent
    again = broker.published[-1]
    assert (first.packet.duplicate, again.packet.duplicate, again.payload) == (False, True, b"1")
    assert again.packet.message_expiry_interval in (59, 60)


async def test_messages_wait_for_the_broker_and_expired_ones_are_not_sent(
    make_bus: Any, broker: FakeBroker, clock: FakeClock, cut_off: Any
) -> None:
    bus = make_bus("late", clock=clock)
    await bus.connected(5)
    await cut_off(bus)
    bus.publish("set/old", b"1", qos=1, expiry=5)
    bus.publish("set/young", b"2", qos=1, expiry=60)
    bus.publish("set/for-ever", b"3", qos=1)
    await clock.advance(20)
    assert bus.counters.dropped_expired == 1
    await broker.restart()
    await clock.advance(10)
    await bus.connected(5)
    await broker.wait_for("set/for-ever")
    assert [message.topic for message in broker.published] == ["set/young", "set/for-ever"]
    young, for_ever = (message.packet.message_expiry_interval for message in broker.published)
    assert young is not None
    assert 30 <= young <= 40
    assert for_ever is None


async def test_a_withdrawn_message_is_never_sent(make_bus: Any, broker: FakeBroker, cut_off: Any) -> None:
    bus = make_bus("late")
    await bus.connected(5)
    await cut_off(bus)
    with pytest.raises(BusTimeout):
        await bus.publish_acked("set/a", b"1", timeout=0.05)
    await broker.restart()
    await bus.connected(5)
    await bus.publish_acked("set/b", b"2")
    assert [message.topic for message in broker.published] == ["set/b"]


async def test_a_message_that_costs_the_connection_again_and_again_is_given_up(
    make_bus: Any, broker: FakeBroker, clock: FakeClock
) -> None:
    bus = make_bus("x", clock=clock)
    await bus.connected(5)
    broker.withhold_acks = True
    sent = asyncio.create_task(bus.publish_acked("poison", b"1", timeout=30))
    for attempt in range(1, 6):
        await broker.wait_until(lambda: len(broker.published) == attempt)  # noqa: B023 - awaited at once
        broker.disconnect_client("x")
        await clock.advance(10)
    with pytest.raises(BusError) as caught:
        await sent
    assert caught.value.reason.key == "undeliverable"
    assert (bus.counters.dropped_undeliverable, len(broker.published)) == (1, 5)


async def test_the_queue_is_bounded_and_what_it_refuses_is_counted(
    make_bus: Any, broker: FakeBroker, cut_off: Any
) -> None:
    bus = make_bus("late")
    await bus.connected(5)
    await cut_off(bus)
    taken = [bus.publish("a", b"", qos=1) for _ in range(2010)]
    assert (taken.count(True), taken.count(False), bus.counters.dropped_full) == (2000, 10, 10)
    with pytest.raises(BusOverflow):
        await bus.publish_acked("a", b"")
    assert bus.drop_pending() == 2000
    assert bus.publish("a", b"last", qos=1)
    await broker.restart()
    await broker.wait_for("a")
    assert [message.payload for message in broker.published] == [b"last"]


async def test_the_queue_is_bounded_in_bytes_too(make_bus: Any, broker: FakeBroker, cut_off: Any) -> None:
    bus = make_bus("late")
    await bus.connected(5)
    await cut_off(bus)
    taken = [bus.publish("a", bytes(200_000), qos=1) for _ in range(100)]
    assert (taken.count(True), taken.count(False)) == (83, 17)


async def test_an_outcome_is_told_once_for_each_message(make_bus: Any, broker: FakeBroker, cut_off: Any) -> None:
    broker.acl = lambda user, action, topic: topic != "forbidden"
    bus = make_bus("router")
    await bus.connected(5)
    outcomes: dict[str, list[int | str]] = {}

    def send(topic: str, **options: Any) -> None:
        told = outcomes.setdefault(topic, [])
        bus.publish_then(
            topic, b"1", lambda result: told.append(result if isinstance(result, int) else result.reason.key), **options
        )

    await bus.subscribe("heard", Inbox()).wait()
    for topic in ("heard", "unheard", "forbidden"):
        send(topic)
    await bus.publish_acked("flush", b"")
    await cut_off(bus)
    send("expired", expiry=0)
    send("withdrawn")
    while not outcomes["expired"]:  # noqa: ASYNC110 - told by a callback
        await asyncio.sleep(0.05)
    bus.drop_pending()
    await broker.restart()
    await bus.connected(5)
    broker.withhold_acks = True
    send("stopped")
    await broker.wait_for("stopped")
    await bus.stop(0.05)
    assert outcomes == {
        "heard": [0],
        "unheard": [16],
        "forbidden": ["publish_refused"],
        "expired": ["expired"],
        "withdrawn": ["withdrawn"],
        "stopped": ["stopped"],
    }


async def test_a_failing_outcome_callback_costs_nothing(bus: Bus, broker: FakeBroker) -> None:
    bus.publish_then("a", b"", lambda result: 1 / 0)
    await bus.publish_acked("b", b"")
    assert (bus.counters.handler_errors, bus.is_connected) == (1, True)


async def test_what_the_broker_sends_with_qos_1_is_acknowledged_without_end(bus: Bus, broker: FakeBroker) -> None:
    inbox = Inbox()
    await bus.subscribe("n", inbox, qos=1).wait()
    for _ in range(3000):
        broker.publish("n", b"", qos=1)
    await inbox.wait(3000)
    assert {int(packet.qos) for packet in inbox.packets} == {1}


@pytest.mark.parametrize("code", [0x80, 0x87, 0x95, 0x97])
async def test_a_refusal_is_an_error_with_the_code(serve: Any, make_bus: Any, code: int) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(bytes([0x40, 3, 0, 1, code]))
        await reader.read(4096)

    server = await serve(refuse)
    bus = make_bus(address=server.address)
    await bus.connected(5)
    with pytest.raises(BusError) as caught:
        await bus.publish_acked("a", b"")
    assert caught.value.reason.key == "publish_refused"
    assert (bus.is_connected, bus.counters.refused) == (True, 1)
