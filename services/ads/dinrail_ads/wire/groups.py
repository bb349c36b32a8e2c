"""Index groups: which service of a device an index offset belongs to."""

from enum import IntEnum

__all__ = ["BIT_GROUPS", "HANDLE_ONLY", "Group"]


class Group(IntEnum):
    """Named index groups."""

    SYSTEM_STATE = 0xF0
    M_BYTES = 0x4020
    M_BITS = 0x4021
    DATA_BYTES = 0x4040
    DATA_BITS = 0x4041
    HANDLE_BY_NAME = 0xF003
    VALUE_BY_NAME = 0xF004
    VALUE_BY_HANDLE = 0xF005
    RELEASE_HANDLE = 0xF006
    INFO_BY_NAME = 0xF007
    SYMBOL_VERSION = 0xF008
    INFO_BY_NAME_EX = 0xF009
    SYMBOL_UPLOAD = 0xF00B
    UPLOAD_INFO = 0xF00C
    TYPE_UPLOAD = 0xF00E
    UPLOAD_INFO_2 = 0xF00F
    TYPE_BY_NAME = 0xF011
    ADDRESS_BY_HANDLE = 0xF012
    POINTER_TARGET = 0xF014
    REFERENCE_TARGET = 0xF016
    VALUE_BY_HANDLE_MASKED = 0xF018
    PROPERTY = 0xF019
    POINTER_BIT = 0xF01A
    REFERENCE_BIT = 0xF01B
    INPUT_BYTES = 0xF020
    INPUT_BITS = 0xF021
    OUTPUT_BYTES = 0xF030
    OUTPUT_BITS = 0xF031
    SUM_READ = 0xF080
    SUM_WRITE = 0xF081
    SUM_READ_WRITE = 0xF082
    SUM_READ_EX = 0xF083
    SUM_READ_EX_2 = 0xF084
    SUM_ADD_NOTIFICATION = 0xF085
    SUM_DELETE_NOTIFICATION = 0xF086
    DEVICE_DATA = 0xF100


HANDLE_ONLY = frozenset(
    {Group.POINTER_TARGET, Group.REFERENCE_TARGET, Group.PROPERTY, Group.POINTER_BIT, Group.REFERENCE_BIT}
)
"""Symbols in these groups have no address: read and write them by handle."""

BIT_GROUPS = {
    Group.M_BITS: Group.M_BYTES,
    Group.DATA_BITS: Group.DATA_BYTES,
    Group.INPUT_BITS: Group.INPUT_BYTES,
    Group.OUTPUT_BITS: Group.OUTPUT_BYTES,
}
"""Offsets of these groups count bits; each maps to its group of bytes."""

DATA_ADS_STATE, DATA_DEVICE_STATE = 0, 2
"""Offsets in DEVICE_DATA, u16 each; both can be read at once."""
