"""How another process sees that the router works: a small file that is written while it does."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import time
from pathlib import Path

from dinrail.bus import Bus
from dinrail.clock import Clock

__all__ = ["AliveFile", "alive_path", "is_alive", "problem"]

UP, DOWN, TAKEN_OVER = "up", "down", "taken over"
WRITE_S = 2.0
LIMIT_S = 15.0

_log = logging.getLogger("dinrail.router")


def alive_path() -> Path:
    """DINRAIL_HEALTH, or `dinrail-router.health` in the folder of temporary files."""
    given = os.environ.get("DINRAIL_HEALTH")
    return Path(given) if given else Path(tempfile.gettempdir()) / "dinrail-router.health"


def is_alive(path: Path) -> bool:
    """Whether a router wrote within the last 15 s that its bus session is up."""
    return not problem(path)


def problem(path: Path) -> str:
    """What is wrong with the router of this file; empty when it is alive."""
    try:
        said, age = path.read_text(), abs(time.time() - path.stat().st_mtime)
    except OSError:
        return "no router runs here"
    if age >= LIMIT_S:
        return f"the router has not moved for {age:.0f} s"
    if said == TAKEN_OVER:
        return "another router uses this broker login; this one is idle until it is started again"
    return "" if said == UP else "the router has no broker"


class AliveFile:
    """Writes `up`, `down` or `taken over` every 2 s; a process that hangs stops doing so."""

    def __init__(self, path: Path, bus: Bus, clock: Clock) -> None:
        self._path = path
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; a place that cannot be written is told once."""
        told = False
        while True:
            try:
                await asyncio.to_thread(self._path.write_text, self._word())
            except OSError as error:
                if not told:
                    _log.warning("no health file: %s", error)
                told = True
            await self._clock.sleep(WRITE_S)

    def _word(self) -> str:
        if self._bus.taken_over:
            return TAKEN_OVER
        return UP if self._bus.is_connected else DOWN

    def remove(self) -> None:
        """The router has stopped."""
        self._path.unlink(missing_ok=True)
