"""Panic through the API: rights, bus, disk, restart, and the file changed from outside."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.panic import latch as disk
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage, staged

PANIC = "/api/admin/panic"


async def until(true: Callable[[], object], seconds: float = 2.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


async def level_on_bus(stage: Stage) -> str | None:
    puppet = stage.puppet("watcher")
    heard: list[bytes] = []
    puppet.bus.subscribe("dinrail/panic", lambda packet: heard.append(packet.payload), qos=1)
    puppet.bus.start()
    try:
        await until(lambda: heard)
    finally:
        await puppet.bus.stop()
    level: str | None = json.loads(heard[-1]).get("level")
    return level


async def test_panic_holds_everything_and_is_on_disk_and_on_the_bus(stage: Stage) -> None:
    await stage.add("meter", meter_config())

    view = (await stage.http.post(PANIC, json={"level": "all", "reason": "smoke"})).json()

    assert (view["level"], view["by"], view["reason"], view["saved"]) == ("all", "admin", "smoke", True)
    assert view["instances"] == [{"instance": "meter", "step": 4, "where": "stopped"}]
    assert json.loads((stage.settings.config / "panic.json").read_text())["level"] == "all"
    assert stage.supervisor.held is not None
    assert await level_on_bus(stage) == "all"
    assert (await stage.http.get("/api/instances/meter")).json()["status"]["status"] == "panic"


async def test_reset_lets_go_and_says_so(stage: Stage) -> None:
    await stage.add("meter", meter_config())
    await stage.http.post(PANIC, json={"level": "all"})

    view = (await stage.http.post(f"{PANIC}/reset")).json()

    assert view["level"] is None
    assert view["instances"] == [{"instance": "meter", "step": 4, "where": "running"}]
    assert stage.supervisor.held is None
    assert await level_on_bus(stage) is None


@pytest.mark.parametrize("level", ["writes", "routes"])
async def test_lower_levels_stop_no_instance(stage: Stage, level: str) -> None:
    view = (await stage.http.post(PANIC, json={"level": level})).json()

    assert view["level"] == level
    assert stage.supervisor.held is None
    assert await level_on_bus(stage) == level


async def test_a_lower_level_does_not_lower_the_latch(stage: Stage) -> None:
    await stage.http.post(PANIC, json={"level": "all", "reason": "first"})

    view = (await stage.http.post(PANIC, json={"level": "writes", "reason": "second"})).json()

    assert (view["level"], view["reason"]) == ("all", "first")


async def test_the_latch_outlives_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.http.post(PANIC, json={"level": "all"})
    async with staged(tmp_path) as stage:
        assert stage.supervisor.held is not None
        assert (await stage.http.get(PANIC)).json()["level"] == "all"


async def test_a_damaged_latch_is_panic_until_it_is_reset(tmp_path: Path) -> None:
    async with staged(tmp_path, files={"panic.json": b"{"}) as stage:
        view = (await stage.http.get(PANIC)).json()
        assert (view["level"], view["saved"]) == ("all", False)
        assert view["damaged"]
        assert stage.supervisor.held is not None
        assert (await stage.http.post(f"{PANIC}/reset")).json()["damaged"] == ""


async def test_the_file_is_followed_within_a_second(stage: Stage) -> None:
    path = stage.settings.config / "panic.json"
    path.write_text('{"level":"all","since":1,"by":"host:erika","reason":"x"}')
    await until(lambda: stage.supervisor.held, 1.0)
    path.write_text('{"level":null,"since":2,"by":"host:erika"}\n')
    await until(lambda: stage.supervisor.held is None, 1.0)


async def test_a_deleted_file_is_no_release(stage: Stage) -> None:
    await stage.http.post(PANIC, json={"level": "all"})
    path = stage.settings.config / "panic.json"
    path.unlink()

    await until(path.exists, 5.0)

    assert json.loads(path.read_text())["level"] == "all"
    assert stage.supervisor.held is not None


async def test_panic_works_when_the_disk_refuses(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, latch: disk.Latch) -> None:
        raise OSError(28, "no space left")

    with monkeypatch.context() as patched:
        patched.setattr(disk, "write", full)
        view = (await stage.http.post(PANIC, json={"level": "all"})).json()
        assert (view["level"], view["saved"]) == ("all", False)
        assert stage.supervisor.held is not None
        assert (await stage.http.post(f"{PANIC}/reset")).status_code == 503
        assert stage.supervisor.held is not None
    await until((stage.settings.config / "panic.json").exists, 5.0)


async def test_a_panic_during_a_reset_wins(stage: Stage) -> None:
    await stage.http.post(PANIC, json={"level": "all"})

    reset = asyncio.create_task(stage.gateway.panic.reset(by="a"))
    await asyncio.sleep(0)
    await stage.gateway.panic.set("all", by="b")
    await reset

    assert stage.gateway.panic.latch.level == "all"
    assert stage.supervisor.held is not None
    assert json.loads((stage.settings.config / "panic.json").read_text())["level"] == "all"


@pytest.mark.parametrize(
    ("role", "looks", "panics"), [("viewer", 200, 403), ("operator", 200, 200), ("engineer", 200, 200)]
)
async def test_rights(stage: Stage, role: Role, looks: int, panics: int) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("erika", role, accounts.users["admin"].password, 1))
    erika = stage.client()
    await erika.post("/api/auth/login", json={"username": "erika", "password": ADMIN_PASSWORD})

    assert (await erika.get(PANIC)).status_code == looks
    assert (await erika.post(PANIC, json={"level": "all"})).status_code == panics
    assert (await erika.post(f"{PANIC}/reset")).status_code == panics


async def test_a_throttled_login_does_not_keep_a_session_from_panicking(stage: Stage) -> None:
    """Row 57: who is in can still stop everything."""
    stranger = stage.client()
    wrong = {"username": "admin", "password": "wrong password"}
    answers = [(await stranger.post("/api/auth/login", json=wrong)).status_code for _ in range(8)]
    assert 429 in answers

    assert (await stage.http.post(PANIC, json={"level": "all"})).status_code == 200


async def test_panic_without_a_broker(stage: Stage) -> None:
    await stage.bus.stop()

    view = (await stage.http.post(PANIC, json={"level": "all"})).json()

    assert (view["level"], view["saved"]) == ("all", True)
    assert stage.supervisor.held is not None


@pytest.mark.parametrize("body", [{"level": "some"}, {"level": None}, {"reason": "x" * 501}, {"more": 1}])
async def test_wrong_requests_latch_nothing(stage: Stage, body: dict[str, object]) -> None:
    assert (await stage.http.post(PANIC, json=body)).status_code == 422
    assert stage.gateway.panic.latch.level is None
