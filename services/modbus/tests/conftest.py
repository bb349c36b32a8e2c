"""Fixtures of the Modbus tests: a simulator standing still at ten o'clock, and rigs that are taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from dinrail_modbus.sim import Simulator
from modbus_rig import Rig


@pytest.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(speed=0) as simulator:
        yield simulator


@pytest.fixture
async def rig(sim: Simulator) -> AsyncIterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(*devices: dict[str, Any], **options: Any) -> Rig:
        made.append(Rig(*devices, **{"port": sim.port, **options}))
        return made[-1]

    yield make
    for each in made:
        await each.stop()
