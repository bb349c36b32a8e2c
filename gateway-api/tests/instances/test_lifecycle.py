"""Clone, rename, one operation at a time, and what a kill asks first."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from dinrail_gateway.routes.mentions import mentioning, renamed
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ANY, Stage
from dinrail_gateway.testing.waiting import until

ROUTES = {
    "routes": [
        {"id": "a", "from": "meter_1.power", "to": "calc.sum"},
        {"id": "b", "name": "meter_1.x is prose", "from": "other.meter_1.x", "to": "calc.b"},
        {"id": "c", "from": "other.x", "when": "point('meter_1.on')", "to": ["calc.c", "meter_1.limit"]},
    ]
}


async def put_routes(stage: Stage) -> None:
    answer = await stage.http.put("/api/routes", json=ROUTES, headers=ANY)
    assert answer.status_code == 200, answer.text


async def job_of(stage: Stage, answer: Any) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    path = f"/api/jobs/{answer.json()['id']}"
    for _ in range(200):
        job: dict[str, Any] = (await stage.http.get(path)).json()
        if job["state"] != "running":
            return job
        await asyncio.sleep(0.05)
    raise AssertionError(job)


def test_routes_that_name_it_are_found_by_first_segments_only() -> None:
    assert mentioning(ROUTES, "meter_1") == ["a", "c"]
    assert mentioning({"routes": [{"from": "my-plc.x", "to": "x_plc.y"}]}, "plc") == []


def test_the_new_name_stands_wherever_the_old_one_was_an_address() -> None:
    document = json.loads(json.dumps(ROUTES | {"sources": {"meter_1": {"limit": 5}}}))
    renamed(document, "meter_1", "m2")

    assert document["routes"][0]["from"] == "m2.power"
    assert document["routes"][1] == ROUTES["routes"][1]
    assert document["routes"][2]["when"] == "point('m2.on')"
    assert document["routes"][2]["to"] == ["calc.c", "m2.limit"]
    assert document["sources"] == {"m2": {"limit": 5}}


async def test_a_clone_has_the_secrets_and_is_off(stage: Stage) -> None:
    await stage.add("meter_1", meter_config(token="hunter2"), title="One", limits={"pids": 9})
    answer = await stage.http.post("/api/instances/meter_1/clone", json={"id": "meter_2"})

    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert (view["enabled"], view["title"], view["limits"]["pids"]) == (False, "One", 9)
    assert "hunter2" not in answer.text
    assert stage.gateway.secrets.of("meter_2") == stage.gateway.secrets.of("meter_1") == {"/token": "hunter2"}
    again = await stage.http.post("/api/instances/meter_1/clone", json={"id": "meter_2"})
    assert (again.status_code, again.json()["error"]["key"]) == (409, "instance_exists")


async def test_safe_writes_reach_the_adapter_and_stay_where_nothing_is_said_of_them(stage: Stage) -> None:
    safe = [{"path": "a.pump", "value": False}, {"path": "limit", "value": 0.5}]
    view = await stage.add("meter_1", meter_config(), safe_writes=safe)
    changed = {"type": "meter", "config": meter_config("10.0.0.7")}
    kept = (await stage.http.put("/api/instances/meter_1", json=changed)).json()
    await stage.http.post("/api/instances/meter_1/clone", json={"id": "meter_2"})
    await until(lambda: "meter_2" in stage.supervisor.desired)
    wrong = await stage.http.put(
        "/api/instances/meter_1", json=changed | {"safe_writes": [{"path": "a..b", "value": 1}]}
    )
    cleared = (await stage.http.put("/api/instances/meter_1", json=changed | {"safe_writes": []})).json()

    assert view["safe_writes"] == kept["safe_writes"] == safe
    written = stage.supervisor.desired["meter_2"].definition.safe_writes
    assert [(one.path, one.value) for one in written] == [("a.pump", False), ("limit", 0.5)]
    assert (wrong.status_code, wrong.json()["error"]["path"]) == (422, "/safe_writes/0/path")
    assert cleared["safe_writes"] == []


async def test_a_rename_takes_secrets_routes_and_topics_along(stage: Stage) -> None:
    await stage.add("meter_1", meter_config(token="hunter2"), title="One")
    await stage.add("other", meter_config())
    await put_routes(stage)
    async with stage.puppet("meter_1") as puppet:
        await puppet.sample("power", 5)
    await until(lambda: "dinrail/meter_1/config/0" in stage.broker.retained)

    job = await job_of(stage, await stage.http.post("/api/instances/meter_1/rename", json={"id": "m2"}))

    assert (job["state"], job["error"], job["progress"]) == ("done", None, 1.0)
    assert job["result"] == {"routes": ["a", "c"], "routes_changed": True}
    ids = [one["id"] for one in (await stage.http.get("/api/instances")).json()]
    assert ids == ["m2", "other"]
    assert stage.gateway.secrets.of("m2") == {"/token": "hunter2"}
    assert stage.gateway.secrets.of("meter_1") == {}
    assert (await stage.http.get("/api/instances/m2")).json()["enabled"] is True
    assert (await stage.http.get("/api/routes")).json()["document"]["routes"][0]["from"] == "m2.power"
    assert [topic for topic in stage.broker.retained if "/meter_1/" in topic] == []
    await until(lambda: "dinrail/m2/config/0" in stage.broker.retained)
    assert b"hunter2" not in (stage.settings.config / "instances.json").read_bytes()


async def test_a_rename_asked_for_twice_is_one_job_and_holds_everything_else_off(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    stage.supervisor.say(Observation(instance="meter_1", container="running", stopping=True))
    first = await stage.http.post("/api/instances/meter_1/rename", json={"id": "m2"})
    await asyncio.sleep(0.05)
    second = await stage.http.post("/api/instances/meter_1/rename", json={"id": "m2"})
    refused = [
        await stage.http.post("/api/instances/meter_1/rename", json={"id": "m3"}),
        await stage.http.post("/api/admin/instances/meter_1/restart"),
        await stage.http.post("/api/admin/instances/meter_1/start"),
        await stage.http.delete("/api/instances/meter_1"),
    ]
    stage.supervisor.say(Observation(instance="meter_1", container="absent"))
    job = await job_of(stage, first)

    assert second.json()["id"] == first.json()["id"]
    assert {answer.json()["error"]["key"] for answer in refused} <= {"instance_busy", "instance_disabled"}
    assert [answer.status_code for answer in refused] == [409] * 4
    assert refused[0].json()["error"]["params"] == {"id": "meter_1", "operation": "rename"}
    assert job["state"] == "done"
    assert len((await stage.http.get("/api/jobs")).json()) == 1


async def test_a_rename_to_what_cannot_be_changes_nothing(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await stage.add("meter_2", meter_config("10.0.0.9"))

    async def refusal(new: str) -> tuple[int, str]:
        answer = await stage.http.post("/api/instances/meter_1/rename", json={"id": new})
        return answer.status_code, answer.json()["error"]["key"]

    assert await refusal("meter_2") == (409, "instance_exists")
    assert await refusal("Meter 1") == (422, "instance_id_invalid")
    reserved = await job_of(stage, await stage.http.post("/api/instances/meter_1/rename", json={"id": "stats"}))
    assert (reserved["state"], reserved["error"]["key"]) == ("failed", "instance_id_reserved")
    view = (await stage.http.get("/api/instances/meter_1")).json()
    assert view["enabled"] is True
    assert (await stage.http.get("/api/jobs/none")).status_code == 404


async def test_what_routes_depend_on_wants_its_kill_confirmed(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await put_routes(stage)
    await until(lambda: "meter_1" in stage.supervisor.desired)

    unsure = await stage.http.post("/api/admin/instances/meter_1/kill")
    reach = await stage.http.get("/api/instances/meter_1/reach")
    sure = await stage.http.post("/api/admin/instances/meter_1/kill?confirm=true")

    assert (unsure.status_code, unsure.json()["error"]["key"]) == (409, "kill_unconfirmed")
    assert unsure.json()["reach"] == reach.json() == {"critical": True, "routes": ["a", "c"], "widgets": 0, "pages": 0}
    assert sure.status_code == 200
    assert stage.supervisor.verbs == [("kill", "meter_1")]


async def test_two_operations_at_once_and_a_kill_in_between(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await until(lambda: "meter_1" in stage.supervisor.desired)
    with stage.gateway.operations.turns.take("restart", "meter_1"):
        busy = await stage.http.post("/api/admin/instances/meter_1/stop")
        killed = await stage.http.post("/api/admin/instances/meter_1/kill")
    free = await stage.http.post("/api/admin/instances/meter_1/stop")

    assert (busy.status_code, busy.json()["error"]["params"]["operation"]) == (409, "restart")
    assert (killed.status_code, free.status_code) == (200, 200)
