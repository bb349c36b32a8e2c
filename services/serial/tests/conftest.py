"""Simulated lines and rigs that are taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dinrail_serial.sim import SimulatedLine, Speaker
from serial_rig import Rig

MakeLine = Callable[..., SimulatedLine]


@pytest.fixture
def name(tmp_path: Path) -> Path:
    """A name that stays, below /dev as the configuration wants it."""
    return Path("/dev/shm") / f"usb-FTDI-{tmp_path.name}-if00"


@pytest.fixture
async def plugged(name: Path) -> AsyncIterator[MakeLine]:
    """A line of these devices, plugged in under `name`."""
    made: list[SimulatedLine] = []

    def make(*speakers: Speaker) -> SimulatedLine:
        made.append(SimulatedLine(speakers))
        made[-1].plug(name)
        return made[-1]

    yield make
    for each in made:
        await each.unplug()


@pytest.fixture
async def rig(name: Path) -> AsyncIterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(endpoint: dict[str, Any] | None = None, **config: Any) -> Rig:
        made.append(Rig(endpoint or {"device": str(name)}, **config))
        return made[-1]

    yield make
    for each in made:
        await each.stop()
