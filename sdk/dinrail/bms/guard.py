"""The last look at a record before anybody sees it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from dinrail.bms.data import BMSData
from dinrail.reason import Reason

__all__ = ["Guard", "Limits"]

CELL_SUM_PART = 0.02
CELL_SUM_V = 0.5


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Ranges outside of which a value is a decoding error, not a state of a battery."""

    voltage: tuple[float, float] = (0.0, 1000.0)
    current: tuple[float, float] = (-2000.0, 2000.0)
    soc: tuple[float, float] = (0.0, 100.0)
    soh: tuple[float, float] = (0.0, 100.0)
    cell_voltage: tuple[float, float] = (0.0, 5.0)
    temperature: tuple[float, float] = (-50.0, 150.0)


class Guard:
    """Lets plausible records through and withholds the others, counted; one object per device."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.withheld = 0
        self.reason: Reason | None = None
        """Why the last record was withheld; None after a good one."""

    def admit(self, data: BMSData) -> BMSData | None:
        """The record, or None when something in it cannot be."""
        self.reason = next(self._doubts(data), None)
        if self.reason is None:
            return data
        self.withheld += 1
        return None

    def _doubts(self, data: BMSData) -> Iterator[Reason]:
        for name in ("voltage", "current", "soc", "soh"):
            yield from _outside(name, getattr(data, name), getattr(self._limits, name))
        for index, cell in enumerate(data.cell_voltages or ()):
            yield from _outside(f"cell {index + 1}", cell, self._limits.cell_voltage)
        for index, degrees in enumerate(data.temperatures or ()):
            yield from _outside(f"temperature {index + 1}", degrees, self._limits.temperature)
        yield from _cells_against_pack(data)


def _outside(name: str, value: float | None, limits: tuple[float, float]) -> Iterator[Reason]:
    low, high = limits
    if value is not None and not low <= value <= high:
        text = f"{name} is {value}, outside of {low} to {high}"
        yield Reason("bms_value_implausible", {"name": name, "value": value, "low": low, "high": high}, text)


def _cells_against_pack(data: BMSData) -> Iterator[Reason]:
    cells = data.cell_voltages
    if not cells or data.voltage is None or None in cells:
        return
    total = sum(cell for cell in cells if cell is not None)
    if abs(total - data.voltage) > max(CELL_SUM_V, CELL_SUM_PART * data.voltage):
        text = f"cells add up to {total:.2f} V, the pack says {data.voltage:.2f} V"
        yield Reason("bms_cells_implausible", {"cells": round(total, 3), "pack": data.voltage}, text)
