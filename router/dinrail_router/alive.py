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

__all__ = ["AliveFile", "alive_path", "is_alive"]

WRITE_S = 2.0
LIMIT_S = 15.0

_log = logging.getLogger("dinrail.router")


def alive_path() -> Path:
    """DINRAIL_HEALTH, or `dinrail-router.health` in the folder of temporary files."""
    given = os.environ.get("DINRAIL_HEALTH")
    return Path(given) if given else Path(tempfile.gettempdir()) / "dinrail-router.health"


def is_alive(path: Path) -> bool:
    """Whether a router wrote within the last 15 s that its bus session is up."""
    try:
        return path.read_text() == "up" and abs(time.time() - path.stat().st_mtime) < LIMIT_S
    except OSError:
        return False


class AliveFile:
    """Writes `up` or `down` every 2 s; a process that hangs stops doing so."""

    def __init__(self, path: Path, bus: Bus, clock: Clock) -> None:
        self._path = path
        self._bus = bus
        self._clock = clock

    async def run(self) -> None:
        """Until cancelled; a place that cannot be written is told once."""
        told = False
        while True:
            try:
                await asyncio.to_thread(self._path.write_text, "up" if self._bus.is_connected else "down")
            except OSError as error:
                if not told:
                    _log.warning("no health file: %s", error)
                told = True
            await self._clock.sleep(WRITE_S)

    def remove(self) -> None:
        """The router has stopped."""
        self._path.unlink(missing_ok=True)
