"""A real adapter on the stage's broker, and users of every role."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from dinrail import Adapter, Point
from dinrail.errors import CallRefused, ProtocolError
from dinrail.runner import AdapterRunner
from dinrail.settings import Settings
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.testing.seam import MANIFEST, MeterConfig, meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage
from dinrail_gateway.testing.waiting import until

LogIn = Callable[[Role], Awaitable[httpx.AsyncClient]]


class Meter(Adapter[MeterConfig]):
    """A meter that is always there."""

    config_type = MeterConfig
    streams = ("scan",)

    def points(self) -> Iterable[Point]:
        return [Point("power", "REAL", unit="W")]

    async def connect(self, endpoint: Any) -> None:
        if endpoint.host == "nowhere":
            raise ProtocolError("that is no meter", key="no_meter", host=endpoint.host)

    async def poll(self) -> None:
        self.route_data(self.id, "power", 230.0)

    async def browse(self, params: dict[str, Any]) -> Any:
        return {"node": params.get("node"), "children": ["power"]}

    async def scan(self, params: dict[str, Any]) -> Any:
        for unit in range(1, 4):
            self.stream("scan", {"unit": unit, "answers": unit == 2})
        return [2]

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        if method == "long":
            return "x" * int(params["bytes"])
        if method == "wait":
            await asyncio.Event().wait()
        if method == "broken":
            raise ProtocolError("the meter refuses it", key="illegal_address", address=7)
        raise CallRefused(f"unknown method {method!r}", method=method)


@pytest.fixture
async def meter(stage: Stage, tmp_path: Path) -> AsyncIterator[AdapterRunner]:
    """The instance `meter_1`, configured through the API and connected."""
    runner = AdapterRunner(Meter, MANIFEST, Settings(stage.broker.address, "meter_1", secrets=tmp_path))
    task = asyncio.create_task(runner.run())
    await stage.add("meter_1", meter_config(interval=0.1))
    await until(lambda: stage.gateway.status.name_of("meter_1") == "running")
    yield runner
    runner.request_stop()
    await task


@pytest.fixture
def log_in(stage: Stage) -> LogIn:
    """A browser of a user with a role."""

    async def enter(role: Role) -> httpx.AsyncClient:
        accounts = stage.gateway.auth._accounts
        accounts.set_user(User(role, role, accounts.users["admin"].password, 1))
        http = stage.client()
        answer = await http.post("/api/auth/login", json={"username": role, "password": ADMIN_PASSWORD})
        answer.raise_for_status()
        return http

    return enter
