"""Bytes of a socket to MQTT packets: one pass, in place, partial packets kept.

    room() -> a writable view for the socket; received(count, packets) appends what became complete.

The codec answers a short buffer with IndexError, nonsense with ValueError, and text that is not UTF-8 with a
panic (a BaseException of the module `pyo3_runtime`); all of it ends as Malformed here.
"""

from __future__ import annotations

from mqtt5 import Packet, read

from dinrail.bus._lenient import read_unknown_reason

__all__ = ["CHUNK", "FrameBuffer", "Malformed"]

CHUNK = 32 * 1024
"""Most bytes taken per loop iteration: about 800 samples, so that handlers never hold the loop for long."""
_MAX_HEADER = 5


class Malformed(Exception):
    """The peer does not speak MQTT 5; the connection cannot be used any more."""


class FrameBuffer:
    """Receive buffer of one connection; packets above `limit` bytes are Malformed."""

    __slots__ = ("_buffer", "_filled", "_limit", "_need", "_view")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._buffer = bytearray(2 * CHUNK)
        self._view = memoryview(self._buffer)
        self._filled = 0
        self._need = 0

    def room(self) -> memoryview:
        """Where the next bytes go, CHUNK bytes long."""
        end = self._filled + CHUNK
        if end > len(self._buffer):
            self._grow(end)
        return self._view[self._filled : end]

    def received(self, count: int, packets: list[Packet]) -> None:
        """Append the packets completed by `count` new bytes; raises Malformed after those before the bad one."""
        filled = self._filled + count
        self._filled = filled
        if filled < self._need:
            return
        view = self._view
        limit = self._limit
        offset = 0
        while offset < filled:
            try:
                packet, length = read(view[offset:filled])
            except IndexError:
                self._need = self._length(offset)
                break
            except ValueError as error:
                packet, length = self._unknown(offset, error)
            except BaseException as error:
                if type(error).__module__ != "pyo3_runtime":
                    raise
                raise Malformed("text is not UTF-8") from None
            if length > limit:
                raise Malformed(f"packet of {length} bytes, more than {limit}")
            packets.append(packet)
            offset += length
        else:
            self._filled = self._need = 0
            return
        rest = filled - offset
        if offset:
            view[:rest] = view[offset:filled]
        self._filled = rest

    def _length(self, offset: int) -> int:
        """Bytes the packet at `offset` needs before it can be read; raises Malformed when it may never be read."""
        have = self._filled - offset
        length = frame_length(self._view[offset : min(offset + _MAX_HEADER, self._filled)])
        if length > self._limit:
            raise Malformed(f"packet of {length} bytes, more than {self._limit}")
        if 0 < length <= have:
            raise Malformed("packet is shorter than its content")
        return length or have + 1

    def _unknown(self, offset: int, error: ValueError) -> tuple[Packet, int]:
        length = frame_length(self._view[offset : min(offset + _MAX_HEADER, self._filled)])
        packet = read_unknown_reason(bytes(self._view[offset : offset + length])) if length else None
        if packet is None:
            raise Malformed(str(error)) from None
        return packet, length

    def _grow(self, size: int) -> None:
        bigger = bytearray(max(size, min(2 * len(self._buffer), self._limit + CHUNK)))
        bigger[: self._filled] = self._view[: self._filled]
        self._buffer = bigger
        self._view = memoryview(bigger)


def frame_length(head: memoryview) -> int:
    """Whole length of the packet that starts with `head`, 0 when the header is incomplete; raises Malformed."""
    length = 0
    for position, byte in enumerate(head[1:]):
        length |= (byte & 0x7F) << (7 * position)
        if not byte & 0x80:
            return length + position + 2
    if len(head) == _MAX_HEADER:
        raise Malformed("Invalid variable byte integer")
    return 0
