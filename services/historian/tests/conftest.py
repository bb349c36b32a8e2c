"""A broker and a database for all tests of a file; a historian on both for each test."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dinrail.testing.conformance import Mosquitto
from dinrail.testing.database import Database
from historian_rig import HistorianRig


@pytest.fixture
async def broker() -> AsyncIterator[Mosquitto]:
    async with Mosquitto() as broker:
        yield broker


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with Database() as database:
        yield database


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of the instance."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def now() -> int:
    """A while ago, in whole minutes."""
    return (int(time.time()) - 3600) // 60 * 60_000


Make = Callable[..., Awaitable[HistorianRig]]


@pytest.fixture
async def historian(broker: Mosquitto, database: Database, data: Path) -> AsyncIterator[Make]:
    made: list[HistorianRig] = []

    async def make(**config: Any) -> HistorianRig:
        made.append(HistorianRig(broker, data, **({"url": f"{database.url}/api/v1/write"} | config)))
        await made[-1].start()
        return made[-1]

    yield make
    for each in made:
        await each.stop()
