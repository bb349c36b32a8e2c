"""The record every battery is turned into, whatever it speaks."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["Alarm", "BMSData", "Level"]

Level = Literal["warning", "alarm"]


class Alarm(msgspec.Struct, frozen=True, order=True):
    """Something the battery complains about; `key` is of `alarms.words()`, or `bit_<n>` for a bit nobody knows."""

    key: str
    level: Level = "alarm"


class BMSData(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of one battery; None is what it did not tell.

    voltage in V, current in A and > 0 while charging, soc and soh in %, capacity_ah and remaining_ah in Ah,
    cell_voltages in V and temperatures in °C at their own index (a gap is None), alarm_raw as on the wire.
    """

    voltage: float | None = None
    current: float | None = None
    soc: float | None = None
    soh: float | None = None
    capacity_ah: float | None = None
    remaining_ah: float | None = None
    cycles: int | None = None
    cell_voltages: tuple[float | None, ...] | None = None
    temperatures: tuple[float | None, ...] | None = None
    mos_temperature: float | None = None
    charge_mos: bool | None = None
    discharge_mos: bool | None = None
    balancing: bool | None = None
    balance_mask: int | None = None
    """Raw; which cell bit 0 is, differs between firmwares of the same maker."""
    alarms: tuple[Alarm, ...] | None = None
    alarm_raw: int | None = None
    values: dict[str, float | int | str | bool] = {}
    """What else the type tells, by a name of its own: `time_to_go_min`, `starter_voltage`, `model`."""

    @property
    def power(self) -> float | None:
        """W, > 0 while charging; from voltage and current, because several types send it without a sign."""
        if self.voltage is None or self.current is None:
            return None
        return round(self.voltage * self.current, 3)
