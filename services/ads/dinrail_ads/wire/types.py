"""Data type ids and the flags of symbol and data type entries."""

from enum import IntEnum, IntFlag

__all__ = ["Adst", "SymbolFlag", "TypeFlag"]


class Adst(IntEnum):
    """How the bytes of a value are to be understood."""

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
    BIG = 65


class SymbolFlag(IntFlag):
    """Flags of an AdsSymbolEntry."""

    PERSISTENT = 0x1
    BIT_VALUE = 0x2
    REFERENCE = 0x4
    TYPE_GUID = 0x8
    INTERFACE_POINTER = 0x10
    READ_ONLY = 0x20
    ITF_METHOD_ACCESS = 0x40
    METHOD_DEREF = 0x80
    CONTEXT_MASK = 0xF00
    ATTRIBUTES = 0x1000
    STATIC = 0x2000
    INIT_ON_RESET = 0x4000
    EXTENDED_FLAGS = 0x8000


class TypeFlag(IntFlag):
    """Flags of an AdsDatatypeEntry."""

    DATA_TYPE = 0x1
    DATA_ITEM = 0x2
    REFERENCE = 0x4
    METHOD_DEREF = 0x8
    OVERSAMPLE = 0x10
    BIT_VALUES = 0x20
    PROPERTY = 0x40
    TYPE_GUID = 0x80
    PERSISTENT = 0x100
    COPY_MASK = 0x200
    INTERFACE_POINTER = 0x400
    METHOD_INFOS = 0x800
    ATTRIBUTES = 0x1000
    ENUM_INFOS = 0x2000
    ALIGNED = 0x10000
    STATIC = 0x20000
    SP_LEVELS = 0x40000
    IGNORE_PERSIST = 0x80000
    ANY_SIZE_ARRAY = 0x100000
    PERSIST_DATA_TYPE = 0x200000
    INIT_ON_RESET = 0x400000
    PLC_POINTER = 0x800000
    REFACTOR_INFO = 0x1000000
    HIDE_SUB_ITEMS = 0x2000000
    INCOMPLETE = 0x4000000
    EXTENDED_FLAGS = 0x80000000
