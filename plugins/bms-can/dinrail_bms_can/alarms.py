"""Alarms of 0x359 (one bit per complaint) and of 0x35A (two bits per complaint).

Source: what Pylontech, Pytes and Victron batteries send, as collected by open inverter projects.
"""

from __future__ import annotations

from dinrail.bms import Alarm, AlarmBit, read_alarms

__all__ = ["one_bit_alarms", "two_bit_alarms"]

PROTECTIONS = {
    1: "pack_overvoltage",
    2: "pack_undervoltage",
    3: "overtemperature",
    4: "undertemperature",
    7: "discharge_overcurrent",
    8: "charge_overcurrent",
    11: "internal",
}
WARNINGS_AT = 16
ONE_BIT = tuple(
    row
    for bit, key in PROTECTIONS.items()
    for row in (AlarmBit(bit, key, "alarm"), AlarmBit(bit + WARNINGS_AT, key, "warning"))
)

FIELDS = (
    *("bit_0", "pack_overvoltage", "pack_undervoltage", "overtemperature"),
    *("undertemperature", "charge_overtemperature", "charge_undertemperature", "discharge_overcurrent"),
    *("charge_overcurrent", "contactor", "short_circuit", "internal"),
    "imbalance",
)
"""Of the alarm bytes 0 to 3, the first only says that there is some alarm; warnings follow in bytes 4 to 7."""
RAISED = 0b01
PER_BLOCK = 16


def one_bit_alarms(raw: int) -> tuple[Alarm, ...]:
    """Alarms of the first four bytes of 0x359 as a little-endian integer."""
    return read_alarms(raw, ONE_BIT)


def two_bit_alarms(raw: int) -> tuple[Alarm, ...]:
    """Alarms of 0x35A as a little-endian integer; fields of other values than 01 say that nothing is raised."""
    found: dict[str, Alarm] = {}
    for at in range(2 * PER_BLOCK):
        if raw >> 2 * at & 0b11 == RAISED:
            place = at % PER_BLOCK
            key = FIELDS[place] if place < len(FIELDS) else f"bit_{2 * place}"
            found.setdefault(key, Alarm(key, "alarm" if at < PER_BLOCK else "warning"))
    return tuple(found.values())
