"""Registers of a device that has a profile, filled and read back by rules of their own, not by the adapter's codecs."""

from __future__ import annotations

import random
import struct

from dinrail_modbus.config import DeviceConfig, PointConfig
from dinrail_modbus.sim.bank import Bank
from dinrail_modbus.tables import has_bits

__all__ = ["fill", "reading", "words"]

SIZES = {"int32": 2, "uint32": 2, "float32": 2, "int64": 4, "uint64": 4, "float64": 4}


def words(data: bytes, order: str = "ABCD") -> list[int]:
    """Big-endian bytes as registers of a device with that order."""
    found = [data[at : at + 2] for at in range(0, len(data), 2)]
    if order in ("CDAB", "DCBA"):
        found.reverse()
    if order in ("BADC", "DCBA"):
        found = [word[::-1] for word in found]
    return [int.from_bytes(word, "big") for word in found]


def fill(bank: Bank, device: DeviceConfig, seed: int = 1) -> None:
    """Give every point some raw of its own; texts are letters, floats have two decimals."""
    rng = random.Random(seed)
    for point in device.points:
        size = _size(point)
        if has_bits(point.table):
            bank.put(point.table, point.address, [rng.randrange(2)])
        elif point.type == "string":
            text = "".join(rng.choice("ABCDEFGHKLMN0123456789") for _ in range(2 * size))
            bank.put(point.table, point.address, words(text.encode()))
        elif point.type == "float32":
            number = round(rng.uniform(-5000, 5000), 2)
            bank.put(point.table, point.address, words(struct.pack(">f", number), _order(point, device)))
        else:
            raw = rng.randrange(1, (1 << 16 * size) - 2)
            bank.put(point.table, point.address, words(raw.to_bytes(2 * size, "big"), _order(point, device)))


def reading(bank: Bank, point: PointConfig, device: DeviceConfig) -> bool | float | str | None:
    """What a reader of the document makes of the registers; None when they say that there is no value."""
    registers = bank.read(point.table, point.address, _size(point))
    if point.type == "bool":
        return bool(registers[0] if has_bits(point.table) else registers[0] >> (point.bit or 0) & 1)
    order = _order(point, device)
    parts = [word.to_bytes(2, "big") for word in registers]
    if order in ("BADC", "DCBA"):
        parts = [part[::-1] for part in parts]
    if order in ("CDAB", "DCBA") and point.type != "string":
        parts.reverse()
    data = b"".join(parts)
    if point.type == "string":
        return data.split(b"\0")[0].decode().strip()
    if point.type == "float32":
        return struct.unpack(">f", data)[0] * point.scale + point.offset
    raw = int.from_bytes(data, "big")
    top = 1 << (8 * len(data))
    if raw in [each % top for each in point.unavailable]:
        return None
    if point.type.startswith("int") and raw >= top // 2:
        raw -= top
    return raw * point.scale + point.offset


def _size(point: PointConfig) -> int:
    return point.length or SIZES.get(point.type, 1)


def _order(point: PointConfig, device: DeviceConfig) -> str:
    return point.order or device.order
