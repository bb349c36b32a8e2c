"""What JK boards complain about; bit numbers by the wire, source: github.com/syssi/esphome-jk-bms."""

from dinrail.bms import AlarmBit

__all__ = ["JK02", "JK02_IGNORED", "TLV"]

JK02 = (
    AlarmBit(0, "balance_wire", "warning"),
    AlarmBit(1, "mos_overtemperature"),
    AlarmBit(2, "cell_count"),
    AlarmBit(3, "current_sensor"),
    AlarmBit(5, "pack_overvoltage"),
    AlarmBit(6, "charge_overcurrent"),
    AlarmBit(7, "short_circuit"),
    AlarmBit(8, "charge_overtemperature"),
    AlarmBit(9, "charge_undertemperature"),
    AlarmBit(10, "internal_communication"),
    AlarmBit(11, "cell_undervoltage"),
    AlarmBit(12, "pack_undervoltage"),
    AlarmBit(13, "discharge_overcurrent"),
    AlarmBit(14, "short_circuit"),
    AlarmBit(15, "discharge_overtemperature"),
    AlarmBit(16, "charge_mos_open"),
    AlarmBit(17, "discharge_mos_open"),
    AlarmBit(20, "discharge_mos_open"),
    AlarmBit(21, "overtemperature"),
    AlarmBit(22, "temperature_sensor"),
    AlarmBit(25, "discharge_overcurrent"),
    AlarmBit(26, "discharge_overcurrent"),
    AlarmBit(27, "discharge_undertemperature", "warning"),
)
JK02_IGNORED = 1 << 4 | 1 << 18 | 1 << 19 | 1 << 28
"""Fully charged, GPS lost, "change your password", locked by GPS."""

TLV = (
    AlarmBit(0, "soc_low", "warning"),
    AlarmBit(1, "mos_overtemperature"),
    AlarmBit(2, "pack_overvoltage"),
    AlarmBit(3, "pack_undervoltage"),
    AlarmBit(4, "overtemperature"),
    AlarmBit(5, "charge_overcurrent"),
    AlarmBit(6, "discharge_overcurrent"),
    AlarmBit(7, "cell_voltage_difference"),
    AlarmBit(8, "board_overtemperature"),
    AlarmBit(9, "undertemperature"),
    AlarmBit(10, "cell_overvoltage"),
    AlarmBit(11, "cell_undervoltage"),
    AlarmBit(12, "mos_software_lock"),
    AlarmBit(13, "mos_software_lock"),
)
