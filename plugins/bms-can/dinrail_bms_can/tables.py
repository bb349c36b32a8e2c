"""What stands in the frames, by identifier; low byte first."""

from __future__ import annotations

from dinrail.bms import Field, Table

__all__ = ["LENGTHS", "TABLES", "TEXTS"]

NOTHING = (0x7FFF, 0x8000)
EMPTY = (0xFFFF,)

TABLES = {
    0x351: Table(
        "little",
        (
            Field("charge_voltage_limit", 0, "u16", per=10, absent=EMPTY),
            Field("charge_current_limit", 2, "s16", per=10, absent=NOTHING),
            Field("discharge_current_limit", 4, "s16", per=10, absent=NOTHING),
            Field("discharge_voltage_limit", 6, "u16", per=10, absent=EMPTY),
        ),
    ),
    0x355: Table(
        "little",
        (
            Field("soc", 0, "u16", absent=EMPTY),
            Field("soh", 2, "u16", absent=EMPTY),
            Field("fine_soc", 4, "u16", per=100, absent=(0, 0xFFFF)),
        ),
    ),
    0x356: Table(
        "little",
        (
            Field("centivolts", 0, "s16", absent=(*NOTHING, *EMPTY)),
            Field("current", 2, "s16", per=10, absent=NOTHING),
            Field("temperature", 4, "s16", per=10, absent=NOTHING),
        ),
    ),
    0x359: Table("little", (Field("alarms_359", 0, "u32"), Field("modules", 4, "u8", absent=(0, 0xFF)))),
    0x35A: Table("little", (Field("alarms_35a", 0, "u64"),)),
    0x35C: Table("little", (Field("requests", 0, "u8"),)),
    0x35F: Table("little", (Field("firmware", 2, "u16"), Field("available_ah", 4, "u16", absent=(0, 0xFFFF)))),
    0x372: Table(
        "little",
        (
            Field("modules_online", 0, "u16", absent=EMPTY),
            Field("modules_blocking_charge", 2, "u16", absent=EMPTY),
            Field("modules_blocking_discharge", 4, "u16", absent=EMPTY),
            Field("modules_offline", 6, "u16", absent=EMPTY),
        ),
    ),
    0x373: Table(
        "little",
        (
            Field("min_cell_voltage", 0, "u16", per=1000, absent=(0, 0xFFFF)),
            Field("max_cell_voltage", 2, "u16", per=1000, absent=(0, 0xFFFF)),
            Field("min_temperature", 4, "u16", bias=-273, absent=(0, 0xFFFF)),
            Field("max_temperature", 6, "u16", bias=-273, absent=(0, 0xFFFF)),
        ),
    ),
    0x378: Table(
        "little",
        (
            Field("charged_kwh", 0, "u32", per=10, absent=(0xFFFFFFFF,)),
            Field("discharged_kwh", 4, "u32", per=10, absent=(0xFFFFFFFF,)),
        ),
    ),
    0x379: Table("little", (Field("capacity_ah", 0, "u16", absent=(0, 0xFFFF)),)),
}
TEXTS = {
    "manufacturer": (0x35E,),
    "name": (0x370, 0x371),
    "min_cell_voltage_id": (0x374,),
    "max_cell_voltage_id": (0x375,),
    "min_temperature_id": (0x376,),
    "max_temperature_id": (0x377,),
    "serial_number": (0x380, 0x381),
}
LENGTHS = {
    **dict.fromkeys((number for numbers in TEXTS.values() for number in numbers), 1),
    0x351: 6,
    0x355: 2,
    0x356: 4,
    0x359: 4,
    0x35A: 8,
    0x35C: 1,
    0x35F: 6,
    0x372: 2,
    0x373: 4,
    0x378: 4,
    0x379: 2,
}
"""Fewest bytes of a frame that says something."""
