"""Request and response."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from mqtt5 import read

from dinrail.bus import MAX_REPLY_PART, Bus, PublishPacket
from dinrail.errors import BusError, BusTimeout
from dinrail.testing import FakeBroker


async def echo(bus: Bus, topic: str = "dinrail/plc/call/echo", parts: int = 1) -> None:
    """Answer every request with its payload, repeated."""
    await bus.subscribe(topic, lambda packet: bus.reply_in_parts(packet, packet.payload * parts), qos=1).wait()


async def test_the_answer_comes_back(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    await echo(peer)
    answer = await bus.request("dinrail/plc/call/echo", b"hello", reply_topic="dinrail/plc/reply/a/1")
    assert (answer.payload, answer.topic) == (b"hello", "dinrail/plc/reply/a/1")
    request = await broker.wait_for("dinrail/plc/call/echo")
    assert (request.qos, request.packet.message_expiry_interval) == (1, 5)


async def test_answers_find_their_requests_when_many_are_open(bus: Bus, peer: Bus) -> None:
    await echo(peer)
    payloads = [b"%d" % number for number in range(200)]
    answers = await asyncio.gather(
        *(bus.request("dinrail/plc/call/echo", payload, reply_topic="r/a") for payload in payloads)
    )
    assert [answer.payload for answer in answers] == payloads


@pytest.mark.parametrize("size", [0, 1, MAX_REPLY_PART, MAX_REPLY_PART + 1, 3_000_000])
async def test_big_answers_arrive_whole(bus: Bus, peer: Bus, broker: FakeBroker, size: int) -> None:
    body = bytes(range(256)) * (size // 256 + 1)
    await peer.subscribe("call", lambda packet: peer.reply_in_parts(packet, body[:size]), qos=1).wait()
    answer = await bus.request("call", b"", reply_topic="r/a")
    assert answer.payload == body[:size]
    assert all(len(message.payload) <= MAX_REPLY_PART for message in broker.published)


async def test_one_subscription_serves_all_accepted_reply_topics(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    await echo(peer)
    await bus.accept_replies("dinrail/+/reply/a/#").wait()
    for number in range(3):
        await bus.request("dinrail/plc/call/echo", b"", reply_topic=f"dinrail/plc/reply/a/{number}")
    assert broker.subscriptions("a") == ["dinrail/+/reply/a/#"]


async def test_reply_topics_do_not_pile_up(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    await echo(peer)
    for number in range(80):
        await bus.request("dinrail/plc/call/echo", b"", reply_topic=f"r/{number}")
    await broker.wait_until(lambda: len(broker.subscriptions("a")) <= 64)
    assert "r/79" in broker.subscriptions("a")


async def test_when_nobody_listens_the_requester_knows_at_once(bus: Bus) -> None:
    with pytest.raises(BusError) as caught:
        await bus.request("dinrail/gone/call/x", b"", reply_topic="r/a", timeout=30)
    assert caught.value.reason.key == "nobody_listens"


async def test_no_answer_is_a_timeout_and_a_late_one_is_ignored(bus: Bus, peer: Bus) -> None:
    requests: list[PublishPacket] = []
    await peer.subscribe("call", requests.append, qos=1).wait()
    with pytest.raises(BusTimeout, match="no answer to call"):
        await bus.request("call", b"1", reply_topic="r/a", timeout=0.1)
    peer.reply_in_parts(requests[0], b"late")
    await echo(peer, "echo")
    assert (await bus.request("echo", b"2", reply_topic="r/a")).payload == b"2"


async def test_a_request_survives_a_broker_restart(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    await echo(peer)
    await bus.request("dinrail/plc/call/echo", b"", reply_topic="r/a")
    await broker.kill()
    pending = asyncio.create_task(bus.request("dinrail/plc/call/echo", b"again", reply_topic="r/a"))
    await broker.restart()
    broker_knows = broker.wait_for_subscription("peer", "dinrail/plc/call/echo")
    result = (await asyncio.gather(pending, broker_knows, return_exceptions=True))[0]
    # Whoever is back first decides: an answer, or the plain word that the other is not there yet.
    assert getattr(result, "payload", None) == b"again" or getattr(result, "reason", None).key == "nobody_listens"  # type: ignore[union-attr]


async def test_a_refused_reply_subscription_is_told(make_bus: Any, broker: FakeBroker) -> None:
    broker.acl = lambda user, action, topic: action != "subscribe"
    bus = make_bus()
    await bus.connected(5)
    with pytest.raises(BusError) as caught:
        await bus.request("call", b"", reply_topic="r/a")
    assert caught.value.reason.key == "subscription_refused"


async def test_a_refused_request_is_told(make_bus: Any, broker: FakeBroker) -> None:
    broker.acl = lambda user, action, topic: action != "publish"
    bus = make_bus()
    await bus.connected(5)
    with pytest.raises(BusError) as caught:
        await bus.request("call", b"", reply_topic="r/a")
    assert caught.value.reason.key == "publish_refused"


@pytest.mark.parametrize("part", ["0/2", "3/2", "x", "1/99999", "1/", "-1/2", "1/513"])
async def test_broken_parts_end_the_request(bus: Bus, peer: Bus, part: str) -> None:
    def answer(packet: PublishPacket) -> None:
        peer.publish("r/a", b"", correlation=packet.correlation_data, user_properties=[("part", part)])

    await peer.subscribe("call", answer, qos=1).wait()
    with pytest.raises(BusError) as caught:
        await bus.request("call", b"", reply_topic="r/a")
    assert caught.value.reason.key == "reply_broken"


async def test_parts_may_come_twice_and_in_any_order(bus: Bus, peer: Bus) -> None:
    def answer(packet: PublishPacket) -> None:
        for number, data in ((3, b"c"), (1, b"a"), (3, b"c"), (2, b"b")):
            properties = [("part", f"{number}/3"), ("kept", "yes")]
            peer.publish("r/a", data, correlation=packet.correlation_data, user_properties=properties)

    await peer.subscribe("call", answer, qos=1).wait()
    whole = await bus.request("call", b"", reply_topic="r/a")
    assert (whole.payload, whole.user_properties) == (b"abc", [("kept", "yes")])


@pytest.mark.parametrize("reply_topic", [b"a/+", b"#", b"", b"a\x01"])
async def test_an_answer_to_no_usable_topic_is_refused_quietly(bus: Bus, reply_topic: bytes) -> None:
    # Written by hand: the codec refuses to write such a request, but it reads one, and Mosquitto 2.0 forwards it.
    properties = b"\x08\x00" + bytes([len(reply_topic)]) + reply_topic
    body = b"\x00\x01t" + bytes([len(properties)]) + properties
    request, _ = read(memoryview(b"\x30" + bytes([len(body)]) + body))
    assert isinstance(request, PublishPacket)
    assert not bus.reply_in_parts(request, b"answer")
    await bus.publish_acked("still", b"here")


async def test_a_message_without_reply_topic_is_not_answered(bus: Bus) -> None:
    assert not bus.reply_in_parts(PublishPacket("call", b""), b"answer")


async def test_an_answer_that_does_not_fit_is_not_sent_in_part(bus: Bus, broker: FakeBroker) -> None:
    request = PublishPacket("call", b"", response_topic="r/a", correlation_data=b"1")
    assert not bus.reply_in_parts(request, bytes(17 * 1024 * 1024))
    await bus.publish_acked("last", b"")
    assert [message.topic for message in broker.published] == ["last"]


async def test_stop_ends_open_requests(bus: Bus, peer: Bus) -> None:
    await peer.subscribe("call", lambda packet: None, qos=1).wait()
    pending = asyncio.create_task(bus.request("call", b"", reply_topic="r/a", timeout=30))
    await asyncio.sleep(0.05)
    await bus.stop()
    with pytest.raises(BusError) as caught:
        await pending
    assert caught.value.reason.key == "stopped"
