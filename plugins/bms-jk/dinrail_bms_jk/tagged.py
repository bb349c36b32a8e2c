"""Records of tagged values."""

from __future__ import annotations

from collections.abc import Mapping

from dinrail.bms import BMSData, read_alarms
from dinrail_bms_jk.alarms import TLV

__all__ = ["current_of", "degrees_of", "record_of"]

MOST_CELLS = 48
CHARGING = 0x8000
VERSION_1 = b"\x01"
ZERO_CURRENT = 10_000


def record_of(values: Mapping[int, bytes]) -> BMSData | None:
    """Record of the values by tag, current > 0 while charging; None without a pack voltage."""
    if 0x83 not in values:
        return None
    sensors = _integer(values, 0x86)
    state, alarm_raw = _integer(values, 0x8C), _integer(values, 0x8B)
    return BMSData(
        voltage=int.from_bytes(values[0x83]) / 100,
        current=current_of(values),
        soc=_integer(values, 0x85),
        capacity_ah=_integer(values, 0xAA),
        cycles=_integer(values, 0x87),
        cell_voltages=_cells(values.get(0x79)),
        temperatures=tuple(degrees_of(values.get(tag)) for tag in (0x81, 0x82))[: 2 if sensors is None else sensors],
        mos_temperature=degrees_of(values.get(0x80)),
        charge_mos=None if state is None else bool(state & 1),
        discharge_mos=None if state is None else bool(state & 2),
        balancing=None if state is None else bool(state & 4),
        alarms=None if alarm_raw is None else read_alarms(alarm_raw, TLV),
        alarm_raw=alarm_raw,
        values=_others(values),
    )


def current_of(values: Mapping[int, bytes]) -> float | None:
    """A, > 0 while charging.

    From protocol version 1 on (tag 0xC0) bit 15 says charging and the rest is the size; before, 10000 is zero and less
    is charging. Where no version is told, only a set bit 15 is beyond doubt.
    """
    if 0x84 not in values:
        return None
    raw, version = int.from_bytes(values[0x84]), values.get(0xC0)
    if raw & CHARGING:
        return (raw & ~CHARGING) / 100
    if version is None:
        return None
    return (-raw if version >= VERSION_1 else ZERO_CURRENT - raw) / 100 or 0.0


def degrees_of(part: bytes | None) -> float | None:
    """°C: up to 100 as it is, 101 is -1, 140 is -40; None for what is beyond."""
    if part is None:
        return None
    raw = int.from_bytes(part)
    if raw > 140:
        return None
    return float(raw if raw <= 100 else 100 - raw)


def _cells(part: bytes | None) -> tuple[float | None, ...] | None:
    if part is None:
        return None
    found = {part[at]: int.from_bytes(part[at + 1 : at + 3]) / 1000 or None for at in range(0, len(part), 3)}
    last = min(max(found, default=0), MOST_CELLS)
    return tuple(found.get(number) for number in range(1, last + 1))


def _integer(values: Mapping[int, bytes], tag: int) -> int | None:
    part = values.get(tag)
    return None if part is None else int.from_bytes(part)


def _others(values: Mapping[int, bytes]) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {}
    for name, tag in (("cycled_ah", 0x89), ("runtime_min", 0xB6), ("protocol_version", 0xC0)):
        number = _integer(values, tag)
        if number is not None:
            found[name] = number
    if 0xB7 in values:
        found["software"] = "".join(chr(byte) for byte in values[0xB7] if 0x20 <= byte < 0x7F).strip()
    return found
