"""`decodings`: one run of registers read in every type and order, to find out how a device means it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import msgspec

from dinrail.errors import CallRefused
from dinrail.sample import Scalar, make_sample
from dinrail_modbus.calls.params import typed
from dinrail_modbus.codec import Codec, FloatCodec, IntegerCodec, TextCodec
from dinrail_modbus.link import Link
from dinrail_modbus.orders import Order
from dinrail_modbus.scaling import Scaling
from dinrail_modbus.tables import ADDRESSES, Table, has_bits

__all__ = ["decodings"]

ORDERS: tuple[Order, ...] = get_args(Order)
SWAPS: tuple[Order, ...] = ("ABCD", "BADC")
"""The orders that differ where words keep their places."""
SIZES = {"int16": 1, "uint16": 1, "int32": 2, "uint32": 2, "float32": 2, "int64": 4, "uint64": 4, "float64": 4}
PLAIN = Scaling()
Word = Annotated[int, msgspec.Meta(ge=0, le=0xFFFF)]


class Params(msgspec.Struct, forbid_unknown_fields=True):
    """Where to read, or `registers` that are known already."""

    unit_id: Annotated[int, msgspec.Meta(ge=0, le=255)] = 1
    table: Table = "holding_registers"
    address: Annotated[int, msgspec.Meta(ge=0, lt=ADDRESSES)] = 0
    count: Annotated[int, msgspec.Meta(ge=1, le=125)] = 4
    registers: Annotated[list[Word], msgspec.Meta(min_length=1, max_length=125)] | None = None


async def decodings(params: dict[str, Any], link: Link) -> dict[str, Any]:
    """`{"unit_id", "table", "address", "count"}` or `{"registers": […]}` → the words and what they may mean.

    Each decoding has type, order and value (null: no number); numbers begin at the first register, texts take all of
    them, and what is longer than the run is left out. Raises CallRefused or DeviceError.
    """
    asked = typed(params, Params)
    words = asked.registers
    data = await _read(asked, link) if words is None else b"".join(word.to_bytes(2, "big") for word in words)
    return {
        "registers": [int.from_bytes(data[place : place + 2], "big") for place in range(0, len(data), 2)],
        "hex": data.hex(" ", 2),
        "decodings": [
            {"type": kind, "order": order, "value": _shown(codec.decode(data, 0))}
            for kind, order, codec in _codecs(len(data) // 2)
        ],
    }


async def _read(asked: Params, link: Link) -> bytes:
    if has_bits(asked.table):
        raise CallRefused(f"{asked.table} hold bits", key="call_parameters_invalid", detail="table")
    count = min(asked.count, ADDRESSES - asked.address)
    async with link.turn(asked.unit_id):
        return await link.read(asked.unit_id, asked.table, asked.address, count, timeout=link.timeout)


def _codecs(words: int) -> Iterator[tuple[str, Order, Codec]]:
    for kind, size in SIZES.items():
        for order in (ORDERS if size > 1 else SWAPS) if size <= words else ():
            if kind.startswith("float"):
                yield kind, order, FloatCodec(size, order, scaling=PLAIN)
            else:
                yield kind, order, IntegerCodec(size, order, signed=kind.startswith("int"), scaling=PLAIN)
    for order in SWAPS:
        yield "string", order, TextCodec(words, order)


def _shown(value: Scalar) -> Scalar:
    """As a sample shows it: large integers as text, no NaN."""
    return make_sample(value, 0, "good", "").value
