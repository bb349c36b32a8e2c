"""A prepared topic sends the same bytes as `publish`, and bounds what it must."""

import pytest
from mqtt5 import PublishPacket

from dinrail.bus import MAX_PACKET, Prepared
from dinrail.bus._connection import Connection
from dinrail.bus._counters import BusCounters
from dinrail.errors import BusError, PacketTooLarge
from dinrail.testing import Inbox


class Wire:
    """The link of a connection: keeps what is sent or held."""

    def __init__(self, max_packet: int = MAX_PACKET) -> None:
        self.paused = False
        self.max_packet = max_packet
        self.sent: list[bytes] = []
        self.held: list[bytes] = []
        self.send = self.sent.append
        self.hold = self.held.append


class Line:
    """A connection with that link."""

    def __init__(self, link: Wire | None) -> None:
        self.link = link


def prepared(line: Connection, *, retain: bool = True, topic: str = "smarthome/calc/ä") -> Prepared:
    return Prepared(line, BusCounters(), topic, retain=retain)


@pytest.mark.parametrize("retain", [True, False])
@pytest.mark.parametrize("size", [0, 1, 107, 108, 109, 1000, 1003, 1004, 1005, 16_363, 16_364, 16_365, 200_000])
def test_the_packet_is_the_one_of_the_codec(retain, size):
    wire = Wire()
    assert prepared(Line(wire), retain=retain).send(b"x" * size)
    assert wire.sent == [PublishPacket("smarthome/calc/ä", b"x" * size, retain=retain).write()]


@pytest.mark.parametrize("length", [1, 120, 124, 125, 126, 127, 128, 1000, 65_535])
def test_a_topic_of_any_length(length):
    wire = Wire()
    made = prepared(Line(wire), topic="t" * length)
    made.send(b"1")
    assert made.topic == "t" * length
    assert wire.sent == [PublishPacket("t" * length, b"1", retain=True).write()]


def test_it_is_held_back_while_the_socket_is_full():
    wire = Wire()
    wire.paused = True
    assert prepared(Line(wire)).send(b"1")
    assert (len(wire.sent), len(wire.held)) == (0, 1)


def test_it_is_dropped_and_counted_without_a_broker():
    topic = prepared(Line(None))
    assert not topic.send(b"1")
    assert topic._counters.dropped_offline == 1


@pytest.mark.parametrize("link", [None, Wire(100)])
def test_what_is_too_large_is_refused(link):
    topic = prepared(Line(link))
    with pytest.raises(PacketTooLarge):
        topic.send(b"x" * MAX_PACKET)
    assert topic._counters.too_large == 1


async def test_it_arrives(bus, peer):
    inbox = Inbox()
    await peer.subscribe("a/+", inbox).wait()
    topic = bus.prepare("a/b", retain=False)
    assert all(topic.send(b"%d" % number) for number in range(100))
    await inbox.wait(100)
    assert inbox.payloads == [b"%d" % number for number in range(100)]
    assert bus.counters.sent == 100


@pytest.mark.parametrize("topic", ["", "a\0b", "a/+", "x" * 70_000, "a\x1b"])
async def test_what_is_no_topic_is_refused(bus, topic):
    with pytest.raises(BusError):
        bus.prepare(topic)
