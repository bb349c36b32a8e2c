"""AMS/TCP framing: a 6-byte transport header, a 32-byte AMS header, then the payload of the command.

Source: infosys.beckhoff.com, "ADS/AMS specification"; all integers little-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

from dinrail_ads.wire.commands import ADS_COMMAND, RESPONSE

__all__ = ["AmsAddress", "AmsFrame", "FrameError", "FrameReader", "net_id_bytes", "net_id_text"]

TCP_PORT, UDP_PORT = 48898, 48899
TRANSPORT = struct.Struct("<HI")
HEADER = struct.Struct("<6sH6sHHHIII")
LONGEST = 16 * 1024 * 1024


class FrameError(ValueError):
    """Bytes that cannot be a frame; the stream cannot be resynchronised."""


class AmsAddress(NamedTuple):
    """`net_id` six bytes, and an AMS port."""

    net_id: bytes
    port: int

    def __str__(self) -> str:
        return f"{net_id_text(self.net_id)}:{self.port}"


class AmsFrame(NamedTuple):
    """One command or answer; `error` is the router's, errors of the device are in `data`."""

    target: AmsAddress
    source: AmsAddress
    command: int
    flags: int
    error: int
    invoke_id: int
    data: bytes

    @property
    def is_request(self) -> bool:
        """Whether an answer is expected."""
        return self.flags & (ADS_COMMAND | RESPONSE) == ADS_COMMAND

    def answer(self, data: bytes, error: int = 0) -> AmsFrame:
        """The response to this request: addresses swapped, same invoke id."""
        return self._replace(
            target=self.source, source=self.target, flags=self.flags | RESPONSE, error=error, data=data
        )

    def encode(self) -> bytes:
        """With both headers."""
        header = HEADER.pack(
            *self.target, *self.source, self.command, self.flags, len(self.data), self.error, self.invoke_id
        )
        return TRANSPORT.pack(0, len(header) + len(self.data)) + header + self.data


class FrameReader:
    """Cuts a stream into frames, however it was split."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[AmsFrame]:
        """Frames completed by `data`; raises FrameError where the stream is none of ours."""
        buffer = self._buffer
        buffer += data
        while len(buffer) >= TRANSPORT.size:
            reserved, length = TRANSPORT.unpack_from(buffer)
            if reserved != 0 or not HEADER.size <= length <= LONGEST:
                raise FrameError(f"no AMS/TCP header: reserved {reserved}, length {length}")
            end = TRANSPORT.size + length
            if len(buffer) < end:
                return
            frame = decode(bytes(buffer[TRANSPORT.size : end]))
            del buffer[:end]
            yield frame


def decode(packet: bytes) -> AmsFrame:
    """A frame without its transport header; raises FrameError."""
    try:
        target_id, target_port, source_id, source_port, command, flags, length, error, invoke = HEADER.unpack_from(
            packet
        )
    except struct.error:
        raise FrameError("AMS header cut short") from None
    data = packet[HEADER.size :]
    if length != len(data):
        raise FrameError(f"AMS header announces {length} bytes, {len(data)} follow")
    target, source = AmsAddress(target_id, target_port), AmsAddress(source_id, source_port)
    return AmsFrame(target, source, command, flags, error, invoke, data)


def net_id_bytes(text: str) -> bytes:
    """`192.168.1.10.1.1` as six bytes; raises ValueError."""
    parts = text.split(".")
    if len(parts) != 6 or not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError(f"not a NetId of six numbers: {text!r}")
    try:
        return bytes(int(part) for part in parts)
    except ValueError:
        raise ValueError(f"a NetId has numbers from 0 to 255: {text!r}") from None


def net_id_text(net_id: bytes) -> str:
    """Six bytes as `192.168.1.10.1.1`."""
    return ".".join(map(str, net_id))
