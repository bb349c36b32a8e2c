"""The record of a battery as points; the directory has what was told at least once."""

from __future__ import annotations

from dinrail.bms import BMSData
from dinrail.directory import IecType, Point
from dinrail.sample import Scalar

__all__ = ["flatten", "point_of"]

UNITS = {
    "voltage": "V",
    "current": "A",
    "power": "W",
    "soc": "%",
    "soh": "%",
    "capacity_ah": "Ah",
    "remaining_ah": "Ah",
    "available_ah": "Ah",
    "mos_temperature": "°C",
    "charged_kwh": "kWh",
    "discharged_kwh": "kWh",
}
ENDINGS = {"_voltage": "V", "_temperature": "°C", "_voltage_limit": "V", "_current_limit": "A"}
FOLDERS = {"cell": "V", "temperature": "°C"}
NUMBERS = frozenset(
    {"voltage", "current", "power", "soc", "soh", "capacity_ah", "remaining_ah", "available_ah", "mos_temperature"}
)
PLAIN = (
    *("voltage", "current", "power", "soc", "soh", "capacity_ah", "remaining_ah", "cycles", "mos_temperature"),
    *("charge_mos", "discharge_mos", "balancing", "balance_mask", "alarm_raw"),
)


def flatten(data: BMSData) -> dict[str, Scalar]:
    """Values by path; what is unknown is not there. `alarms` is a text of keys, warnings with a question mark."""
    found: dict[str, Scalar] = {name: value for name in PLAIN if (value := getattr(data, name)) is not None}
    for index, volts in enumerate(data.cell_voltages or (), 1):
        if volts is not None:
            found[f"cell.{index}"] = volts
    for index, degrees in enumerate(data.temperatures or (), 1):
        if degrees is not None:
            found[f"temperature.{index}"] = degrees
    if data.alarms is not None:
        found["alarms"] = ", ".join(each.key + ("?" if each.level == "warning" else "") for each in data.alarms)
        found["alarm_count"] = sum(each.level == "alarm" for each in data.alarms)
        found["warning_count"] = sum(each.level == "warning" for each in data.alarms)
    return found | {name: value for name, value in data.values.items() if name not in found}


def point_of(prefix: str, name: str, value: Scalar) -> Point:
    """Directory entry of one value."""
    unit = UNITS.get(name) or FOLDERS.get(name.partition(".")[0], "")
    if not unit:
        unit = next((each for ending, each in ENDINGS.items() if name.endswith(ending)), "")
    return Point(path=f"{prefix}.{name}", type=_type(value, name, unit), unit=unit)


def _type(value: Scalar, name: str, unit: str) -> IecType:
    if isinstance(value, bool):
        return "BOOL"
    if isinstance(value, str):
        return "STRING"
    if unit or isinstance(value, float) or name in NUMBERS:
        return "REAL"
    return "ULINT"
