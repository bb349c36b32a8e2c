"""The eight alarm bytes of Daly; every variant sends them, in an order of its own.

Source: the vendor's protocol page at dalybms.com, dbus-serialbattery, esphome-daly-bms. Two bits per complaint are the
first and the second level; bytes 4 to 6 have one bit each,
byte 7 is a fault code of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from dinrail.bms import AlarmBit

__all__ = ["alarm_table"]

LEVELS = (
    ("cell_overvoltage", "cell_undervoltage", "pack_overvoltage", "pack_undervoltage"),
    ("charge_overtemperature", "charge_undertemperature", "discharge_overtemperature", "discharge_undertemperature"),
    ("charge_overcurrent", "discharge_overcurrent", "soc_high", "soc_low"),
    ("cell_voltage_difference", "temperature_difference"),
)
SINGLE = (
    (
        *("charge_mos_overtemperature", "discharge_mos_overtemperature", "charge_mos_sensor", "discharge_mos_sensor"),
        *("charge_mos_stuck", "discharge_mos_stuck", "charge_mos_open", "discharge_mos_open"),
    ),
    (
        *("analog_front_end", "cell_sampling", "temperature_sensor", "memory"),
        *("clock", "precharge", "communication", "internal_communication"),
    ),
    ("current_sensor", "voltage_sensor", "short_circuit", "charge_forbidden"),
)


def alarm_table(first_bits: Sequence[int]) -> tuple[AlarmBit, ...]:
    """Meaning of each bit; `first_bits` is the place of alarm bytes 0 to 6 in the raw integer."""
    rows: list[AlarmBit] = []
    for first, keys in zip(first_bits[: len(LEVELS)], LEVELS, strict=True):
        for at, key in enumerate(keys):
            rows += [AlarmBit(first + 2 * at, key, "warning"), AlarmBit(first + 2 * at + 1, key, "alarm")]
    for first, keys in zip(first_bits[len(LEVELS) :], SINGLE, strict=True):
        rows += [AlarmBit(first + at, key) for at, key in enumerate(keys)]
    return tuple(rows)
