"""A lithium iron phosphate battery of cells in series, charged by the sun and emptied by the house."""

from __future__ import annotations

import math
import random

from dinrail_ads.sim.program import Program

__all__ = ["BatteryModel"]

OFF, IDLE, CHARGING, DISCHARGING = 0, 1, 2, 3
RESISTANCE = 0.0012  # Ω per cell
BALANCE_ABOVE = 3.45
DAY = 86_400.0


class BatteryModel:
    """Moves the variables of one FB_Battery; `capacity` in Ah."""

    def __init__(self, program: Program, path: str, cells: int, capacity: float = 100.0, seed: int = 1) -> None:
        self._program = program
        self._path = path
        self._cells = cells
        self._capacity = capacity
        self._random = random.Random(seed)  # noqa: S311
        self._spread = [self._random.gauss(0, 0.004) for _ in range(cells)]
        self._seconds = 10 * 3600.0
        self._turn = 0
        self._charged = 0.0

    def step(self, seconds: float) -> None:
        """Let time pass."""
        program, path = self._program, self._path
        self._seconds += seconds
        soc: float = program[f"{path}.fSoc"]
        enabled: bool = program[f"{path}.bEnable"]
        nominal = self._cells * _open_circuit(soc)
        watts = self._demand() if enabled else 0.0
        if watts > 0:
            watts = min(watts, program[f"{path}.fChargeLimit"]) if soc < 100 else 0.0
        elif soc <= program[f"{path}.fMinSoc"]:
            watts = 0.0
        amperes = watts / nominal
        soc = min(100.0, max(0.0, soc + amperes * seconds / 36.0 / self._capacity))
        self._charged += max(0.0, amperes) * seconds / 3600
        program[f"{path}.fSoc"] = soc
        program[f"{path}.fCurrent"] = amperes
        program[f"{path}.eState"] = _state(enabled, watts)
        program[f"{path}.nCycles"] = 211 + int(self._charged / self._capacity)
        running: int = program[f"{path}.tRunning"]
        program[f"{path}.tRunning"] = running + round(seconds * 1e9)
        self._cells_follow(soc, amperes)

    def _demand(self) -> float:
        sun = max(0.0, math.sin(2 * math.pi * (self._seconds % DAY / DAY - 0.25)))
        return 4200.0 * sun - 900.0 - 300.0 * math.sin(self._seconds / 700) + self._random.gauss(0, 25)

    def _cells_follow(self, soc: float, amperes: float) -> None:
        program, path, total = self._program, self._path, 0.0
        self._turn = (self._turn + 1) % self._cells
        for number in range(self._cells):
            cell = f"{path}.aCell[{number + 1}]"
            volts = _open_circuit(soc) + amperes * RESISTANCE + self._spread[number]
            total += volts
            if number == self._turn:  # the monitor measures one cell after the other
                program[f"{cell}.fVoltage"] = volts
                program[f"{cell}.bBalancing"] = volts > BALANCE_ABOVE
                warm = 22.0 + 0.08 * abs(amperes) + self._random.gauss(0, 0.05)
                program[f"{cell}.fTemperature"] = warm
        program[f"{path}.fVoltage"] = total


def _open_circuit(soc: float) -> float:
    """V of a cell at rest: flat in the middle, steep at both ends."""
    return 3.27 + 0.0009 * (soc - 50) + 0.18 * math.exp((soc - 100) / 3) - 0.45 * math.exp(-soc / 4)


def _state(enabled: bool, watts: float) -> int:
    if not enabled:
        return OFF
    return CHARGING if watts > 20 else DISCHARGING if watts < -20 else IDLE
