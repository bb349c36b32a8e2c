"""Weather outside, rooms inside."""

from __future__ import annotations

import math
import random

from dinrail_ads.sim.program import Program

__all__ = ["HeatingModel", "Outdoor"]

DAY = 86_400.0
OFF, ECO, COMFORT, BOOST = 0, 1, 2, 3
SHIFT = {OFF: -99.0, ECO: -2.0, COMFORT: 0.0, BOOST: 1.5}
HOUSE_S, WINDOW_S, RADIATOR_K_PER_S = 90_000.0, 3_000.0, 0.00075


class Outdoor:
    """Moves one ST_Outdoor."""

    def __init__(self, program: Program, path: str, seed: int = 2) -> None:
        self._program = program
        self._path = path
        self._random = random.Random(seed)  # noqa: S311
        self._seconds = 10 * 3600.0

    def step(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += seconds
        day = self._seconds % DAY / DAY
        sun = max(0.0, math.sin(2 * math.pi * (day - 0.25)))
        self._program[f"{self._path}.fTemperature"] = 6 + 5 * math.sin(2 * math.pi * (day - 0.375))
        self._program[f"{self._path}.fSun"] = 820 * sun
        wind: float = self._program[f"{self._path}.fWind"]
        pull = min(1.0, seconds / 300)
        self._program[f"{self._path}.fWind"] = max(0.0, wind + (3.5 - wind) * pull + self._random.gauss(0, 1.2) * pull)


class HeatingModel:
    """Moves one FB_Heating; the rooms lose heat to `outdoor` and gain it from radiators."""

    def __init__(self, program: Program, path: str, rooms: int, outdoor: str, seed: int = 3) -> None:
        self._program = program
        self._path = path
        self._rooms = rooms
        self._outdoor = outdoor
        self._random = random.Random(seed)  # noqa: S311

    def step(self, seconds: float) -> None:
        """Let time pass."""
        program, path = self._program, self._path
        outside: float = program[f"{self._outdoor}.fTemperature"]
        valves = [self._room(f"{path}.aRoom[{number}]", outside, seconds) for number in range(1, self._rooms + 1)]
        pump = max(valves) > 5
        flow: float = program[f"{path}.fFlow"]
        wanted = 20 + program[f"{path}.fCurve"] * (20 - outside) if pump else 22.0
        flow += (wanted - flow) * min(1.0, seconds / 600)
        program[f"{path}.bPump"] = pump
        program[f"{path}.fFlow"] = flow
        program[f"{path}.fReturn"] = flow - (flow - 20) * 0.3 * sum(valves) / (100 * self._rooms)

    def _room(self, room: str, outside: float, seconds: float) -> float:
        program = self._program
        actual: float = program[f"{room}.fActual"]
        wanted: float = program[f"{room}.fSetpoint"] + SHIFT.get(program[f"{room}.eMode"], 0.0)
        window: bool = program[f"{room}.bWindow"]
        valve = 0.0 if window else min(100.0, max(0.0, (wanted - actual + 0.5) * 80))
        inertia = WINDOW_S if window else HOUSE_S
        part = min(seconds, 600.0)
        actual += valve / 100 * RADIATOR_K_PER_S * part - (actual - outside) * part / inertia
        humidity: float = program[f"{room}.fHumidity"]
        program[f"{room}.fActual"] = actual
        program[f"{room}.fValve"] = valve
        if self._random.random() < 0.1:
            program[f"{room}.fHumidity"] = min(80.0, max(25.0, humidity + self._random.gauss(0, 0.2)))
        return valve
