"""What the network carries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

import psutil

from dinrail_host.rates import Rates
from dinrail_host.reading import Group, Reading, segment

__all__ = ["MOUNTED", "NetworkGroup"]

MOUNTED = Path("/host/proc")
"""Where a container is given the host's figures; its own /proc tells those of its own network."""
KB = 1e3
MOST = 32


class NetworkGroup(Group):
    """Per interface of the machine."""

    name = "network"

    def __init__(self, skip: Sequence[str]) -> None:
        self._skip = skip
        self._rates = Rates()

    def follow(self, other: Self) -> None:
        self._rates = other._rates

    def read(self, now: float) -> Iterator[Reading]:
        """Rates, and how many packets were broken or lost since the machine was started."""
        with _figures_of_the_host():
            counters = psutil.net_io_counters(pernic=True, nowrap=False)
        names = [each for each in sorted(counters) if not any(fnmatchcase(each, skip) for skip in self._skip)][:MOST]
        for name in names:
            told, below = counters[name], f"network.{segment(name)}"
            for what, total, text in (
                ("received", told.bytes_recv / KB, "Received"),
                ("sent", told.bytes_sent / KB, "Sent"),
            ):
                rate = self._rates.per_second(f"{name}.{what}", total, now)
                if rate is not None:
                    yield Reading(f"{below}.{what}", round(rate, 1), "REAL", "kB/s", text)
            broken = told.errin + told.errout + told.dropin + told.dropout
            text = "Packets that were broken or lost since the machine was started"
            yield Reading(f"{below}.errors", broken, "ULINT", "", text)


@contextmanager
def _figures_of_the_host() -> Iterator[None]:
    """psutil looks below PROCFS_PATH, which is how it documents to be pointed elsewhere."""
    before = getattr(psutil, "PROCFS_PATH", None)
    if before is None or not (MOUNTED / "net" / "dev").exists():
        yield
        return
    psutil.PROCFS_PATH = str(MOUNTED)
    try:
        yield
    finally:
        psutil.PROCFS_PATH = before
