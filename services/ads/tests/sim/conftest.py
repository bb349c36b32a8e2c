"""The small program served, and a client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from dinrail_ads.sim import Simulator
from raw_ads import RawClient
from tiny_program import tiny


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[Simulator]:
    async with Simulator(tiny(), speed=0) as running:
        yield running


@pytest_asyncio.fixture
async def client(sim: Simulator) -> AsyncIterator[RawClient]:
    async with RawClient(sim.port) as connected:
        yield connected
