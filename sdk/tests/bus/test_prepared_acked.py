"""A prepared topic with acknowledgement sends what `publish_then` would, also again and late."""

from __future__ import annotations

from typing import Any

import pytest
from mqtt5 import PublishPacket, QoS

from dinrail.bus import MAX_PACKET, Bus
from dinrail.bus._counters import BusCounters
from dinrail.bus._outbox import Outbox
from dinrail.bus._prepared import PreparedAcked
from dinrail.errors import BusError, PacketTooLarge
from dinrail.testing import FakeBroker, FakeClock, Inbox


class Wire:
    """A link that keeps what is sent."""

    def __init__(self) -> None:
        self.paused = False
        self.max_packet = MAX_PACKET
        self.sent: list[bytes] = []
        self.send = self.sent.append


def expected(topic: str, payload: bytes, packet_id: int = 1, **options: Any) -> bytes:
    options = {"message_expiry_interval": 5, **options}
    return PublishPacket(topic, payload, qos=QoS.AT_LEAST_ONCE, packet_id=packet_id, **options).write()


class Line:
    """An outbox on a wire, with a topic prepared in it."""

    def __init__(self, topic: str = "smarthome/set/plc/ä", window: int = 100) -> None:
        self.wire = Wire()
        self.clock = FakeClock()
        self.outbox = Outbox(self.clock, BusCounters(), 10, 1 << 20)
        self.outbox.attach(self.wire, window)
        self.told: list[int | BusError] = []
        self.topic = PreparedAcked(self.outbox, self.clock, topic, self.told.append, expiry=5)


@pytest.mark.parametrize("size", [0, 1, 92, 93, 94, 1000, 16_363, 200_000])
def test_the_packet_is_the_one_of_the_codec(size):
    line = Line()
    assert line.topic.send(b"x" * size)
    assert line.wire.sent == [expected("smarthome/set/plc/ä", b"x" * size)]


@pytest.mark.parametrize("length", [1, 110, 111, 112, 113, 114, 1000, 65_535])
def test_a_topic_of_any_length(length):
    line = Line("t" * length)
    line.topic.send(b"1")
    line.topic.send(b"2")
    assert line.wire.sent == [expected("t" * length, b"1"), expected("t" * length, b"2", 2)]


async def test_a_message_that_waited_has_less_time_left():
    line = Line(window=1)
    for payload in (b"1", b"2", b"3"):
        line.topic.send(payload)
    await line.clock.advance(2.5)
    line.outbox.detach()
    line.outbox.attach(line.wire, 100)
    again = expected("smarthome/set/plc/ä", b"1", 2, duplicate=True, message_expiry_interval=3)
    late = [expected("smarthome/set/plc/ä", b"%d" % number, number + 1, message_expiry_interval=3) for number in (2, 3)]
    assert line.wire.sent[1:] == [again, *late]


async def test_what_waited_too_long_is_told_to_be_expired():
    line = Line(window=1)
    line.topic.send(b"1")
    line.topic.send(b"2")
    await line.clock.advance(6)
    line.outbox.expire()
    assert [error.reason.key for error in line.told] == ["expired"]


def test_a_full_queue_takes_no_more():
    line = Line(window=1)
    assert [line.topic.send(b"1") for _ in range(12)].count(False) == 1


def test_what_is_too_large_is_refused():
    with pytest.raises(PacketTooLarge):
        Line().topic.send(b"x" * MAX_PACKET)


async def test_it_arrives_and_every_outcome_is_told(bus: Bus, peer: Bus, broker: FakeBroker) -> None:
    inbox = Inbox()
    await peer.subscribe("a/+", inbox, qos=1).wait()
    told: list[int | BusError] = []
    topic = bus.prepare_acked("a/b", told.append, expiry=5)
    assert all(topic.send(b"%d" % number) for number in range(300))
    await inbox.wait(300)
    await bus.publish_acked("flush", b"")
    assert inbox.payloads == [b"%d" % number for number in range(300)]
    assert told == [0] * 300


async def test_a_failing_outcome_costs_nothing(bus: Bus, broker: FakeBroker) -> None:
    bus.prepare_acked("a", lambda result: 1 / 0, expiry=5).send(b"")
    await bus.publish_acked("b", b"")
    assert (bus.counters.handler_errors, bus.is_connected) == (1, True)


@pytest.mark.parametrize("topic", ["", "a\0b", "a/+", "x" * 70_000, "a\x1b"])
async def test_what_is_no_topic_is_refused(bus: Bus, topic: str) -> None:
    with pytest.raises(BusError):
        bus.prepare_acked(topic, print, expiry=5)
