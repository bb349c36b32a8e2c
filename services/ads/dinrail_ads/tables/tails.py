"""The optional parts behind an entry's fixed ones: attributes and enum values.

Firmware versions differ in what they append, so a part that does not fit its entry ends the reading: what came before
it counts, and the entry itself stays usable.
"""

from __future__ import annotations

import struct

from dinrail_ads.tables.entries import SymbolEntry, TypeEntry
from dinrail_ads.tables.texts import decode_text
from dinrail_ads.wire.types import SymbolFlag, TypeFlag

__all__ = ["Attributes", "EnumTexts", "symbol_attributes", "type_tail"]

Attributes = dict[str, str]
"""Names in lower case → values."""
EnumTexts = list[tuple[str, bytes]]
"""Names in the order of the program → values as they lie in memory."""

GUID_SIZE = 16
_COUNT = struct.Struct("<H")


class _Ended(Exception):
    """The entry ends before the part does."""


class _Reader:
    """Reads forward inside one entry."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data, self.at, self._end = data, at, end

    def take(self, size: int) -> bytes:
        if size > self._end - self.at:
            raise _Ended
        self.at += size
        return self._data[self.at - size : self.at]

    def count(self) -> int:
        return int(_COUNT.unpack(self.take(2))[0])

    def skip_entry(self) -> None:
        length = int.from_bytes(self.take(4), "little")
        self.take(length - 4 if length >= 4 else self._end)

    def attributes(self) -> Attributes:
        found: Attributes = {}
        for _ in range(self.count()):
            name_size, value_size = self.take(2)
            name = self.take(name_size + 1)[:-1]
            value = self.take(value_size + 1)[:-1]
            found[decode_text(name).lower()] = decode_text(value)
        return found

    def enum(self, size: int) -> EnumTexts:
        texts: EnumTexts = []
        for _ in range(self.count()):
            name = self.take(self.take(1)[0] + 1)[:-1]
            texts.append((decode_text(name), self.take(size)))
        return texts


def symbol_attributes(data: bytes, entry: SymbolEntry) -> Attributes:
    """Attributes of a symbol."""
    if not entry.flags & SymbolFlag.ATTRIBUTES:
        return {}
    reader = _Reader(data, entry.tail, entry.end)
    try:
        if entry.flags & SymbolFlag.TYPE_GUID:
            reader.take(GUID_SIZE)
        return reader.attributes()
    except _Ended:
        return {}


def type_tail(data: bytes, entry: TypeEntry) -> tuple[Attributes, EnumTexts]:
    """Attributes and enum values of a data type or member."""
    attributes: Attributes = {}
    flags = entry.flags
    if not flags & (TypeFlag.ATTRIBUTES | TypeFlag.ENUM_INFOS):
        return attributes, []
    reader = _Reader(data, entry.items, entry.end)
    try:
        for _ in range(entry.item_count):
            reader.skip_entry()
        if flags & TypeFlag.TYPE_GUID:
            reader.take(GUID_SIZE)
        if flags & TypeFlag.COPY_MASK:
            reader.take(entry.size)
        if flags & TypeFlag.METHOD_INFOS:
            for _ in range(reader.count()):
                reader.skip_entry()
        if flags & TypeFlag.ATTRIBUTES:
            attributes = reader.attributes()
        return attributes, reader.enum(entry.size) if flags & TypeFlag.ENUM_INFOS else []
    except _Ended:
        return attributes, []
