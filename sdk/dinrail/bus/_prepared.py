"""A topic that is published to again and again: checked and encoded once."""

from __future__ import annotations

from mqtt5 import PublishPacket

from dinrail.bus._connection import Connection
from dinrail.bus._counters import BusCounters
from dinrail.bus._link import MAX_PACKET
from dinrail.bus._outbox import too_large

__all__ = ["Prepared"]

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

    __slots__ = ("_connection", "_counters", "_first", "_heads", "_topic", "topic")

    def __init__(self, connection: Connection, counters: BusCounters, topic: str, *, retain: bool) -> None:
        """Raises ValueError for a topic that is none."""
        packet = PublishPacket(topic, b"", retain=retain).write()
        self.topic = topic
        self._connection = connection
        self._counters = counters
        self._first = packet[:1]
        self._topic = packet[1 + len(_length(len(topic.encode()) + 3)) :]
        self._heads = _HEADS[self._first]

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


_HEADS = {first: tuple(first + _length(size) for size in range(_KNOWN)) for first in (b"\x30", b"\x31")}
