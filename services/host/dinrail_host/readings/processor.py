"""How busy the processor is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Self

import psutil

from dinrail_host.reading import Group, Reading

__all__ = ["ProcessorGroup"]


class ProcessorGroup(Group):
    """Of the whole machine, whatever the container's share is."""

    name = "cpu"

    def __init__(self) -> None:
        self._before: tuple[float, float, float] | None = None
        self._shares: tuple[float, float] | None = None

    def follow(self, other: Self) -> None:
        self._before, self._shares = other._before, other._shares

    def read(self, now: float) -> Iterator[Reading]:
        """Shares since the last look, load, time since the start."""
        times = psutil.cpu_times()
        idle, waiting, stolen = times.idle, getattr(times, "iowait", 0.0), getattr(times, "steal", 0.0)
        total = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
        if (before := self._before) is None:
            self._before = total, idle + waiting, stolen
        elif (passed := total - before[0]) > 0:  # a second look within a tick tells what the first one did
            busy = 100 * (1 - (idle + waiting - before[1]) / passed)
            self._shares = min(100.0, max(0.0, busy)), max(0.0, 100 * (stolen - before[2]) / passed)
            self._before = total, idle + waiting, stolen
        if self._shares is not None:
            used, others = self._shares
            yield Reading("cpu.usage", round(used, 1), "REAL", "%", "Share of all cores that is used")
            yield Reading("cpu.stolen", round(others, 1), "REAL", "%", "Share a hypervisor has given to others")
        for minutes, load in zip((1, 5, 15), psutil.getloadavg(), strict=True):
            text = f"Processes that run or wait, mean of {minutes} min"
            yield Reading(f"cpu.load_{minutes}", round(load, 2), "REAL", "", text)
        yield Reading("cpu.cores", psutil.cpu_count() or 1, "UINT", "", "Cores the system has")
        uptime = max(0, int(time.time() - psutil.boot_time()))
        yield Reading("system.uptime", uptime, "UDINT", "s", "Time since the machine was started")
