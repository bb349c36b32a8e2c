"""Payloads as tables: one row per value, with its place, type, offset and scale."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

import msgspec

__all__ = ["Field", "Number", "Order", "Series", "Table", "read_integer"]

Number = int | float
Order = Literal["big", "little"]

KIND = re.compile(r"([us])(8|16|24|32|48|64)")


class Field(msgspec.Struct, frozen=True):
    """A number of a payload: (raw + bias) · times / per, None when raw is one of `absent`.

    name: key of the result; at: offset in bytes; kind: `u` or `s` and the bits, as `s16`.
    An integer stays one unless `per` is given. `absent` is compared before the sign is applied.
    """

    name: str
    at: int
    kind: str
    bias: int = 0
    times: int = 1
    per: int = 1
    absent: tuple[int, ...] = ()


class Series(msgspec.Struct, frozen=True):
    """Numbers of one kind behind each other, as cell voltages are; see Field. At most `most` are read."""

    at: int
    kind: str
    most: int
    bias: int = 0
    per: int = 1
    absent: tuple[int, ...] = ()

    def read(self, payload: bytes, order: Order, count: int) -> tuple[Number | None, ...]:
        """The first `count` of them, as far as the payload goes."""
        field = Field("", self.at, self.kind, self.bias, 1, self.per, self.absent)
        size = _size(self.kind)
        fit = max(0, (len(payload) - self.at) // size)
        return tuple(_value(payload, field, order, index * size) for index in range(min(count, self.most, fit)))


class Table(msgspec.Struct, frozen=True):
    """The fields of one payload."""

    order: Order
    fields: tuple[Field, ...]

    def read(self, payload: bytes) -> dict[str, Number | None]:
        """Every field by its name; None as well for what lies behind the payload's end."""
        return {field.name: _value(payload, field, self.order, 0) for field in self.fields}


def read_integer(payload: bytes, at: int, kind: str, order: Order) -> int | None:
    """Integer of a kind such as `s16` at an offset; None behind the end."""
    size = _size(kind)
    part = payload[at : at + size]
    return int.from_bytes(part, order, signed=kind[0] == "s") if len(part) == size else None


@cache
def _size(kind: str) -> int:
    found = KIND.fullmatch(kind)
    if found is None:
        raise ValueError(f"{kind} is not a kind of field")
    return int(found[2]) // 8


def _value(payload: bytes, field: Field, order: Order, shift: int) -> Number | None:
    size = _size(field.kind)
    part = payload[field.at + shift : field.at + shift + size]
    if len(part) < size or int.from_bytes(part, order) in field.absent:
        return None
    value = (int.from_bytes(part, order, signed=field.kind[0] == "s") + field.bias) * field.times
    return value if field.per == 1 else value / field.per
