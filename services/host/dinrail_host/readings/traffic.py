"""What is read from disks and written to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Self

import psutil

from dinrail_host.rates import Rates
from dinrail_host.reading import Group, Reading, segment

__all__ = ["TrafficGroup"]

KB = 1e3
MOST = 32


class TrafficGroup(Group):
    """Per block device of the machine; flash wears by what is written."""

    name = "io"

    def __init__(self, skip: Sequence[str]) -> None:
        self._skip = skip
        self._rates = Rates()

    def follow(self, other: Self) -> None:
        self._rates = other._rates

    def read(self, now: float) -> Iterator[Reading]:
        """Whole devices only, not their partitions."""
        counters = psutil.disk_io_counters(perdisk=True) or {}
        names = [each for each in sorted(counters) if not any(fnmatchcase(each, skip) for skip in self._skip)]
        whole = [each for each in names if not _part(each, names)][:MOST]
        for name in whole:
            told, below = counters[name], f"io.{segment(name)}"
            for what, total, text in (
                ("read", told.read_bytes / KB, "Read from it"),
                ("written", told.write_bytes / KB, "Written to it"),
            ):
                rate = self._rates.per_second(f"{name}.{what}", total, now)
                if rate is not None:
                    yield Reading(f"{below}.{what}", round(rate, 1), "REAL", "kB/s", text)
            busy = self._rates.per_second(f"{name}.busy", getattr(told, "busy_time", 0) / 10, now)
            if busy is not None:
                yield Reading(f"{below}.busy", round(min(100.0, busy), 1), "REAL", "%", "Share of time it works")


def _part(name: str, names: Sequence[str]) -> bool:
    """sda1 of sda, nvme0n1p2 of nvme0n1."""
    return any(name != other and name.startswith(other) and name[len(other) :].lstrip("p").isdigit() for other in names)
