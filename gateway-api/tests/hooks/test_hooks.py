"""Incoming webhooks: who knows a token is put through to the adapter, everybody else finds nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from dinrail import Adapter, Point
from dinrail.errors import CallRefused
from dinrail.options import config_schema
from dinrail.runner import AdapterRunner
from dinrail.settings import Settings
from dinrail_gateway.hooks.limits import AT_ONCE
from dinrail_gateway.hooks.tokens import known
from dinrail_gateway.testing.seam import MANIFEST, METER, MeterConfig, meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

TOKEN = "abcdefghijklmnopqrstuvwx"
URL = f"/hooks/meter_1/{TOKEN}"
WITH_HOOKS = msgspec.structs.replace(MANIFEST, hooks=["/token"])


class Listener(Adapter[MeterConfig]):
    """Remembers what it is told; refuses nonsense."""

    config_type = MeterConfig
    told: list[dict[str, Any]]
    wait: asyncio.Event

    def __init__(self, config: MeterConfig, context: Any) -> None:
        super().__init__(config, context)
        type(self).told = []
        type(self).wait = asyncio.Event()

    def points(self) -> Iterable[Point]:
        return [Point("power", "REAL")]

    async def connect(self, endpoint: Any) -> None:
        """Always there."""

    async def poll(self) -> None:
        self.route_data(self.id, "power", 1.0)

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        if params["body"] == "nonsense":
            raise CallRefused("not JSON", key="hook_no_json", detail="x")
        if params["body"] == "wait":
            await type(self).wait.wait()
        type(self).told.append(params)
        return {"ok": True}


@pytest.fixture
async def listener(stage: Stage, tmp_path: Path) -> AsyncIterator[type[Listener]]:
    described = {"manifest": WITH_HOOKS, "schema": config_schema(MeterConfig), "locales": {"de": {}}}
    entry = msgspec.structs.replace(METER, manifest=WITH_HOOKS, described=msgspec.json.encode(described))
    stage.types.set(entry)
    (tmp_path / "config.json").write_bytes(msgspec.json.encode({"/token": TOKEN}))
    runner = AdapterRunner(Listener, WITH_HOOKS, Settings(stage.broker.address, "meter_1", secrets=tmp_path))
    task = asyncio.create_task(runner.run())
    await stage.add("meter_1", meter_config(interval=0.1, token=TOKEN))
    await until(lambda: stage.gateway.status.name_of("meter_1") == "running")
    yield Listener
    runner.request_stop()
    await task


@pytest.fixture
def stranger(stage: Stage) -> httpx.AsyncClient:
    """Somebody without a session."""
    return stage.client()


async def test_stranger_with_the_token_is_put_through(stranger: httpx.AsyncClient, listener: type[Listener]) -> None:
    answer = await stranger.post(URL, content='{"a": 1}', headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    digest = hashlib.sha256(TOKEN.encode()).hexdigest()
    assert listener.told == [{"token_sha256": digest, "body": '{"a": 1}', "content_type": "application/json"}]
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/hooks/meter_1/abcdefghijklmnopqrstuvwX",
        "/hooks/meter_1/",
        f"/hooks/meter_2/{TOKEN}",
        f"/hooks/METER_1/{TOKEN}",
        f"{URL}/more",
        f"/hooks/../hooks/x/{TOKEN}",
        "/hooks/",
    ],
)
async def test_what_does_not_fit_is_the_same_nothing(
    stranger: httpx.AsyncClient, listener: type[Listener], path: str
) -> None:
    answer = await stranger.post(path, content="x")

    assert answer.status_code == 404
    assert answer.json() == {"error": {"key": "not_found", "message": "there is no such hook", "params": {}}}
    assert listener.told == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
async def test_only_post_hands_in(stranger: httpx.AsyncClient, listener: type[Listener], method: str) -> None:
    assert (await stranger.request(method, URL)).status_code == 404
    assert listener.told == []


async def test_token_opens_nothing_else(stranger: httpx.AsyncClient, listener: type[Listener]) -> None:
    answer = await stranger.get("/api/instances", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 401


async def test_secret_of_another_field_opens_nothing(stage: Stage, listener: type[Listener]) -> None:
    secrets = {"/endpoints/0/password": "p" * 24, "/incoming/0/token": TOKEN, "/incoming/12/token": "t" * 24}

    assert known(TOKEN, ["/incoming/*/token"], secrets)
    assert known("t" * 24, ["/incoming/*/token"], secrets)
    assert not known("p" * 24, ["/incoming/*/token"], secrets)
    assert not known("", ["/incoming/*/token"], secrets | {"/incoming/1/token": ""})


@pytest.mark.parametrize(
    ("content", "status", "key"),
    [
        (b"x" * 65_537, 413, "too_large"),
        (b"\xff\xfe", 400, "request_invalid"),
        (b"nonsense", 400, "hook_no_json"),
    ],
)
async def test_body_that_is_refused_says_why(
    stranger: httpx.AsyncClient, listener: type[Listener], content: bytes, status: int, key: str
) -> None:
    answer = await stranger.post(URL, content=content)

    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)


async def test_body_without_a_length_is_bounded_too(stranger: httpx.AsyncClient, listener: type[Listener]) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1024

    assert (await stranger.post(URL, content=chunks())).status_code == 413


async def test_guessing_is_slowed_down_and_costs_the_bus_nothing(
    stranger: httpx.AsyncClient, listener: type[Listener]
) -> None:
    answers = [await stranger.post(f"/hooks/meter_1/{number:024}", content="x") for number in range(10)]

    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert listener.told == []


async def test_many_at_once_are_refused_with_a_time(
    stage: Stage, stranger: httpx.AsyncClient, listener: type[Listener]
) -> None:
    waiting = [asyncio.create_task(stranger.post(URL, content="wait")) for _ in range(AT_ONCE)]
    limits = stage.gateway.hooks._limits
    await until(lambda: limits._under_way["meter_1"] == AT_ONCE)

    assert (await stranger.post(URL, content="x")).status_code == 429

    listener.wait.set()
    assert [(await each).status_code for each in waiting] == [200] * AT_ONCE


async def test_instance_that_does_not_run_is_told_as_away(
    stage: Stage, stranger: httpx.AsyncClient, listener: type[Listener]
) -> None:
    await stage.add("meter_2", meter_config(host="b", token="z" * 24))

    answer = await stranger.post(f"/hooks/meter_2/{'z' * 24}", content="x")

    assert answer.status_code == 503
