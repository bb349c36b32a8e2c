"""Records of readings."""

from __future__ import annotations

import msgspec

from dinrail.bms import BMSData, read_alarms, read_integer
from dinrail_bms_jk.alarms import JK02, JK02_IGNORED
from dinrail_bms_jk.jk04 import is_jk04, read_jk04
from dinrail_bms_jk.layouts import NO_SENSOR, Layout, layout_of

__all__ = ["Device", "device_of", "read"]

LATE_SENSORS = frozenset({256, 258})
KNOWS_LATE_SENSORS = 14
"""Major version of the software from which on 0.0 °C of the late sensors is a temperature."""


class Device(msgspec.Struct, frozen=True):
    """What a board says about itself: model, versions, and the number in front of the software's first dot."""

    model: str
    hardware: str
    software: str

    @property
    def major(self) -> int:
        """Number in front of the first dot; 0 when there is none."""
        digits = self.software.partition(".")[0]
        return int(digits) if digits.isascii() and digits.isdigit() else 0


def device_of(frame: bytes) -> Device:
    """Of a frame of kind 3; the password behind it is not read."""
    return Device(_text(frame[6:22]), _text(frame[22:30]), _text(frame[30:38]))


def read(frame: bytes, device: Device | None = None) -> BMSData | None:
    """Record of a frame of kind 2, current > 0 while charging as on the wire; None for an unknown layout."""
    layout = layout_of(frame)
    if layout is None:
        return read_jk04(frame) if is_jk04(frame) else None
    row = layout.table.read(frame)
    mask = read_integer(frame, layout.mask_at, "u32", "little") or 0
    alarm_raw = int(row["alarms"] or 0)
    return BMSData(
        voltage=row["voltage"],
        current=row["current"],
        soc=row["soc"],
        soh=row["soh"] or None,
        capacity_ah=row["capacity_ah"],
        remaining_ah=row["remaining_ah"],
        cycles=int(row["cycles"] or 0),
        cell_voltages=layout.series().read(frame, "little", mask.bit_length()),
        temperatures=_temperatures(frame, layout, int(row["sensors"] or 0), device),
        mos_temperature=row["mos_temperature"],
        charge_mos=row["charge_mos"] == 1,
        discharge_mos=row["discharge_mos"] == 1,
        balancing=row["balancing"] != 0,
        alarms=read_alarms(alarm_raw, JK02, JK02_IGNORED),
        alarm_raw=alarm_raw,
        values=_others(row, layout, device),
    )


def _others(
    row: dict[str, int | float | None], layout: Layout, device: Device | None
) -> dict[str, float | int | str | bool]:
    found: dict[str, float | int | str | bool] = {"layout": layout.name, "heating": row["heating"] == 1}
    for name in ("balance_current", "cycled_ah", "runtime_s"):
        value = row[name]
        if value is not None:
            found[name] = value
    if device is not None:
        found |= {"model": device.model, "hardware": device.hardware, "software": device.software}
    return found


def _temperatures(frame: bytes, layout: Layout, fitted: int, device: Device | None) -> tuple[float | None, ...]:
    trusted = device is not None and device.major >= KNOWS_LATE_SENSORS
    degrees: list[float | None] = []
    for bit, at in layout.temperatures:
        raw = read_integer(frame, at, "s16", "little")
        unused = raw is None or raw & 0xFFFF == NO_SENSOR or not fitted >> bit & 1
        placeholder = at in LATE_SENSORS and raw == 0 and not trusted
        degrees.append(None if raw is None or unused or placeholder else raw / 10)
    while degrees and degrees[-1] is None:
        degrees.pop()
    return tuple(degrees)


def _text(part: bytes) -> str:
    return "".join(chr(byte) for byte in part.partition(b"\0")[0] if 0x20 <= byte < 0x7F).strip()
