"""Which models a device has: marker, then (id, length) after (id, length), whatever vendors make of it.

Tolerated: an end marked by 0 or by a refusal instead of 0xFFFF, and a length that counts its own header.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from dinrail.errors import ProtocolError
from dinrail_modbus.client import ExceptionAnswer
from dinrail_modbus.tables import ADDRESSES

__all__ = ["BASES", "Block", "Read", "find_base", "find_chain"]

BASES = (40000, 50000, 0, 40001, 39999)
"""The three of the specification, and what counting from 1 makes of the first."""
MARKER = b"SunS"
MOST_MODELS = 64
END = (0xFFFF, 0)
REFUSED = (1, 2, 3, 4)
_FAMILIES = ((1, 19), (101, 145), (160, 160), (201, 299), (301, 310), (401, 410), (501, 510), (601, 610), (701, 730),
             (801, 820), (64000, 65000))  # fmt: skip

Read = Callable[[int, int], Awaitable[bytes]]
"""Holding registers from an address, so many; raises DeviceError."""


class Block(NamedTuple):
    """A model on a device: its header lies at `address`, `length` registers follow it."""

    model: int
    address: int
    length: int

    @property
    def header(self) -> bytes:
        """The four bytes that stand there as long as the chain has not moved."""
        return self.model.to_bytes(2, "big") + self.length.to_bytes(2, "big")


async def find_base(read: Read) -> int | None:
    """Address of the marker, None when the device has none; raises DeviceError of a device that does not answer."""
    for base in BASES:
        if await _read(read, base, 2) == MARKER:
            return base
    return None


async def find_chain(read: Read) -> list[Block]:
    """Every model in order; raises ProtocolError (`sunspec_missing`) without a marker, else DeviceError."""
    base = await find_base(read)
    if base is None:
        raise ProtocolError("no SunSpec marker at 40000, 50000 or 0", key="sunspec_missing")
    found: list[Block] = []
    address = base + 2
    while len(found) < MOST_MODELS and address + 2 <= ADDRESSES:
        header = await _read(read, address, 2)
        if found and header is not None and not _is_plausible(header):
            earlier = await _read(read, address - 2, 2)  # the last length may have counted its own header
            if earlier is not None and _is_plausible(earlier):
                address, header = address - 2, earlier
        if header is None or _model(header) in END:
            break
        block = Block(_model(header), address, int.from_bytes(header[2:], "big"))
        if address + 2 + block.length > ADDRESSES:
            break
        found.append(block)
        address += 2 + block.length
    return found


async def _read(read: Read, address: int, size: int) -> bytes | None:
    """None for what the device refuses."""
    try:
        return await read(address, size)
    except ExceptionAnswer as answer:
        if answer.code in REFUSED:
            return None
        raise


def _model(header: bytes) -> int:
    return int.from_bytes(header[:2], "big")


def _is_plausible(header: bytes) -> bool:
    model = _model(header)
    return model == END[0] or any(low <= model <= high for low, high in _FAMILIES)
