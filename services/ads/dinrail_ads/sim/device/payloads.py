"""Numbers and lengths in the payloads of requests and answers."""

from __future__ import annotations

import struct

from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.errors import AdsCode

__all__ = [
    "ADDRESS",
    "CONTROL",
    "EXCHANGE",
    "OK",
    "PAIR",
    "U32",
    "check_count",
    "device_info",
    "exactly",
    "part",
    "result",
]

U32, PAIR = struct.Struct("<I"), struct.Struct("<2I")
ADDRESS, EXCHANGE, CONTROL = struct.Struct("<3I"), struct.Struct("<4I"), struct.Struct("<2HI")
OK = U32.pack(0)
VERSION = (3, 1, 4024)


def check_count(count: int, limit: int) -> None:
    """Raises Refused above the limit."""
    if count > limit:
        raise Refused(AdsCode.INVALID_SIZE)


def part(data: bytes, start: int, length: int) -> bytes:
    """`length` bytes from `start`; raises Refused where there are fewer."""
    if len(data) < start + length:
        raise Refused(AdsCode.INVALID_SIZE)
    return data[start : start + length]


def exactly(data: bytes, length: int) -> bytes:
    """`data` of this length, or Refused."""
    if len(data) != length:
        raise Refused(AdsCode.INVALID_SIZE)
    return data


def result(data: bytes) -> bytes:
    """A successful answer: no error, length, data."""
    return PAIR.pack(0, len(data)) + data


def device_info(name: str) -> bytes:
    """The answer of a device about itself."""
    major, minor, build = VERSION
    return OK + struct.pack("<BBH16s", major, minor, build, name.encode("ascii"))
