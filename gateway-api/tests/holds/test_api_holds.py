"""Maintenance holds: kept on disk and on the bus, shown with who, why and until when, over by themselves."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.directory import Point
from dinrail.documents import Hold
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until

TOPIC = "dinrail/meter_1/hold"


async def hold(stage: Stage, **more: Any) -> dict[str, Any]:
    body = {"minutes": 30, "reason": "fuse changed", **more}
    answer = await stage.http.put("/api/instances/meter_1/hold", json=body)
    assert answer.status_code == 200, answer.text
    view: dict[str, Any] = answer.json()
    return view


def on_bus(stage: Stage) -> list[Hold]:
    payload = stage.broker.retained.get(TOPIC)
    return msgspec.json.decode(payload, type=list[Hold]) if payload else []


async def test_a_hold_is_told_to_the_adapter_and_to_people(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    view = await hold(stage)
    await until(lambda: on_bus(stage))

    assert (view["by"], view["reason"], view["until"] - view["since"]) == ("admin", "fuse changed", 30 * 60_000)
    assert on_bus(stage) == [Hold(view["until"], "admin", "fuse changed", "", view["since"])]
    assert (await stage.http.get("/api/holds")).json() == [view]
    released = await stage.http.delete("/api/instances/meter_1/hold")
    await until(lambda: not on_bus(stage))
    assert released.status_code == 204
    assert (await stage.http.get("/api/holds")).json() == []
    again = await stage.http.delete("/api/instances/meter_1/hold")
    assert (again.status_code, again.json()["error"]["key"]) == (404, "unknown_hold")


async def test_a_held_instance_runs_degraded_and_its_points_take_no_write(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    async with stage.puppet("meter_1") as puppet:
        await puppet.say("connected")
        await puppet.pulse()
        await puppet.directory(Point("a.limit", "REAL", writable=True), Point("b", "REAL", writable=True))
        await puppet.sample("a.limit", 1.0)
        await puppet.sample("b", 1.0)
        await until(lambda: stage.gateway.status.view("meter_1")["status"] == "running")
        await hold(stage, path="a")
        status_of_a_part = stage.gateway.status.view("meter_1")["status"]
        refused = await stage.http.post("/api/points/meter_1.a.limit/write", json={"value": 2.0})
        await hold(stage)
        whole = await stage.http.post("/api/points/meter_1.b/write", json={"value": 2.0})
        view = stage.gateway.status.view("meter_1")

    assert status_of_a_part == "running"
    for answer in (refused, whole):
        assert (answer.status_code, answer.json()["error"]["key"]) == (409, "maintenance_hold")
        assert answer.json()["error"]["params"]["by"] == "admin"
    assert (view["status"], (view["reason"] or {})["key"]) == ("degraded", "maintenance_hold")


async def test_it_survives_the_gateway_and_ends_by_itself(tmp_path: Path) -> None:
    async with staged(tmp_path) as first:
        await first.add("meter_1", meter_config())
        view = await hold(first)
    async with staged(tmp_path) as second:
        await until(lambda: on_bus(second))
        assert (await second.http.get("/api/holds")).json() == [view]
        await hold(second, minutes=0.01)
        await until(lambda: not on_bus(second))
        assert (await second.http.get("/api/holds")).json() == []
        await until(lambda: second.gateway.holds._holds == {})
        assert json.loads((tmp_path / "config" / "holds.json").read_bytes())["holds"] == {}


async def test_a_hold_goes_with_a_rename_and_with_its_instance(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await hold(stage)
    job = (await stage.http.post("/api/instances/meter_1/rename", json={"id": "m2"})).json()
    for _ in range(200):
        state = (await stage.http.get(f"/api/jobs/{job['id']}")).json()["state"]
        if state != "running":
            break
        await asyncio.sleep(0.05)
    moved = (await stage.http.get("/api/holds")).json()
    await stage.http.delete("/api/instances/m2")
    await until(lambda: stage.gateway.holds.all() == {})

    assert (state, [one["instance"] for one in moved]) == ("done", ["m2"])
    assert TOPIC not in stage.broker.retained


@pytest.mark.parametrize(
    "body",
    [{"minutes": 0, "reason": "x"}, {"minutes": 1, "reason": ""}, {"minutes": 1e9, "reason": "x"}, {"minutes": 5},
     {"minutes": 1, "reason": "x", "path": "a..b"}],
)  # fmt: skip
async def test_a_hold_without_end_or_reason_is_refused(stage: Stage, body: dict[str, Any]) -> None:
    await stage.add("meter_1", meter_config())
    answer = await stage.http.put("/api/instances/meter_1/hold", json=body)

    assert answer.status_code == 422
    assert stage.gateway.holds.all() == {}


async def test_a_damaged_file_is_told_and_put_aside(tmp_path: Path) -> None:
    async with staged(tmp_path, files={"holds.json": b'{"holds": 7}'}) as stage:
        assert stage.gateway.holds.problem is not None
        assert stage.gateway.holds.problem.key == "holds_damaged"
        await stage.add("meter_1", meter_config())
        await hold(stage)
        assert stage.gateway.holds.problem is None
    assert (tmp_path / "config" / "holds.damaged").read_bytes() == b'{"holds": 7}'
