"""What decrypted packets say, one kind of record after the other.

A Smart Lithium tells cells from 2.60 V to 3.86 V; at either end the cell may be further out.
Source: Victron Energy "Extra manufacturer data"; github.com/keshavdv/victron-ble.
"""

from __future__ import annotations

from collections.abc import Callable

from dinrail.bms import BMSData, read_alarms
from dinrail_bms_victron.alarms import REASONS
from dinrail_bms_victron.bits import Bits, read_bits

__all__ = [
    "BATTERY_MONITOR",
    "CELLS",
    "ENERGY_METER",
    "LYNX_BMS",
    "RECORDS",
    "SMART_LITHIUM",
    "STARTER",
    "TEMPERATURE",
    "Row",
    "record_of",
    "row_of",
]

Row = dict[str, int | float | None]
Values = dict[str, float | int | str | bool]

BATTERY_MONITOR, SMART_LITHIUM, LYNX_BMS, ENERGY_METER = 0x02, 0x05, 0x0A, 0x0D
STARTER, MIDPOINT, TEMPERATURE = 0, 1, 2
ABSOLUTE_ZERO = 27_315
CELLS = 8
LYNX_ALARM_BITS = 18
NO_CURRENT = (0x3FFFFF, 0x1FFFFF)
"""All ones by the document; a Battery Sense sends the largest positive number."""

MONITOR = (
    Bits("time_to_go_min", 0, 16, absent=(0xFFFF,)),
    Bits("voltage", 16, 16, signed=True, per=100, absent=(0x7FFF,)),
    Bits("alarms", 32, 16),
    Bits("aux", 48, 16),
    Bits("aux_mode", 64, 2),
    Bits("current", 66, 22, signed=True, per=1000, absent=NO_CURRENT),
    Bits("consumed_ah", 88, 20, times=-1, per=10, absent=(0xFFFFF,)),
    Bits("soc", 108, 10, per=10, absent=(0x3FF,)),
)
METER = (Bits("meter_type", 0, 16, signed=True), *MONITOR[1:6])
LITHIUM = (
    Bits("bms_flags", 0, 32),
    Bits("errors", 32, 16),
    *(Bits(f"cell_{place}", 48 + 7 * place, 7, bias=260, per=100, absent=(0x7F,)) for place in range(CELLS)),
    Bits("voltage", 104, 12, per=100, absent=(0xFFF,)),
    Bits("balancer", 116, 4, absent=(0xF,)),
    Bits("temperature", 120, 7, bias=-40, absent=(0x7F,)),
)
LYNX = (
    Bits("error", 0, 8),
    Bits("time_to_go_min", 8, 16, absent=(0xFFFF,)),
    Bits("voltage", 24, 16, signed=True, per=100, absent=(0x7FFF,)),
    Bits("current", 40, 16, signed=True, per=10, absent=(0x7FFF,)),
    Bits("io_state", 56, 16),
    Bits("alarms", 72, LYNX_ALARM_BITS),
    Bits("soc", 90, 10, per=10, absent=(0x3FF,)),
    Bits("consumed_ah", 100, 20, times=-1, per=10, absent=(0xFFFFF,)),
    Bits("temperature", 120, 7, bias=-40, absent=(0x7F,)),
)


def _aux(row: Row) -> tuple[tuple[float | None, ...] | None, Values]:
    """Temperatures and named voltages of the aux input."""
    aux, mode = int(row["aux"] or 0), row["aux_mode"]
    if mode == STARTER and aux != 0x7FFF:
        return None, {"starter_voltage": (aux - 0x10000 if aux & 0x8000 else aux) / 100}
    if mode == MIDPOINT and aux != 0xFFFF:
        return None, {"midpoint_voltage": aux / 100}
    if mode == TEMPERATURE:
        return (None if aux == 0xFFFF else round((aux - ABSOLUTE_ZERO) / 100, 2),), {}
    return None, {}


def _named(row: Row, *names: str) -> Values:
    return {name: value for name in names if (value := row[name]) is not None}


def _monitor(row: Row) -> BMSData:
    temperatures, values = _aux(row)
    alarms = int(row["alarms"] or 0)
    return BMSData(
        voltage=row["voltage"],
        current=row["current"],
        soc=row.get("soc"),
        temperatures=temperatures,
        alarms=read_alarms(alarms, REASONS),
        alarm_raw=alarms,
        values=values | _named(row, *(name for name in ("time_to_go_min", "consumed_ah", "meter_type") if name in row)),
    )


def _lithium(row: Row) -> BMSData:
    cells = [row[f"cell_{place}"] for place in range(CELLS)]
    while cells and cells[-1] is None:
        cells.pop()
    errors = int(row["errors"] or 0)
    return BMSData(
        voltage=row["voltage"],
        cell_voltages=tuple(cells),
        temperatures=(row["temperature"],),
        balancing=None if row["balancer"] is None else row["balancer"] == 2,
        alarms=read_alarms(errors, ()),
        alarm_raw=errors,
        values=_named(row, "bms_flags"),
    )


def _lynx(row: Row) -> BMSData:
    alarms = int(row["alarms"] or 0)
    return BMSData(
        voltage=row["voltage"],
        current=row["current"],
        soc=row["soc"],
        temperatures=(row["temperature"],),
        alarm_raw=alarms,
        values=_named(row, "error", "time_to_go_min", "io_state", "consumed_ah"),
    )


RECORDS: dict[int, tuple[tuple[Bits, ...], Callable[[Row], BMSData]]] = {
    BATTERY_MONITOR: (MONITOR, _monitor),
    SMART_LITHIUM: (LITHIUM, _lithium),
    LYNX_BMS: (LYNX, _lynx),
    ENERGY_METER: (METER, _monitor),
}
"""Records that speak of a battery: fields and how they become one of ours."""


def record_of(kind: int, payload: bytes) -> BMSData:
    """Record of a decrypted packet of a kind that is in RECORDS; current > 0 while charging as on the wire."""
    return RECORDS[kind][1](row_of(kind, payload))


def row_of(kind: int, payload: bytes) -> Row:
    """Values of a decrypted packet by name."""
    return read_bits(payload, RECORDS[kind][0])
