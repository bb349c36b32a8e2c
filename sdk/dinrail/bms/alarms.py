"""One vocabulary for what batteries complain about; the words people read lie in `locales/<language>.alarms.json`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from dinrail.bms.data import Alarm, Level

__all__ = ["AlarmBit", "read_alarms", "words"]


class AlarmBit(msgspec.Struct, frozen=True):
    """What a bit of a raw alarm integer means; bit 0 is the least significant."""

    bit: int
    key: str
    level: Level = "alarm"


def read_alarms(raw: int, table: tuple[AlarmBit, ...], ignore: int = 0) -> tuple[Alarm, ...]:
    """Alarms of the bits that are set: of one key only the higher level, a bit without a meaning as `bit_<n>`.

    ignore: mask of bits that mean something, but nothing to complain about.
    """
    known = {row.bit: row for row in table}
    found: dict[str, Level] = {}
    raw &= ~ignore
    for bit in range(raw.bit_length()):
        if raw >> bit & 1:
            row = known.get(bit, AlarmBit(bit, f"bit_{bit}"))
            if found.get(row.key) != "alarm":
                found[row.key] = row.level
    return tuple(Alarm(key, level) for key, level in found.items())


@cache
def words(language: str) -> dict[str, str]:
    """Text of every alarm key, for `en` or `de`."""
    path = Path(__file__).parent / "locales" / f"{language}.alarms.json"
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
