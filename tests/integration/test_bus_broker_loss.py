"""The bus client while Mosquitto is killed, restarted and suspended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from integration.bus_lab import Mosquitto

from dinrail.bus import Bus
from dinrail.errors import BusError
from dinrail.testing import Inbox

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]
KEEPALIVE = 2


@pytest.fixture(params=["broker", "broker-2.0"])
def mosquitto(request: pytest.FixtureRequest) -> Iterator[Mosquitto]:
    with Mosquitto(request.param) as running:
        yield running


async def test_a_fleet_is_back_within_ten_seconds_after_kill_and_start(mosquitto: Mosquitto) -> None:
    fleet = [Bus(mosquitto.address, client_id=f"c{number}") for number in range(20)]
    inboxes = [Inbox() for _ in fleet]
    for bus, inbox in zip(fleet, inboxes, strict=True):
        bus.start()
        bus.subscribe("to/all", inbox)
    await asyncio.gather(*(bus.connected(5) for bus in fleet))
    await mosquitto.kill()
    await asyncio.sleep(3)
    assert {bus.is_connected for bus in fleet} == {False}
    await mosquitto.start()
    began = time.monotonic()

    async def back(bus: Bus) -> float:
        await bus.connected(20)
        return time.monotonic() - began

    taken = sorted(await asyncio.gather(*(back(bus) for bus in fleet)))
    assert taken[18] <= 10  # 95 % of them
    # Retained: the last one's subscription may reach the broker after this.
    await fleet[0].publish_acked("to/all", b"hello again", retain=True)
    await asyncio.gather(*(inbox.wait() for inbox in inboxes))
    assert {bus.counters.reconnects for bus in fleet} == {1}
    await asyncio.gather(*(bus.stop() for bus in fleet))


async def test_acknowledged_publishing_goes_on_over_a_kill_without_a_gap(mosquitto: Mosquitto) -> None:
    sender, receiver = Bus(mosquitto.address, client_id="sender"), Bus(mosquitto.address, client_id="receiver")
    inbox = Inbox()
    sender.start()
    receiver.start()
    await receiver.subscribe("n", inbox, qos=1).wait()
    acknowledged, failed = list[int](), list[int]()

    async def send(number: int) -> None:
        try:
            await sender.publish_acked("n", b"%d" % number, timeout=30)
            acknowledged.append(number)
        except BusError:
            failed.append(number)

    tasks = []
    for number in range(600):  # 200 a second
        tasks.append(asyncio.create_task(send(number)))
        if number == 200:
            tasks.append(asyncio.create_task(mosquitto.kill()))
        if number == 300:
            tasks.append(asyncio.create_task(mosquitto.start()))
        if number == 380:
            await receiver.connected(60)
        await asyncio.sleep(0.005)
    await asyncio.gather(*tasks)
    assert (sorted(acknowledged), failed) == (list(range(600)), [])
    assert sender.counters.dropped_full == sender.counters.dropped_undeliverable == 0
    # While only one of the two was back, what the other sent found nobody: the rest came, in order.
    numbers = [int(payload) for payload in inbox.payloads]
    assert numbers[-200:] == sorted(numbers[-200:])
    assert numbers[-1] == 599
    await asyncio.gather(sender.stop(), receiver.stop())


async def test_a_suspended_broker_is_noticed_within_two_keepalives_and_found_again(mosquitto: Mosquitto) -> None:
    fleet = [Bus(mosquitto.address, client_id=f"c{number}", keepalive=KEEPALIVE) for number in range(10)]
    for bus in fleet:
        bus.start()
    await asyncio.gather(*(bus.connected(5) for bus in fleet))
    lost = asyncio.Queue[float]()
    for bus in fleet:
        bus.on_disconnect(lambda reason: lost.put_nowait(time.monotonic()))
    await mosquitto.suspend()
    began = time.monotonic()
    noticed = [await asyncio.wait_for(lost.get(), 10) - began for _ in fleet]
    assert max(noticed) <= 2 * KEEPALIVE
    assert {bus.last_error.key for bus in fleet if bus.last_error} <= {"broker_silent", "broker_no_answer"}
    await asyncio.sleep(5)
    assert {bus.is_connected for bus in fleet} == {False}
    await mosquitto.resume()
    await asyncio.gather(*(bus.connected(20) for bus in fleet))
    await asyncio.sleep(2)
    assert {bus.is_connected for bus in fleet} == {True}
    await asyncio.gather(*(bus.stop() for bus in fleet))


async def test_nothing_grows_while_a_suspended_broker_is_flooded(mosquitto: Mosquitto) -> None:
    bus = Bus(mosquitto.address, client_id="flood", keepalive=60)
    bus.start()
    await bus.connected(5)
    await mosquitto.suspend()
    total = 0
    for _ in range(300):
        for _ in range(100):
            bus.publish("n", bytes(1000))
            total += 1
        await asyncio.sleep(0.001)
    assert bus.is_congested
    assert bus.counters.dropped_full > 10_000
    assert bus.counters.dropped_full + bus.counters.sent < total
    await mosquitto.resume()
    await bus.publish_acked("last", b"", timeout=10)
    assert bus.counters.dropped_full + bus.counters.sent == total + 1
    assert bus.counters.reconnects == 0
    await bus.stop()
