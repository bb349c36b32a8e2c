"""An inverter whose messages `plant.dbc` describes; its limits can be written and are told back."""

from __future__ import annotations

import math
import struct
from pathlib import Path

from dinrail_can.sim.bus import SimFrame

__all__ = ["DBC", "Inverter"]

DBC = Path(__file__).with_name("plant.dbc").read_text()
POWER, LIMITS, METER, OUTDOOR = 0x300, 0x310, 0x320, 0x18FEF001
PERIODS = {POWER: 0.1, LIMITS: 0.5, METER: 0.5, OUTDOOR: 1.0}
DAY_S = 86400.0


class Inverter:
    """Follows the sun; `speed` lets days pass faster."""

    def __init__(self, speed: float = 60.0) -> None:
        self.speed = speed
        self.limits = struct.pack("<HBB", 500, 30, 0)
        self.heard = 0
        self._due = dict.fromkeys(PERIODS, 0.0)
        self._page = 0
        self._energy = [1234.5, 6789.25]
        self._last = 0.0

    def step(self, now: float) -> list[SimFrame]:
        """Frames that are due."""
        hours = (now - self._last) * self.speed / 3600
        self._last = now
        sun = math.sin(2 * math.pi * (now * self.speed % DAY_S) / DAY_S)
        power = int(4200 * sun) if sun > 0 else int(600 * sun)
        self._energy[power > 0] += abs(power) / 1000 * hours
        due = [number for number, at in self._due.items() if now >= at]
        for number in due:
            self._due[number] = max(now, self._due[number] + PERIODS[number])
        return [self._frame(number, power, sun) for number in due]

    def hear(self, frame: SimFrame, now: float) -> None:
        """Limits are taken within their range, and told back at once."""
        if frame.id == LIMITS and not frame.extended and len(frame.data) == 4:
            charge, fan, _ = struct.unpack("<HBB", frame.data)
            self.limits = struct.pack("<HBB", min(charge, 1000), min(fan, 100), 0)
            self.heard += 1
            self._due[LIMITS] = now

    def _frame(self, number: int, power: int, sun: float) -> SimFrame:
        if number == POWER:
            state = 2 if power > 0 else 1
            return SimFrame(POWER, struct.pack("<hHbBxx", power, 5000 + int(3 * sun), 25 + int(15 * sun), state | 0x10))
        if number == LIMITS:
            return SimFrame(LIMITS, self.limits)
        if number == OUTDOOR:
            return SimFrame(OUTDOOR, struct.pack(">hB5x", int(80 + 120 * sun), 110 - int(30 * sun)), extended=True)
        self._page = (self._page + 1) % 3
        if self._page == 2:
            return SimFrame(METER, struct.pack("<Bf3x", 2, float(power)))
        return SimFrame(METER, struct.pack("<BI3x", self._page, int(self._energy[self._page] * 100)))
