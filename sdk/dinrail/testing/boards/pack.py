"""A battery of lithium iron phosphate: charge, voltages, temperatures by the time of the simulation."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

__all__ = ["Pack"]

EMPTY_V, FULL_V = 3.05, 3.38
SWING_S = 5400.0


class Pack:
    """cells in series, capacity in Ah; the current swings between charging and discharging, > 0 is charging."""

    def __init__(
        self,
        cells: int = 16,
        capacity: float = 100.0,
        *,
        soc: float = 60.0,
        amperes: float = 30.0,
        speed: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.cells, self.capacity = cells, capacity
        self.charge_mos = self.discharge_mos = True
        self.alarm = False
        """Whether a cell is told to be too high."""
        self._first, self._amperes, self._speed, self._clock = soc, amperes, speed, clock
        self._began = clock()

    @property
    def _phase(self) -> float:
        return 2 * math.pi * (self._clock() - self._began) * self._speed / SWING_S

    @property
    def current(self) -> float:
        """A; 0 where the switch of that direction is off."""
        wanted = round(self._amperes * math.cos(self._phase), 1)
        return wanted if (self.charge_mos if wanted > 0 else self.discharge_mos) else 0.0

    @property
    def soc(self) -> float:
        """%: what the swinging current has brought."""
        gained = self._amperes * math.sin(self._phase) * SWING_S / (2 * math.pi) / 3600
        return round(min(100.0, max(0.0, self._first + 100 * gained / self.capacity)), 1)

    @property
    def millivolts(self) -> list[int]:
        """Of each cell; they differ by a few."""
        middle = 1000 * (EMPTY_V + (FULL_V - EMPTY_V) * self.soc / 100)
        return [round(middle + 4 * math.sin(7 * number)) for number in range(self.cells)]

    @property
    def volts(self) -> float:
        """Of the pack."""
        return sum(self.millivolts) / 1000

    @property
    def degrees(self) -> list[int]:
        """Two sensors."""
        return [round(21 + abs(self.current) / 10), 19]
