"""A battery of 16 cells that talks to inverters; it charges and discharges, and may stop without keep-alive."""

from __future__ import annotations

import math
import struct

from dinrail_can.sim.bus import SimFrame

__all__ = ["Battery"]

PERIOD_S, KEEPALIVE, PATIENCE_S = 1.0, 0x305, 3.0
CAPACITY_AH, CELLS = 280, 16
QUIET = bytes.fromhex("AAAAAAAAAAAAAAAA")


class Battery:
    """Type can-bms; `alarms` are the eight bytes of 0x35A, `silent` are identifiers it does not send."""

    def __init__(self, speed: float = 60.0, *, needs_keepalive: bool = False) -> None:
        self.speed = speed
        self.needs_keepalive = needs_keepalive
        self.alarms = QUIET
        self.silent: set[int] = set()
        self.soc = 62.0
        self.kept_alive = -PATIENCE_S
        self.keepalives = 0
        self._due = 0.0
        self._last = 0.0

    @property
    def current(self) -> float:
        """A, > 0 while charging."""
        return 60.0 * math.sin(self._last * self.speed / 3600)

    def step(self, now: float) -> list[SimFrame]:
        """All its frames, once a second."""
        self.soc += self.current * (now - self._last) * self.speed / 3600 / CAPACITY_AH * 100
        self.soc, self._last = min(98.0, max(8.0, self.soc)), now
        if now < self._due or (self.needs_keepalive and now - self.kept_alive > PATIENCE_S):
            return []
        self._due = now + PERIOD_S
        return [frame for frame in self._frames() if frame.id not in self.silent]

    def hear(self, frame: SimFrame, now: float) -> None:
        """The inverter's keep-alive."""
        if frame.id == KEEPALIVE and not frame.extended:
            self.kept_alive = now
            self.keepalives += 1

    def _frames(self) -> list[SimFrame]:
        cell = 3.2 + 0.002 * self.soc + 0.0005 * self.current
        volts, current = cell * CELLS, self.current
        return [
            SimFrame(0x351, struct.pack("<HhhH", 568, 1000, 1200, 480)),
            SimFrame(0x355, struct.pack("<HHH", round(self.soc), 99, round(self.soc * 100))),
            SimFrame(0x356, struct.pack("<hhh", round(volts * 100), round(current * 10), 231)),
            SimFrame(0x35A, self.alarms),
            SimFrame(0x35C, bytes([0xC0, 0])),
            SimFrame(0x35E, b"DINRAIL "),
            SimFrame(0x372, struct.pack("<HHHH", 1, 0, 0, 0)),
            SimFrame(0x373, struct.pack("<HHHH", round(cell * 1000) - 4, round(cell * 1000) + 5, 295, 298)),
            SimFrame(0x379, struct.pack("<H", CAPACITY_AH)),
        ]
