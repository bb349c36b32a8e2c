"""One entry of an upload: where its parts lie, checked against the entry's own length and the upload's end."""

from __future__ import annotations

from typing import NamedTuple, NoReturn

from dinrail.errors import ProtocolError
from dinrail_ads.tables.layout import BOUND, SYMBOL_HEAD, TYPE_HEAD

__all__ = ["SymbolEntry", "TypeEntry", "cut", "damaged", "read_symbol", "read_type"]

MAX_DIMENSIONS = 16


class SymbolEntry(NamedTuple):
    """A top-level variable; `tail` is the place of its optional parts, `end` of the next entry."""

    at: int
    end: int
    tail: int
    name: bytes
    type: bytes
    comment: bytes
    group: int
    offset: int
    size: int
    data_type: int
    flags: int


class TypeEntry(NamedTuple):
    """A data type or a member; `items` is where its `item_count` sub-items begin, `dims` bounds and counts."""

    at: int
    end: int
    items: int
    item_count: int
    name: bytes
    type: bytes
    comment: bytes
    size: int
    offset: int
    data_type: int
    flags: int
    dims: tuple[tuple[int, int], ...]


def read_symbol(data: bytes, at: int) -> SymbolEntry:
    """The symbol entry at a place; raises ProtocolError."""
    end = _end(data, at, len(data), SYMBOL_HEAD.size, "symbol")
    _, group, offset, size, data_type, flags, *lengths = SYMBOL_HEAD.unpack_from(data, at)
    texts = _texts(data, at + SYMBOL_HEAD.size, lengths, end)
    if texts is None:
        damaged("symbol", at, "its texts do not fit")
    name, type_, comment, tail = texts
    return SymbolEntry(at, end, tail, name, type_, comment, group, offset, size, data_type, flags)


def read_type(data: bytes, at: int, limit: int) -> TypeEntry:
    """The data type entry at a place, which must end before `limit`; raises ProtocolError."""
    end = _end(data, at, limit, TYPE_HEAD.size, "data type")
    head = TYPE_HEAD.unpack_from(data, at)
    size, offset, data_type, flags, *lengths, dimensions, count = head[4:]
    texts = _texts(data, at + TYPE_HEAD.size, lengths, end)
    if texts is None:
        damaged("data type", at, "its texts do not fit")
    name, type_, comment, place = texts
    items = place + BOUND.size * dimensions
    if dimensions > MAX_DIMENSIONS or items > end:
        damaged("data type", at, f"{dimensions} dimensions do not fit")
    if count * TYPE_HEAD.size > end - items:
        damaged("data type", at, f"{count} sub-items do not fit")
    dims = tuple(BOUND.unpack_from(data, place + BOUND.size * index) for index in range(dimensions))
    return TypeEntry(at, end, items, count, name, type_, comment, size, offset, data_type, flags, dims)


def cut(data: bytes, at: int) -> bool:
    """Whether nothing but padding follows."""
    return len(data) - at < SYMBOL_HEAD.size and not any(data[at:])


def damaged(what: str, at: int, why: str) -> NoReturn:
    """Raise the ProtocolError of a damaged entry."""
    raise ProtocolError(
        f"damaged {what} entry at byte {at}: {why}", key="ads_table_damaged", what=what, offset=at, detail=why
    )


def _end(data: bytes, at: int, limit: int, least: int, what: str) -> int:
    if limit - at < least:
        damaged(what, at, f"{limit - at} bytes are left, its head has {least}")
    length = int.from_bytes(data[at : at + 4], "little")
    if length < least:
        damaged(what, at, f"its length is given as {length}")
    if length > limit - at:
        damaged(what, at, f"its length is given as {length}, {limit - at} bytes are left")
    return at + length


def _texts(data: bytes, at: int, lengths: list[int], end: int) -> tuple[bytes, bytes, bytes, int] | None:
    """Name, type, comment and the place behind them; None when they do not fit."""
    name, type_, comment = lengths
    place = at + name + type_ + comment + 3
    if place > end:
        return None
    first = at + name + 1
    second = first + type_ + 1
    return data[at : at + name], data[first : first + type_], data[second : second + comment], place
