"""How the two uploads lie in memory: fixed heads, flags and type ids. All integers little-endian, packed.

A symbol's head is followed by name, type and comment, each ended by NUL; a data type's by the same three, then its
array bounds and its sub-items, which are data type entries again. What follows by flag is optional (see `tails`).
Source: AdsSymbolEntry and AdsDatatypeEntry of AdsDef.h (github.com/Beckhoff/ADS) and the TwinCAT SDK's Ads.h.
"""

from __future__ import annotations

import struct
from enum import IntEnum, IntFlag

__all__ = ["BOUND", "HANDLE_GROUPS", "LENGTH", "SYMBOL_HEAD", "TYPE_HEAD", "Adst", "SymbolFlag", "TypeFlag", "bits_of"]

LENGTH = struct.Struct("<I")
SYMBOL_HEAD = struct.Struct("<IIIIIIHHH")
"""entryLength, group, offset, size, data type id, flags, lengths of name, type and comment."""
TYPE_HEAD = struct.Struct("<IIIIIIIIHHHHH")
"""entryLength, version, hash, type hash, size, offset, data type id, flags, three lengths, dimensions, sub-items."""
BOUND = struct.Struct("<iI")
"""Lower bound and number of elements of one dimension."""


class SymbolFlag(IntFlag):
    """Flags of a symbol."""

    PERSISTENT = 0x1
    BIT_VALUE = 0x2
    REFERENCE_TO = 0x4
    TYPE_GUID = 0x8
    INTERFACE_POINTER = 0x10
    READ_ONLY = 0x20
    METHOD_DEREF = 0x80
    ATTRIBUTES = 0x1000
    STATIC = 0x2000
    EXTENDED_FLAGS = 0x8000


class TypeFlag(IntFlag):
    """Flags of a data type or of a member."""

    DATA_TYPE = 0x1
    DATA_ITEM = 0x2
    REFERENCE_TO = 0x4
    METHOD_DEREF = 0x8
    BIT_VALUES = 0x20
    PROPERTY = 0x40
    TYPE_GUID = 0x80
    PERSISTENT = 0x100
    COPY_MASK = 0x200
    INTERFACE_POINTER = 0x400
    METHOD_INFOS = 0x800
    ATTRIBUTES = 0x1000
    ENUM_INFOS = 0x2000
    STATIC = 0x20000
    ANY_SIZE_ARRAY = 0x100000
    POINTER_TYPE = 0x800000
    HIDE_SUB_ITEMS = 0x2000000


class Adst(IntEnum):
    """Ids of the elementary data types."""

    VOID = 0
    INT16 = 2
    INT32 = 3
    REAL32 = 4
    REAL64 = 5
    INT8 = 16
    UINT8 = 17
    UINT16 = 18
    UINT32 = 19
    INT64 = 20
    UINT64 = 21
    STRING = 30
    WSTRING = 31
    REAL80 = 32
    BIT = 33
    BIGTYPE = 65


HANDLE_GROUPS = frozenset(range(0xF014, 0xF01C))
"""Index groups that stand for no memory: values of such symbols are reached by a handle only."""

_BIT_GROUPS = frozenset({0x4021, 0x4031, 0x4041, 0xF021, 0xF031})


def bits_of(group: int) -> bool:
    """Whether offsets in this group count bits."""
    return group in _BIT_GROUPS
