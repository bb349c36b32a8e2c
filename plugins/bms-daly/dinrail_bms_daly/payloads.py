"""The 8-byte payloads of A5 and CAN, by command. Current > 0 is DISCHARGING on the wire.

Source: the vendor's UART and CAN documents, dbus-serialbattery, python-daly-bms, mpp-solar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import cast

from dinrail.bms import Alarm, BMSData, Field, Frame, Incomplete, Series, Table, read_alarms
from dinrail_bms_daly.alarms import alarm_table
from dinrail_bms_daly.mode import mode_values

__all__ = ["CAPACITY", "CELLS", "COMMANDS", "COUNTS", "SENSORS", "SIZE", "cells_per_frame", "decode"]

PACK, EXTREMES, TEMPERATURE_RANGE, STATE, COUNTS, CELLS, SENSORS, BALANCE, ALARMS, CAPACITY = (
    *(0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98),
    0x50,
)
COMMANDS = (PACK, STATE, COUNTS, CELLS, SENSORS, BALANCE, ALARMS)
"""One round; the extremes of 0x91 and 0x92 follow from the cells and sensors."""
SIZE = 8
MAX_CELLS, MAX_SENSORS = 48, 16
cells_per_frame, sensors_per_frame = 3, 7
ALARM_BITS = alarm_table((56, 48, 40, 32, 24, 16, 8))
FAULT_MASK = 0xFF

TABLES = {
    PACK: Table(
        "big",
        (
            Field("voltage", 0, "u16", per=10),
            Field("discharge", 4, "u16", bias=-30000, per=10),
            Field("soc", 6, "u16", per=10),
        ),
    ),
    STATE: Table(
        "big",
        (
            Field("mode", 0, "u8"),
            Field("charge_mos", 1, "u8"),
            Field("discharge_mos", 2, "u8"),
            Field("remaining_ah", 4, "u32", per=1000),
        ),
    ),
    COUNTS: Table("big", (Field("cells", 0, "u8"), Field("sensors", 1, "u8"), Field("cycles", 5, "u16"))),
    BALANCE: Table("little", (Field("balance_mask", 0, "u48"),)),
    ALARMS: Table("big", (Field("alarms", 0, "u64"),)),
    CAPACITY: Table("big", (Field("capacity_ah", 0, "u32", per=1000, absent=(0, 0xFFFFFFFF)),)),
}
CELL_SLOTS = Series(1, "u16", cells_per_frame, per=1000)
SENSOR_SLOTS = Series(1, "u8", sensors_per_frame, bias=-40, absent=(0, 0xFF))


def decode(frames: Sequence[Frame], signed: Callable[[float | None], float | None]) -> BMSData:
    """Record of frames whose kind is the command; raises Incomplete when none of them says anything.

    signed: turns a current by our sign round where the device's options say so.
    """
    latest = {frame.kind: frame.payload for frame in frames if len(frame.payload) == SIZE}
    if latest.keys().isdisjoint({*TABLES, CELLS, SENSORS}):
        raise Incomplete("no frame with a value")
    values = {
        name: value for kind, table in TABLES.items() for name, value in table.read(latest.get(kind, b"")).items()
    }
    whole = cast("dict[str, int | None]", values)
    discharge = values["discharge"]
    current = signed(None if discharge is None else -discharge + 0.0)
    alarms, mask = whole["alarms"], whole["balance_mask"]
    return BMSData(
        voltage=values["voltage"],
        current=current,
        soc=values["soc"],
        remaining_ah=values["remaining_ah"],
        capacity_ah=values["capacity_ah"],
        cycles=whole["cycles"],
        cell_voltages=_slots(frames, CELLS, CELL_SLOTS, whole["cells"], MAX_CELLS, empty=0.0),
        temperatures=_slots(frames, SENSORS, SENSOR_SLOTS, whole["sensors"], MAX_SENSORS, empty=None),
        charge_mos=_flag(whole["charge_mos"]),
        discharge_mos=_flag(whole["discharge_mos"]),
        balancing=_flag(mask),
        balance_mask=mask,
        alarms=None if alarms is None else _alarms(alarms),
        alarm_raw=alarms,
        values=mode_values(whole["mode"], current),
    )


def _slots(
    frames: Iterable[Frame], kind: int, series: Series, count: int | None, most: int, *, empty: float | None
) -> tuple[float | None, ...] | None:
    """Values of numbered frames in their places; without a count, up to the last slot that is not empty."""
    found: dict[int, float | None] = {}
    for frame in frames:
        if frame.kind == kind and len(frame.payload) == SIZE and 1 <= frame.payload[0] <= most // series.most + 1:
            first = (frame.payload[0] - 1) * series.most
            found |= dict(enumerate(series.read(frame.payload, "big", series.most), first))
    if not found:
        return None
    if count is None:
        count = 1 + max((at for at, value in found.items() if value not in {empty, None}), default=-1)
    return tuple(found.get(at) for at in range(min(count, most)))


def _alarms(raw: int) -> tuple[Alarm, ...]:
    fault = (Alarm("fault_code"),) if raw & FAULT_MASK else ()
    return read_alarms(raw, ALARM_BITS, ignore=FAULT_MASK) + fault


def _flag(value: int | None) -> bool | None:
    return None if value is None else value != 0
