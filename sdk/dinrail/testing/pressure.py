"""Whether the machine had room, from what the kernel tells of tasks that waited for processor, disk or memory."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["Pressure"]

FOLDER = Path("/proc/pressure")
RESOURCES = ("cpu", "io", "memory")
LOOK_S = 0.05
BUSY = 0.2  # share of a stretch of time in which somebody waited


class Pressure:
    """Judges stretches of time by pressure stall information; where the kernel has none, by the load of a minute."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files: list[int] = []
        self._since = float("-inf")
        self._waited = 0.0
        try:
            for name in RESOURCES:
                self._files.append(os.open(folder / name, os.O_RDONLY))
            self._waited = self._total()  # a kernel may have the files and refuse to read them
        except OSError:
            self.close()

    def look(self, now: float) -> None:
        """A stretch begins, unless one did in the last 50 ms; `now` on the monotonic clock."""
        if self._files and now - self._since >= LOOK_S:
            self._since, self._waited = now, self._total()

    def calm(self, now: float) -> bool:
        """Whether nobody had to wait much since the stretch began."""
        if not self._files:
            return os.getloadavg()[0] < 1.5 * (os.cpu_count() or 1)
        return self._total() - self._waited < BUSY * (now - self._since)

    def close(self) -> None:
        """Let go of the kernel's files."""
        while self._files:
            with contextlib.suppress(OSError):
                os.close(self._files.pop())

    def _total(self) -> float:
        """Seconds in which at least one task waited, since the machine started, summed over what it waited for."""
        lines = [os.pread(file, 256, 0).partition(b"\n")[0] for file in self._files]
        return sum(int(line.rpartition(b"total=")[2]) for line in lines) / 1e6
