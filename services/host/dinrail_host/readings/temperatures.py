"""How warm it is inside."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from dinrail_host.reading import Group, Reading, Unreadable, segment

__all__ = ["TemperatureGroup"]

MOST = 64
COLDEST, HOTTEST = -60.0, 200.0
"""Beyond that a sensor is not connected."""


class TemperatureGroup(Group):
    """Everything the system has a driver for; virtual machines have nothing."""

    name = "temperatures"

    def read(self, now: float) -> Iterator[Reading]:
        """By chip and label, numbered where two have the same."""
        ask = getattr(psutil, "sensors_temperatures", None)
        found = ask() if ask is not None else {}
        taken: set[str] = set()
        for chip, sensors in sorted(found.items()):
            for sensor in sensors:
                if sensor.current is None or not COLDEST < sensor.current < HOTTEST or len(taken) >= MOST:
                    continue
                path = base = f"temperatures.{segment(f'{chip} {sensor.label}')}"
                number = 1
                while path in taken:
                    number += 1
                    path = f"{base}_{number}"
                taken.add(path)
                yield Reading(path, round(float(sensor.current), 1), "REAL", "°C", f"{chip} {sensor.label}".strip())
        if not taken:
            raise Unreadable("sensors_none")
