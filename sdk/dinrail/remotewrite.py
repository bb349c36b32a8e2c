"""Prometheus remote write 1.0: protobuf put together from pieces that are made once per series, and snappy around it.

A sample is one `TimeSeries` with one `Sample`. Its labels are said again each time; that costs bytes on a short wire
and saves the grouping, which would cost most of the time.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

__all__ = ["HEADERS", "MAX_TS", "MIN_TS", "Stamp", "prefix", "snappy"]

HEADERS = {
    "Content-Type": "application/x-protobuf",
    "Content-Encoding": "snappy",
    "X-Prometheus-Remote-Write-Version": "0.1.0",
    "User-Agent": "dinrail",
}
STALE = 0x7FF0000000000002
"""Bits of Prometheus's mark for `from here on there is no value`."""
MIN_TS, MAX_TS = 946_684_800_000, 2**42 - 1
"""Times whose number takes exactly six bytes: the years 2000 to 2109."""

_SAMPLE_BYTES = 18
_LITERAL_4 = 63 << 2
_LOW = [(i & 0x7F) | 0x80 | (((i >> 7) | 0x80) << 8) for i in range(1 << 14)]


class Stamp:
    """Times as protobuf numbers; the upper part changes every 16 s and is remembered."""

    def __init__(self) -> None:
        self._part = -1
        self._high = 0
        self._pack = struct.Struct("<dBHI").pack
        self._pack_bits = struct.Struct("<QBHI").pack

    def sample(self, value: float, ts: int) -> bytes:
        """What follows the prefix of a series: one value at Unix ms."""
        part = ts >> 14
        if part != self._part:
            self._turn(part)
        return self._pack(value, 0x10, _LOW[ts & 0x3FFF], self._high)

    def end(self, ts: int) -> bytes:
        """The same, saying that from here on there is no value."""
        self._turn(ts >> 14)
        return self._pack_bits(STALE, 0x10, _LOW[ts & 0x3FFF], self._high)

    def _turn(self, part: int) -> None:
        self._part = part
        groups = [(part >> (7 * at)) & 0x7F for at in range(4)]
        self._high = groups[0] | 0x80 | (groups[1] | 0x80) << 8 | (groups[2] | 0x80) << 16 | groups[3] << 24


def prefix(labels: Mapping[str, str]) -> bytes:
    """Everything of a `TimeSeries` up to the value; the labels are put into the order the protocol asks for."""
    pairs = b"".join(_field(1, _field(1, name.encode()) + _field(2, labels[name].encode())) for name in sorted(labels))
    return b"\x0a" + varint(len(pairs) + _SAMPLE_BYTES) + pairs + b"\x12\x10\x09"


def snappy(body: bytes) -> bytes:
    """The block format with nothing but literals: the network is short, the processor is not ours alone."""
    if not body:
        return b"\x00"
    return varint(len(body)) + bytes([_LITERAL_4]) + (len(body) - 1).to_bytes(4, "little") + body


def varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first."""
    found = bytearray()
    while number > 0x7F:
        found.append((number & 0x7F) | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


def _field(number: int, body: bytes) -> bytes:
    return bytes([number << 3 | 2]) + varint(len(body)) + body
