"""A gateway with a history in a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import pytest

from dinrail.remotewrite import Stamp, prefix, snappy
from dinrail.testing.database import Database
from dinrail_gateway.testing.stage import Stage, staged


class Past:
    """Puts samples into the database and asks the API about them."""

    def __init__(self, stage: Stage, database: Database) -> None:
        self.stage = stage
        self.database = database

    async def put(
        self, point: str, samples: Iterable[tuple[int, float | None]], name: str = "dinrail", **labels: str
    ) -> None:
        """None: from here on there is no value."""
        begin, stamp = prefix({"__name__": name, "point": point} | labels), Stamp()
        pieces = (begin + (stamp.end(ts) if value is None else stamp.sample(value, ts)) for ts, value in samples)
        await self.database.post("/api/v1/write", snappy(b"".join(pieces)))
        await self.database.get("/internal/force_flush")

    async def ask(self, path: str = "/api/history", *, status: int = 200, **params: Any) -> Any:
        asked = {"from" if name == "start" else name: value for name, value in params.items()}
        answer = await self.stage.http.get(path, params=asked)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def values(self, point: str, **params: Any) -> list[float | None]:
        (series,) = (await self.ask(point=point, **params))["series"]
        return list(series["values"])


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    async with Database() as database:
        yield database


@pytest.fixture
async def past(tmp_path: Path, database: Database) -> AsyncIterator[Past]:
    async with staged(tmp_path, history=database.url) as stage:
        yield Past(stage, database)
