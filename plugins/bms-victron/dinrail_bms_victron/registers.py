"""VE.Direct registers of battery monitors. Source: BMV HEX protocol; github.com/koestler/go-victron."""

from __future__ import annotations

from collections.abc import Mapping

from dinrail.bms import BMSData, Field, Table

__all__ = ["ASKED", "REGISTERS", "record_of"]

REGISTERS: dict[int, Field] = {
    0xED8D: Field("voltage", 0, "s16", per=100, absent=(0x7FFF,)),
    0xED8C: Field("current", 0, "s32", per=1000, absent=(0x7FFFFFFF,)),
    0xED8F: Field("rough_current", 0, "s16", per=10, absent=(0x7FFF,)),
    0x0FFF: Field("soc", 0, "u16", per=100, absent=(0xFFFF,)),
    0x0FFE: Field("time_to_go_min", 0, "u16", absent=(0xFFFF,)),
    0xEEFF: Field("consumed_ah", 0, "s32", per=10, absent=(0x7FFFFFFF,)),
    0xEDEC: Field("temperature", 0, "u16", bias=-27_315, per=100, absent=(0xFFFF,)),
    0x1000: Field("capacity_ah", 0, "u16", absent=(0xFFFF,)),
    0x0303: Field("cycles", 0, "u32", absent=(0xFFFFFFFF,)),
    0xED7D: Field("starter_voltage", 0, "s16", per=100, absent=(0x7FFF,)),
    0x0382: Field("midpoint_voltage", 0, "u16", per=100, absent=(0xFFFF,)),
}
"""Number of a register and its value, low byte first."""

ASKED = (0xED8D, 0xED8C, 0x0FFF, 0x0FFE, 0xEEFF, 0xEDEC, 0x1000, 0x0303)
OTHERS = ("time_to_go_min", "consumed_ah", "starter_voltage", "midpoint_voltage")


def record_of(payloads: Mapping[int, bytes]) -> BMSData | None:
    """Record of values by register, current > 0 while charging as on the wire; None when none of them says anything."""
    row: dict[str, int | float] = {}
    for register, payload in payloads.items():
        field = REGISTERS.get(register)
        value = None if field is None else Table("little", (field,)).read(payload)[field.name]
        if field is not None and value is not None:
            row[field.name] = value
    if not row:
        return None
    cycles = row.get("cycles")
    return BMSData(
        voltage=row.get("voltage"),
        current=row.get("current", row.get("rough_current")),
        soc=row.get("soc"),
        capacity_ah=row.get("capacity_ah"),
        cycles=None if cycles is None else int(cycles),
        temperatures=(row["temperature"],) if "temperature" in row else None,
        values={name: row[name] for name in OTHERS if name in row},
    )
