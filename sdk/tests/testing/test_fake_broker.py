"""The fake broker against an independent client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import paho.mqtt.client as paho
import pytest
from mqtt5 import ConnectPacket, DisconnectReasonCode, PublishPacket, QoS
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from dinrail.bus import topic_matches
from dinrail.testing import FakeBroker, FakeClock


class Paho:
    """A paho client in its own thread; what it was told is in lists."""

    def __init__(self, client_id: str, user: str = "", password: str = "") -> None:
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id, protocol=MQTTProtocolVersion.MQTTv5)
        self.client.username_pw_set(user, password) if user else None
        self.messages: list[paho.MQTTMessage] = []
        self.events: list[str] = []
        self.client.on_message = lambda client, data, message: self.messages.append(message)
        self.client.on_connect = lambda client, data, flags, code, properties: self.events.append(f"connect {code}")
        self.client.on_disconnect = lambda client, data, flags, code, properties: self.events.append(f"lost {code}")
        self.client.on_subscribe = lambda client, data, mid, codes, properties: self.events.append(
            f"granted {codes[0]}"
        )

    async def start(self, broker: FakeBroker) -> Paho:
        await asyncio.to_thread(self.client.connect, broker.address.host, broker.address.port, 30)
        await asyncio.to_thread(self.client.loop_start)
        await self.until(lambda: bool(self.events))
        return self

    async def subscribe(self, pattern: str, **options: Any) -> None:
        self.client.subscribe(pattern, options=SubscribeOptions(**{"qos": 1, **options}))
        await self.until(lambda: self.events[-1].startswith("granted"))

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not condition():  # noqa: ASYNC110 - paho tells its own thread
                await asyncio.sleep(0.005)

    async def received(self, count: int) -> list[tuple[str, bytes, bool]]:
        await self.until(lambda: len(self.messages) >= count)
        return [(message.topic, bytes(message.payload), message.retain) for message in self.messages]

    async def stop(self) -> None:
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)
        self.client._reset_sockets()  # else it is left to the garbage collector, in an order that warns


@pytest.fixture
async def paho_client(broker: FakeBroker) -> AsyncIterator[Paho]:
    client = await Paho("paho").start(broker)
    yield client
    await client.stop()


async def test_retained_messages_wildcards_and_both_qos(broker: FakeBroker, paho_client: Paho) -> None:
    paho_client.client.publish("a/1", b"kept", qos=1, retain=True)
    await broker.wait_for("a/1")
    await paho_client.subscribe("a/#")
    await paho_client.subscribe("+/2", qos=0)
    for qos in (0, 1):
        paho_client.client.publish("a/3", b"q%d" % qos, qos=qos)
    paho_client.client.publish("b/2", b"plus")
    assert await paho_client.received(4) == [
        ("a/1", b"kept", True),
        ("a/3", b"q0", False),
        ("a/3", b"q1", False),
        ("b/2", b"plus", False),
    ]
    assert {message.topic: message.qos for message in paho_client.messages} == {"a/1": 1, "a/3": 1, "b/2": 0}
    assert broker.retained == {"a/1": b"kept"}
    paho_client.client.publish("a/1", b"", qos=1, retain=True)
    await broker.wait_for("a/1", lambda message: message.payload == b"")
    assert broker.retained == {}


async def test_expired_messages_are_not_delivered_and_the_rest_of_a_life_is_told(clock: FakeClock) -> None:
    async with FakeBroker(clock=clock) as broker:
        broker.publish("a", b"short", retain=True, expiry=5)
        broker.publish("b", b"long", retain=True, expiry=60)
        await clock.advance(10)
        client = await Paho("late").start(broker)
        await client.subscribe("+")
        assert await client.received(1) == [("b", b"long", True)]
        assert client.messages[0].properties.MessageExpiryInterval == 50  # type: ignore[union-attr]
        assert list(broker.retained) == ["b"]
        await client.stop()


async def test_properties_pass_unchanged(broker: FakeBroker, paho_client: Paho) -> None:
    await paho_client.subscribe("a")
    sent: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    sent.ResponseTopic, sent.CorrelationData, sent.ContentType = "r", b"\0\1", "text/plain"
    sent.UserProperty = [("k", "1"), ("k", "2")]
    paho_client.client.publish("a", b"", properties=sent)
    await paho_client.received(1)
    got: Any = paho_client.messages[0].properties
    assert (got.ResponseTopic, got.CorrelationData, got.ContentType) == ("r", b"\0\1", "text/plain")
    assert got.UserProperty == [("k", "1"), ("k", "2")]


async def test_only_known_users_come_in(clock: FakeClock) -> None:
    async with FakeBroker(users={"plc": "secret"}) as broker:
        wrong = await Paho("plc", "plc", "guess").start(broker)
        assert wrong.events[0] == "connect Not authorized"
        await wrong.stop()
        right = await Paho("plc", "plc", "secret").start(broker)
        assert (right.events, broker.clients) == (["connect Success"], ["plc"])
        await right.stop()


async def test_a_second_client_with_the_same_id_takes_over(broker: FakeBroker, paho_client: Paho) -> None:
    paho_client.client.reconnect_delay_set(60, 60)
    second = await Paho("paho").start(broker)
    await paho_client.until(lambda: len(paho_client.events) > 1)
    assert paho_client.events[1] == "lost Session taken over"
    assert broker.clients == ["paho"]
    await second.stop()


@pytest.mark.parametrize("how", ["cut", "kicked"])
async def test_the_will_follows_an_ungraceful_end_only(broker: FakeBroker, how: str) -> None:
    client = Paho("mortal")
    client.client.will_set("w", b"gone", qos=1, retain=True)
    client.client.reconnect_delay_set(60, 60)
    await client.start(broker)
    ends = {"cut": lambda: broker.disconnect_client("mortal"), "kicked": lambda: _kick(broker)}
    ends[how]()
    assert (await broker.wait_for("w")).payload == b"gone"
    assert broker.retained == {"w": b"gone"}
    await client.stop()
    broker.published.clear()
    polite = Paho("polite")
    polite.client.will_set("w", b"never")
    await polite.start(broker)
    await polite.stop()
    await broker.wait_until(lambda: broker.clients == [])
    assert list(broker.published) == []


def _kick(broker: FakeBroker) -> None:
    broker.disconnect_client("mortal", DisconnectReasonCode.ADMINISTRATIVE_ACTION)


async def test_kill_publishes_no_will_and_forgets_what_was_retained(broker: FakeBroker) -> None:
    client = Paho("mortal")
    client.client.will_set("w", b"gone")
    await client.start(broker)
    broker.publish("kept", b"1", retain=True)
    await broker.kill()
    assert (list(broker.published), broker.retained, broker.clients) == ([], {}, [])
    await client.stop()


async def test_restart_comes_back_on_the_same_port_with_what_was_retained(broker: FakeBroker) -> None:
    broker.publish("kept", b"1", retain=True)
    port = broker.address.port
    await broker.restart()
    assert (broker.address.port, broker.retained) == (port, {"kept": b"1"})


async def test_packets_above_the_limit_end_the_connection() -> None:
    async with FakeBroker(max_packet=1000) as broker:
        client = Paho("big")
        client.client.reconnect_delay_set(60, 60)
        await client.start(broker)
        client.client.publish("a", bytes(2000))
        await client.until(lambda: len(client.events) > 1)
        assert client.events[1] == "lost Packet too large"
        await client.stop()


async def test_a_client_gets_no_packet_above_its_own_limit(broker: FakeBroker) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.address.port)
    writer.write(ConnectPacket("small", max_packet_size=100).write())
    await reader.read(100)
    # SUBSCRIBE to "#"
    writer.write(b"\x82\x07\x00\x01\x00\x00\x01#\x00")
    await reader.read(100)
    broker.publish("a", bytes(200))
    broker.publish("a", b"fits")
    assert (await reader.read(1000)).endswith(b"fits")
    writer.close()
    await writer.wait_closed()


async def test_the_receive_maximum_of_a_client_is_kept(broker: FakeBroker) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", broker.address.port)
    writer.write(ConnectPacket("slow", receive_max=2).write())
    await reader.read(100)
    writer.write(b"\x82\x07\x00\x01\x00\x00\x01#\x01")
    await reader.read(100)
    for number in range(4):
        broker.publish("a", b"%d" % number, qos=1)
    await asyncio.sleep(0.05)
    one = PublishPacket("a", b"0", qos=QoS.AT_LEAST_ONCE, packet_id=1).write()
    assert len(await reader.read(1000)) == 2 * len(one)
    writer.write(b"\x40\x02\x00\x01")
    assert (await reader.read(1000)).endswith(b"2")
    writer.close()
    await writer.wait_closed()


async def test_what_a_test_waits_for_is_told_when_it_does_not_come(broker: FakeBroker, paho_client: Paho) -> None:
    paho_client.client.publish("a/1", b"other")
    await broker.wait_for("a/1")
    with pytest.raises(AssertionError, match=r"no such message on a/\+ within 0.05 s; .*'a/1', b'other'"):
        await broker.wait_for("a/+", lambda message: message.payload == b"this", 0.05)


async def test_a_suspended_broker_answers_nobody_until_it_goes_on(broker: FakeBroker, paho_client: Paho) -> None:
    broker.pause()
    late = Paho("late")
    starting = asyncio.create_task(late.start(broker))
    paho_client.client.publish("a", b"1")
    await asyncio.sleep(0.2)
    assert (list(broker.published), broker.clients) == ([], ["paho"])
    broker.resume()
    await broker.wait_for("a")
    await starting
    await late.stop()


@pytest.mark.parametrize(
    ("pattern", "topic", "matches"),
    [
        ("a/b", "a/b", True),
        ("a/b", "a/b/c", False),
        ("a/+", "a/b", True),
        ("a/+", "a", False),
        ("a/+", "a/", True),
        ("+", "/", False),
        ("+/+", "/", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("#", "a/b", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
    ],
)
def test_filters_match_as_mqtt_says(pattern: str, topic: str, *, matches: bool) -> None:
    assert topic_matches(pattern, topic) is matches
