"""What the kernel knows of its clock: `adjtimex(2)` without changing anything, which also a container may."""

from __future__ import annotations

import ctypes
from typing import ClassVar

import msgspec

__all__ = ["KernelClock", "kernel_clock"]

UNSYNCHRONISED, NANOSECONDS = 0x40, 0x2000


class KernelClock(msgspec.Struct, frozen=True):
    """max_error_ms: how wrong it may be; offset_ms: what a time server last measured, slewed away since."""

    synchronised: bool
    max_error_ms: int
    offset_ms: float = 0.0


class _Timex(ctypes.Structure):
    """The head of the kernel's `struct timex`; the rest is room for all of it."""

    _fields_: ClassVar = [
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    ]


def kernel_clock() -> KernelClock | None:
    """The clock of the machine; None where there is no such call."""
    timex = _Timex()
    try:
        result = ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    except (OSError, AttributeError, TypeError):
        return None
    if result < 0:
        return None
    per_ms = 1e6 if timex.status & NANOSECONDS else 1e3
    return KernelClock(not timex.status & UNSYNCHRONISED, int(timex.maxerror) // 1000, timex.offset / per_ms)
