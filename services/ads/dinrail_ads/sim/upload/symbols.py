"""AdsSymbolEntry: one top-level variable, or one path that was asked for by name."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from dinrail_ads.sim.program.structures import Structure
from dinrail_ads.sim.program.variables import Location
from dinrail_ads.sim.upload.parts import attributes_part, encoded, guid, texts_part
from dinrail_ads.wire.types import SymbolFlag

__all__ = ["symbol_entry", "symbol_upload"]

HEADER = struct.Struct("<6I3H")
EXTENDED = struct.pack("<I", 1)
ATTRIBUTES, EXTENDED_FLAGS = int(SymbolFlag.ATTRIBUTES), int(SymbolFlag.EXTENDED_FLAGS)
STRUCTURED = int(SymbolFlag.TYPE_GUID) | EXTENDED_FLAGS


def symbol_entry(location: Location) -> bytes:
    """One entry; structures carry a GUID and extended flags, and every length is a multiple of 8."""
    kind, flags, tail = location.type, location.flags, b""
    if isinstance(kind, Structure):
        flags |= STRUCTURED
        tail += guid(kind.name)
    if location.attributes:
        flags |= ATTRIBUTES
        tail += attributes_part(location.attributes)
    if flags & EXTENDED_FLAGS:
        tail += EXTENDED
    name, type_name, comment = encoded(location.name), encoded(kind.name), encoded(location.comment)
    texts = texts_part(name, type_name, comment)
    length = -(-(HEADER.size + len(texts) + len(tail)) // 8) * 8
    header = HEADER.pack(
        length,
        location.group,
        location.offset,
        location.size,
        kind.adst,
        flags,
        len(name),
        len(type_name),
        len(comment),
    )
    return (header + texts + tail).ljust(length, b"\0")


def symbol_upload(locations: Iterable[Location]) -> tuple[int, bytes]:
    """Count and stream."""
    entries = [symbol_entry(location) for location in locations]
    return len(entries), b"".join(entries)
