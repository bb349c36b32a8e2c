"""The record of a battery as points: one vocabulary for every adapter that hosts batteries.

`voltage current power soc soh …`, `cells.1.voltage`, `cells.min cells.max cells.delta`, `temperatures.1`, `charge_mos`,
`alarm_level` (0 none, 1 warning, 2 alarm), `alarms` (keys) and `alarm_texts` (English); what else the type tells stands
under its own name. The directory has what was told at least once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dinrail.bms.alarms import words
from dinrail.bms.data import Alarm, BMSData
from dinrail.directory import IecType, Point
from dinrail.sample import Scalar

__all__ = ["BatteryPoints", "Value", "point_of", "values_of"]

PLAIN = (
    *("voltage", "current", "power", "soc", "soh", "capacity_ah", "remaining_ah", "cycles", "mos_temperature"),
    *("charge_mos", "discharge_mos", "balancing", "balance_mask", "alarm_raw"),
)
REAL: dict[str, str] = {
    "voltage": "V",
    "current": "A",
    "power": "W",
    "soc": "%",
    "soh": "%",
    "capacity_ah": "Ah",
    "remaining_ah": "Ah",
    "mos_temperature": "°C",
    "cells.min": "V",
    "cells.max": "V",
    "cells.delta": "V",
    "cells.average": "V",
    "temperatures.min": "°C",
    "temperatures.max": "°C",
}
ENDINGS = {
    "voltage": "V",
    "voltage_limit": "V",
    "current": "A",
    "current_limit": "A",
    "power": "W",
    "temperature": "°C",
    "ah": "Ah",
    "kwh": "kWh",
    "min": "min",
    "s": "s",
}
LEVELS = {"0": "none", "1": "warning", "2": "alarm"}
DESCRIPTIONS = {
    "current": "> 0 while charging",
    "power": "> 0 while charging",
    "cells.delta": "Between the highest and the lowest cell",
    "cells.min_number": "Number of the lowest cell",
    "cells.max_number": "Number of the highest cell",
    "balance_mask": "As sent; which bit is which cell differs between firmwares",
    "alarm_raw": "As sent",
    "alarms": "Keys, separated by commas; warnings end with a question mark",
}


class Value(NamedTuple):
    """What is to be published under a path: None and bad for what was told before and is not now."""

    path: str
    value: Scalar
    good: bool


class BatteryPoints:
    """Points of one battery below `prefix`, in the order they were told first."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.points: dict[str, Point] = {}

    def take(self, data: BMSData) -> list[Value]:
        """Values of a record; `points` has grown when it told something for the first time."""
        found = {f"{self.prefix}.{name}": (name, value) for name, value in values_of(data).items()}
        for path, (name, value) in found.items():
            if path not in self.points:
                self.points[path] = point_of(self.prefix, name, value)
        told = [Value(path, value, True) for path, (_, value) in found.items()]
        return told + [Value(path, None, False) for path in self.points if path not in found]

    def lost(self) -> list[Value]:
        """Everything as bad: the battery does not answer."""
        return [Value(path, None, False) for path in self.points]


def values_of(data: BMSData) -> dict[str, Scalar]:
    """Values by name; what is unknown is not there."""
    found: dict[str, Scalar] = {name: value for name in PLAIN if (value := getattr(data, name)) is not None}
    found |= _cells(data)
    found |= _temperatures(data)
    if data.alarms is not None:
        found |= _alarms(data.alarms)
    return found | {name: value for name, value in data.values.items() if name not in found}


def point_of(prefix: str, name: str, value: Scalar) -> Point:
    """Directory entry of a value; its type follows from the name, so that 53 and 53.2 are one type."""
    unit = _unit(name)
    texts = {"alarm_level": LEVELS, "alarms": words("en")}.get(name, {})
    return Point(
        f"{prefix}.{name}", _type(name, value, unit), unit=unit, description=DESCRIPTIONS.get(name, ""), texts=texts
    )


def _cells(data: BMSData) -> Iterator[tuple[str, Scalar]]:
    cells = data.cell_voltages
    if not cells:
        return
    known = [(volts, number) for number, volts in enumerate(cells, 1) if volts is not None]
    yield "cells.count", len(cells)
    for volts, number in known:
        yield f"cells.{number}.voltage", volts
    if known:
        (low, lowest), (high, highest) = min(known), max(known, key=lambda each: (each[0], -each[1]))
        yield "cells.min", low
        yield "cells.min_number", lowest
        yield "cells.max", high
        yield "cells.max_number", highest
        yield "cells.delta", round(high - low, 4)
        yield "cells.average", round(sum(volts for volts, _ in known) / len(known), 4)


def _temperatures(data: BMSData) -> Iterator[tuple[str, Scalar]]:
    known = [(number, degrees) for number, degrees in enumerate(data.temperatures or (), 1) if degrees is not None]
    for number, degrees in known:
        yield f"temperatures.{number}", degrees
    if known:
        yield "temperatures.min", min(degrees for _, degrees in known)
        yield "temperatures.max", max(degrees for _, degrees in known)


def _alarms(alarms: tuple[Alarm, ...]) -> Iterator[tuple[str, Scalar]]:
    texts = words("en")
    yield "alarm_level", max((2 if each.level == "alarm" else 1 for each in alarms), default=0)
    yield "alarms", ", ".join(each.key + ("?" if each.level == "warning" else "") for each in alarms)
    yield "alarm_texts", "; ".join(texts.get(each.key, each.key) for each in alarms)


def _unit(name: str) -> str:
    if name in REAL:
        return REAL[name]
    if name.startswith("temperatures."):
        return "°C"
    parts = name.rpartition(".")[2].split("_")
    ends = ("_".join(parts[-size:]) for size in (2, 1))
    return next((ENDINGS[end] for end in ends if end in ENDINGS), "")


def _type(name: str, value: Scalar, unit: str) -> IecType:
    if isinstance(value, bool):
        return "BOOL"
    if isinstance(value, str):
        return "STRING"
    if name in {"alarm_raw", "balance_mask"}:
        return "LWORD"
    return "REAL" if unit or isinstance(value, float) else "LINT"
