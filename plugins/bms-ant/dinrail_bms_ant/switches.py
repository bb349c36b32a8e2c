"""What ANT boards say about their switches, and thereby about why one is off.

Source: github.com/syssi/esphome-ant-bms; both protocols use the same codes.
"""

from __future__ import annotations

from dinrail.bms import Alarm

__all__ = ["alarms_of", "is_balancing", "is_on"]

ON = 1
CHARGE = {
    2: "cell_overvoltage",
    3: "charge_overcurrent",
    5: "pack_overvoltage",
    6: "charge_overtemperature",
    7: "mos_overtemperature",
    8: "current_sensor",
    9: "balance_wire",
    10: "board_overtemperature",
    12: "charge_mos_open",
    13: "discharge_mos_open",
    16: "cell_overvoltage",
    17: "charge_undertemperature",
    18: "cell_voltage_difference",
    20: "self_test",
}
DISCHARGE = {
    2: "cell_undervoltage",
    3: "discharge_overcurrent",
    4: "discharge_overcurrent",
    5: "pack_undervoltage",
    6: "discharge_overtemperature",
    7: "mos_overtemperature",
    8: "current_sensor",
    9: "balance_wire",
    10: "board_overtemperature",
    12: "short_circuit",
    13: "discharge_mos_open",
    14: "discharge_mos_open",
    16: "cell_undervoltage",
    17: "discharge_undertemperature",
    18: "cell_voltage_difference",
    19: "self_test",
}
QUIET_CHARGE = frozenset({0, ON, 4, 11, 14, 15})
"""Off, on, battery full, reserved, waiting, switched off by hand."""
QUIET_DISCHARGE = frozenset({0, ON, 11, 15})
"""Off, on, on for charging, switched off by hand."""
BALANCING = frozenset({1, 2, 4})
"""Balancing at a limit, while charging, automatic; 0 off, 3 and 10 paused because of heat."""


def is_on(code: int) -> bool:
    """Whether a switch conducts."""
    return code == ON


def is_balancing(code: int) -> bool:
    """Whether charge is being moved between cells."""
    return code in BALANCING


def alarms_of(charge: int, discharge: int) -> tuple[Alarm, ...]:
    """Why switches are off; a code nobody knows as `fault_code`."""
    keys: dict[str, None] = {}
    if charge not in QUIET_CHARGE:
        keys[CHARGE.get(charge, "fault_code")] = None
    if discharge not in QUIET_DISCHARGE:
        keys[DISCHARGE.get(discharge, "fault_code")] = None
    return tuple(Alarm(key) for key in keys)
