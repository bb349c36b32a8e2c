"""Fixtures of the CAN tests: a bus with two ways to it, and rigs that are taken down again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from can_rig import Rig
from dinrail.bms.plugins import types
from dinrail_can.sim import Simulator

types()  # in a checkout the plugins' folders become importable


@pytest.fixture
async def sim(tmp_path: Path) -> AsyncIterator[Simulator]:
    async with Simulator(pty=tmp_path / "can") as simulator:
        yield simulator


@pytest.fixture
async def rig(sim: Simulator) -> AsyncIterator[Callable[..., Rig]]:
    made: list[Rig] = []

    def make(**options: Any) -> Rig:
        made.append(Rig(sim, **options))
        return made[-1]

    yield make
    for each in made:
        await each.stop()
