"""The alarm reason every Victron product uses, a mask of bits. Source: VE.Direct protocol 3.33, field AR."""

from dinrail.bms import AlarmBit

__all__ = ["DEFINED", "REASONS"]

REASONS = (
    AlarmBit(0, "pack_undervoltage"),
    AlarmBit(1, "pack_overvoltage"),
    AlarmBit(2, "soc_low"),
    AlarmBit(3, "starter_undervoltage"),
    AlarmBit(4, "starter_overvoltage"),
    AlarmBit(5, "undertemperature"),
    AlarmBit(6, "overtemperature"),
    AlarmBit(7, "midpoint_voltage"),
    AlarmBit(8, "overload"),
    AlarmBit(9, "dc_ripple"),
    AlarmBit(10, "ac_undervoltage"),
    AlarmBit(11, "ac_overvoltage"),
    AlarmBit(12, "short_circuit"),
    AlarmBit(13, "bms_lockout"),
)
DEFINED = 0x3FFF
