"""A topic that is published to again and again: checked and encoded once."""

from __future__ import annotations

import math

from mqtt5 import PublishPacket, QoS

from dinrail.bus._connection import Connection
from dinrail.bus._counters import BusCounters
from dinrail.bus._link import MAX_PACKET
from dinrail.bus._message import Message, Outcome, too_large
from dinrail.bus._outbox import Outbox
from dinrail.clock import Clock

__all__ = ["Prepared", "PreparedAcked"]

_KNOWN = 1024


def _length(size: int) -> bytes:
    """Variable byte integer of a packet's remaining length."""
    out = bytearray()
    while True:
        size, byte = size >> 7, size & 0x7F
        out.append(byte | 0x80 if size else byte)
        if not size:
            return bytes(out)


class Prepared:
    """QoS 0 messages to one topic, without properties; `send(payload)` behaves like `Bus.publish`."""

    __slots__ = ("_connection", "_counters", "_first", "_heads", "_topic")

    def __init__(self, connection: Connection, counters: BusCounters, topic: str, *, retain: bool) -> None:
        """Raises ValueError for a topic that is none."""
        packet = PublishPacket(topic, b"", retain=retain).write()
        self._connection = connection
        self._counters = counters
        self._first = packet[:1]
        self._topic = packet[1 + len(_length(len(topic.encode()) + 3)) :]
        self._heads = _HEADS[self._first]

    @property
    def topic(self) -> str:
        """Where they go; not kept a second time, there may be ten thousands of it."""
        return self._topic[2:-1].decode()

    def send(self, payload: bytes) -> bool:
        """Send without waiting; False when there is no broker. Raises PacketTooLarge."""
        size = len(self._topic) + len(payload)
        head = self._heads[size] if size < _KNOWN else self._first + _length(size)
        data = head + self._topic + payload
        link = self._connection.link
        if link is None:
            if len(data) > MAX_PACKET:
                self._counters.too_large += 1
                raise too_large(self.topic, len(data), MAX_PACKET)
            self._counters.dropped_offline += 1
            return False
        if len(data) > link.max_packet:
            self._counters.too_large += 1
            raise too_large(self.topic, len(data), link.max_packet)
        if link.paused:
            link.hold(data)
        else:
            self._counters.sent += 1
            link.send(data)
        return True


class PreparedAcked:
    """QoS 1 messages to one topic with one expiry; `send(payload)` behaves like `Bus.publish_then`."""

    __slots__ = ("_clock", "_outbox", "_outcome", "expiry", "head", "tail", "topic")

    def __init__(self, outbox: Outbox, clock: Clock, topic: str, outcome: Outcome, *, expiry: int) -> None:
        """Raises ValueError for a topic that is none."""
        PublishPacket(topic, b"").write()
        name = topic.encode()
        short = PublishPacket("t", b"", qos=QoS.AT_LEAST_ONCE, packet_id=1, message_expiry_interval=expiry).write()
        self.topic = topic
        self.expiry = expiry
        self.head = len(name).to_bytes(2, "big") + name
        """What stands between the packet's length and its id."""
        self.tail = short[7:]
        """What stands between its id and the payload."""
        self._outbox = outbox
        self._clock = clock
        self._outcome = outcome

    def send(self, payload: bytes) -> bool:
        """Send without waiting; False when the queue is full. Raises PacketTooLarge."""
        now = self._clock.monotonic()
        return self._outbox.submit(_Prompt(self, payload, now + self.expiry, self._outcome), now)


class _Prompt(Message):
    """A message to a prepared topic: put together here while nothing of its expiry is gone, by the codec later."""

    __slots__ = ("_prepared",)

    def __init__(self, prepared: PreparedAcked, payload: bytes, deadline: float, outcome: Outcome) -> None:
        super().__init__(prepared.topic, payload, deadline, outcome)
        self._prepared = prepared

    def encode(self, packet_id: int, now: float) -> bytes:
        """The PUBLISH."""
        prepared = self._prepared
        if self.attempts or self.deadline is None or math.ceil(self.deadline - now - 1e-3) != prepared.expiry:
            return super().encode(packet_id, now)
        rest = b"%b%b%b%b" % (prepared.head, packet_id.to_bytes(2, "big"), prepared.tail, self.payload)
        size = len(rest)
        return (_ACKED_HEADS[size] if size < _KNOWN else b"\x32" + _length(size)) + rest


_HEADS = {first: tuple(first + _length(size) for size in range(_KNOWN)) for first in (b"\x30", b"\x31", b"\x32")}
_ACKED_HEADS = _HEADS[b"\x32"]
