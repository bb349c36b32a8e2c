"""Samples a PLC sends by itself: u32 length, u32 stamps; a stamp is u64 FILETIME, u32 count, then {handle, size, data}.

Source: infosys.beckhoff.com, "ADS Device Notification".
"""

from __future__ import annotations

import struct
from typing import NamedTuple

__all__ = ["DamagedNotification", "NotificationSample", "samples_of"]

_HEAD = struct.Struct("<II")
_STAMP = struct.Struct("<QI")
_SAMPLE = struct.Struct("<II")


class DamagedNotification(ValueError):
    """Lengths or counts that do not fit what follows them; nothing in it can be trusted."""


class NotificationSample(NamedTuple):
    """What the PLC sent on its own: `filetime` is its clock in 100 ns since 1601."""

    handle: int
    filetime: int
    data: bytes


def samples_of(data: bytes) -> list[NotificationSample]:
    """All samples of one notification; raises DamagedNotification."""
    try:
        length, stamps = _HEAD.unpack_from(data)
        if length != len(data) - 4:
            raise DamagedNotification(f"{length} bytes are announced, {len(data) - 4} follow")
        samples, at = [], _HEAD.size
        for _ in range(stamps):
            filetime, count = _STAMP.unpack_from(data, at)
            at += _STAMP.size
            for _ in range(count):
                handle, size = _SAMPLE.unpack_from(data, at)
                at += _SAMPLE.size
                end = at + size
                if end > len(data):
                    raise DamagedNotification(f"a sample of {size} bytes ends behind the notification")
                samples.append(NotificationSample(handle, filetime, data[at:end]))
                at = end
    except struct.error:
        raise DamagedNotification("it ends inside a header") from None
    if at != len(data):
        raise DamagedNotification(f"{len(data) - at} bytes are left over")
    return samples
