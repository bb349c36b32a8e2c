"""Fixtures of the ADS tests: a PLC that stands still, and rigs that are taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from ads_rig import Rig, plant
from dinrail_ads.sim import Simulator


@pytest.fixture
async def plc() -> AsyncIterator[Simulator]:
    async with Simulator(plant(), speed=0) as simulator:
        yield simulator


@pytest.fixture
async def rig(plc: Simulator) -> AsyncIterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(*points: str | dict[str, Any], sim: Simulator = plc, **options: Any) -> Rig:
        made.append(Rig(sim, *points, **options))
        return made[-1]

    yield make
    for each in made:
        await each.stop()
