"""The bus client against Mosquitto 2.0 and 2.1, with paho as the independent client at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from integration.bus_lab import Mosquitto, PahoClient, make_properties

from dinrail.bus import MAX_PACKET, Bus, RetainHandling, Will
from dinrail.errors import BusError, BusTimeout, PacketTooLarge
from dinrail.testing import FakeBroker, Inbox

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module", params=["broker", "broker-2.0"])
def mosquitto(request: pytest.FixtureRequest) -> Iterator[Mosquitto]:
    with Mosquitto(request.param) as running:
        yield running


@pytest.fixture
async def bus(mosquitto: Mosquitto) -> AsyncIterator[Bus]:
    bus = Bus(mosquitto.address, client_id="bus")
    bus.start()
    await bus.connected(5)
    yield bus
    await bus.stop()


@pytest.fixture
async def peer(mosquitto: Mosquitto) -> AsyncIterator[PahoClient]:
    async with PahoClient(mosquitto.address) as running:
        yield running


@pytest.mark.parametrize("qos", [0, 1])
async def test_paho_to_bus(bus: Bus, peer: PahoClient, qos: int) -> None:
    inbox = Inbox()
    await bus.subscribe("smarthome/plc/#", inbox, qos=1).wait()
    properties = make_properties(expiry=30, response_topic="r/x", correlation=b"\0\xff", user=[("a", "1"), ("a", "2")])
    peer.client.publish("smarthome/plc/ü", b"\0\1", qos=qos, properties=properties)
    (packet,) = await inbox.wait()
    assert (packet.topic, packet.payload, int(packet.qos)) == ("smarthome/plc/ü", b"\0\1", qos)
    assert (packet.message_expiry_interval, packet.response_topic, packet.correlation_data) == (30, "r/x", b"\0\xff")
    assert packet.user_properties == [("a", "1"), ("a", "2")]


@pytest.mark.parametrize("qos", [0, 1])
async def test_bus_to_paho(bus: Bus, peer: PahoClient, qos: int) -> None:
    await peer.subscribe("smarthome/#")
    options: dict[str, Any] = {"expiry": 30, "response_topic": "r/x", "correlation": b"\0\xff"}
    assert bus.publish("smarthome/plc/ü", b"\0\1", qos=qos, user_properties=[("a", "1")], **options)
    assert await peer.received(1) == [("smarthome/plc/ü", b"\0\1", False)]
    got: Any = peer.messages[0].properties
    assert (got.MessageExpiryInterval, got.ResponseTopic, got.CorrelationData) == (30, "r/x", b"\0\xff")
    assert (got.UserProperty, peer.messages[0].qos) == ([("a", "1")], qos)


@pytest.mark.parametrize("qos", [0, 1])
async def test_thousands_of_messages_arrive_in_order(bus: Bus, peer: PahoClient, qos: int) -> None:
    inbox = Inbox()
    await bus.subscribe("to/bus", inbox, qos=qos).wait()
    await peer.subscribe("to/paho", qos=qos)
    # Above 1000 waiting messages Mosquitto drops, as configured: so in portions a fleet would send.
    for start in range(0, 4000, 500):
        numbers = range(start, start + 500)
        for number in numbers:
            bus.publish("to/paho", b"%d" % number, qos=qos)
        await asyncio.to_thread(peer.publish_all, "to/bus", numbers, qos)
        await inbox.wait(start + 500)
        await peer.received(start + 500)
    expected = [b"%d" % number for number in range(4000)]
    assert inbox.payloads == expected
    assert [message.payload for message in peer.messages] == expected


async def test_retained_messages_and_who_sees_the_flag(bus: Bus, peer: PahoClient) -> None:
    await bus.publish_acked("kept/1", b"old", retain=True)
    plain, as_published, new_only = Inbox(), Inbox(), Inbox()
    await bus.subscribe("kept/+", plain).wait()
    await bus.subscribe("kept/#", as_published, retain_as_published=True).wait()
    await bus.subscribe("kept/1", new_only, retain_handling=RetainHandling.SEND_NEVER).wait()
    peer.client.publish("kept/1", b"new", qos=1, retain=True)
    for inbox, count in ((plain, 2), (as_published, 2), (new_only, 1)):
        await inbox.wait(count)
    assert [(packet.payload, packet.retain) for packet in plain.packets] == [(b"old", True), (b"new", False)]
    assert [(packet.payload, packet.retain) for packet in as_published.packets] == [(b"old", True), (b"new", True)]
    assert new_only.payloads == [b"new"]
    await bus.publish_acked("kept/1", b"", retain=True)
    late = Inbox()
    await bus.subscribe("kept/1/#", late).wait()
    await bus.publish_acked("kept/1", b"live")
    await late.wait()
    assert late.payloads == [b"live"]


async def test_expired_messages_are_never_delivered(bus: Bus, peer: PahoClient) -> None:
    await bus.publish_acked("set/short", b"1", retain=True, expiry=1)
    await bus.publish_acked("set/long", b"2", retain=True, expiry=60)
    await asyncio.sleep(2.2)
    await peer.subscribe("set/#")
    assert await peer.received(1) == [("set/long", b"2", True)]
    got: Any = peer.messages[0].properties
    assert got.MessageExpiryInterval in (57, 58)
    await bus.publish_acked("set/long", b"", retain=True)


async def test_requests_both_ways(bus: Bus, peer: PahoClient) -> None:
    peer.answer("call/paho", bytes.upper)
    await peer.subscribe("call/paho")
    answers = await asyncio.gather(
        *(bus.request("call/paho", b"request %d" % number, reply_topic="reply/bus") for number in range(50))
    )
    assert [answer.payload for answer in answers] == [b"REQUEST %d" % number for number in range(50)]
    await bus.subscribe("call/bus", lambda packet: bus.reply_in_parts(packet, packet.payload[::-1]), qos=1).wait()
    await peer.subscribe("reply/paho")
    asked = make_properties(response_topic="reply/paho", correlation=b"42")
    peer.client.publish("call/bus", b"abc", qos=1, properties=asked)
    assert await peer.received(1) == [("reply/paho", b"cba", False)]
    got: Any = peer.messages[0].properties
    assert got.CorrelationData == b"42"


async def test_big_answers_pass_in_parts(bus: Bus, mosquitto: Mosquitto) -> None:
    body = bytes(range(256)) * 8000
    other = Bus(mosquitto.address, client_id="other")
    other.start()
    await other.subscribe("call/big", lambda packet: other.reply_in_parts(packet, body), qos=1).wait()
    assert (await bus.request("call/big", b"", reply_topic="reply/bus")).payload == body
    await other.stop()


async def test_a_request_nobody_hears_fails_at_once(bus: Bus) -> None:
    with pytest.raises(BusError) as caught:
        await bus.request("call/gone", b"", reply_topic="reply/bus", timeout=30)
    assert caught.value.reason.key == "nobody_listens"


async def test_each_of_several_filters_delivers_and_unsubscribing_ends_it(bus: Bus, peer: PahoClient) -> None:
    one, two, own = Inbox(), Inbox(), Inbox()
    first = bus.subscribe("over/+", one)
    await bus.subscribe("over/#", two).wait()
    await bus.subscribe("over/1", own, no_local=True).wait()
    peer.client.publish("over/1", b"theirs")
    await bus.publish_acked("over/1", b"mine")
    await two.wait(2)
    bus.unsubscribe(first)
    await bus.publish_acked("over/1", b"later")
    await two.wait(3)
    assert (sorted(one.payloads), own.payloads) == ([b"mine", b"theirs"], [b"theirs"])


async def test_the_largest_packet_passes_and_a_larger_one_is_refused_by_us(bus: Bus, peer: PahoClient) -> None:
    inbox = Inbox()
    await bus.subscribe("big", inbox).wait()
    largest = MAX_PACKET - len("big") - 8
    peer.client.publish("big", bytes(largest - 3), qos=1)
    await bus.publish_acked("big", bytes(largest - 3))
    await inbox.wait(2)
    with pytest.raises(PacketTooLarge):
        bus.publish("big", bytes(MAX_PACKET))
    assert bus.counters.reconnects == 0


async def test_a_larger_packet_of_somebody_else_costs_only_him(bus: Bus, peer: PahoClient) -> None:
    inbox = Inbox()
    await bus.subscribe("#", inbox).wait()
    peer.client.reconnect_delay_set(60, 60)
    peer.client.publish("big", bytes(MAX_PACKET + 1000))
    await peer.until(lambda: len(peer.events) > 1)
    await bus.publish_acked("fine", b"")
    await inbox.wait()
    assert ([packet.topic for packet in inbox.packets], bus.counters.reconnects) == (["fine"], 0)


async def test_a_lost_bus_leaves_its_will_and_a_stopped_one_does_not(mosquitto: Mosquitto, peer: PahoClient) -> None:
    await peer.subscribe("dinrail/+/state")
    polite = Bus(mosquitto.address, client_id="polite", will=Will("dinrail/polite/state", b"lost", retain=False))
    mortal = Bus(mosquitto.address, client_id="mortal", will=Will("dinrail/mortal/state", b"lost", retain=False))
    polite.start()
    mortal.start()
    await asyncio.gather(polite.connected(5), mortal.connected(5))
    await polite.stop()
    link = mortal._connection.link
    assert link is not None
    assert link._transport is not None
    link._transport.abort()
    assert await peer.received(1) == [("dinrail/mortal/state", b"lost", False)]
    await mortal.stop()


async def test_of_two_with_the_same_id_the_older_stays_away(mosquitto: Mosquitto, bus: Bus) -> None:
    newer = Bus(mosquitto.address, client_id="bus")
    newer.start()
    await newer.connected(5)
    await asyncio.sleep(2)
    assert bus.last_error is not None
    assert bus.last_error.key == "session_taken_over"
    assert (bus.is_connected, newer.is_connected, newer.counters.connects) == (False, True, 1)
    await newer.stop()


async def test_what_mosquitto_forwards_from_hostile_clients_is_read(bus: Bus, mosquitto: Mosquitto) -> None:
    inbox = Inbox()
    await bus.subscribe("h", inbox).wait()
    reader, writer = await asyncio.open_connection(mosquitto.address.host, mosquitto.address.port)
    writer.write(b"\x10\x0e\x00\x04MQTT\x05\x02\x00\x05\x00\x00\x01h")
    await reader.read(100)
    payloads = [b"[" * 10_000, b"\xff\xfe\0", b'{"a":1,"a":2}', b"9" * 5000, b""]
    for payload in payloads:
        # Payload format "text" although it is none, and an empty correlation.
        body = b"\x00\x01h\x05\x01\x01\x09\x00\x00" + payload
        length = len(body)
        head = [length] if length < 128 else [length & 127 | 128, length >> 7]
        writer.write(b"\x30" + bytes(head) + body)
    await inbox.wait(len(payloads))
    assert inbox.payloads == payloads
    assert bus.counters.malformed == 0
    writer.close()
    await writer.wait_closed()


async def test_the_fake_broker_answers_as_mosquitto_does(mosquitto: Mosquitto, broker: FakeBroker) -> None:
    async def observe(address: Any) -> list[Any]:
        bus, inbox, seen = Bus(address, client_id="observer"), Inbox(), list[Any]()
        bus.start()
        await bus.connected(5)
        await bus.publish_acked("o/1", b"kept", retain=True)
        await bus.subscribe("o/+", inbox, qos=1).wait()
        await bus.subscribe("o/#", inbox).wait()
        bus.publish_then("o/1", b"1", seen.append)
        bus.publish_then("nobody", b"2", seen.append)
        await bus.publish_acked("o/2", b"3", expiry=9)
        await inbox.wait(6)
        await bus.publish_acked("o/1", b"", retain=True)
        await bus.stop()
        received = [
            (packet.topic, packet.payload, int(packet.qos), packet.retain, packet.message_expiry_interval)
            for packet in inbox.packets[:6]
        ]
        return [sorted(received, key=repr), seen]

    assert await observe(mosquitto.address) == await observe(broker.address)


async def test_a_wrong_password_is_refused_and_told(mosquitto: Mosquitto) -> None:
    image = mosquitto.image.split("/")[1].split(":")[0]
    with_users = await asyncio.to_thread(Mosquitto(image, passwords={"plc": "secret"}).__enter__)
    try:
        wrong = Bus(with_users.address, client_id="plc", user="plc", password="guess")
        wrong.start()
        with pytest.raises(BusTimeout) as caught:
            await wrong.connected(1)
        assert caught.value.reason.key in ("broker_refused_not_authorized", "broker_refused_password")
        await wrong.stop()
        right = Bus(with_users.address, client_id="plc", user="plc", password=lambda: "secret")
        right.start()
        await right.connected(5)
        await right.publish_acked("a", b"")
        await right.stop()
    finally:
        await asyncio.to_thread(with_users.__exit__)
