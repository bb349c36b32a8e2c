"""Instances through the API."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.documents import AppliedConfig, InstanceDefinition
from dinrail.parts import PartReader
from dinrail.reason import Reason
from dinrail_gateway.instances.document import plain_entry
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until


def body(**changes: Any) -> dict[str, Any]:
    return {"type": "meter", "config": meter_config(), **changes}


def on_disk(stage: Stage) -> Any:
    return json.loads((stage.settings.config / "instances.json").read_bytes())


def definition_on_bus(stage: Stage, instance: str) -> InstanceDefinition:
    document = PartReader().feed(stage.broker.retained[f"dinrail/{instance}/config/0"])
    assert document is not None
    return msgspec.json.decode(document, type=InstanceDefinition)


async def test_a_new_instance_is_stored_wanted_and_defined_on_the_bus(stage: Stage) -> None:
    view = await stage.add("meter_1", meter_config("10.0.0.5"), title="Zähler", limits={"memory_mb": 48})
    await until(lambda: "meter_1" in stage.supervisor.desired and "dinrail/meter_1/config/0" in stage.broker.retained)

    assert view["title"] == "Zähler"
    assert on_disk(stage)["instances"][0]["id"] == "meter_1"
    assert stage.identities.ensured[-1] == ["meter_1"]
    desired = stage.supervisor.desired["meter_1"]
    assert (desired.definition.limits.memory_mb, desired.definition.limits.cpu) == (48, 0.5)
    assert definition_on_bus(stage, "meter_1") == desired.definition
    assert (await stage.http.get("/api/instances/meter_1")).json()["config"] == meter_config("10.0.0.5")


async def test_every_field_error_of_a_new_instance_is_told_and_nothing_is_stored(stage: Stage) -> None:
    config = {"endpoints": [{"kind": "tcp", "host": "", "port": 0}], "interval": 1e9}

    answer = await stage.http.post("/api/instances", json={"id": "m", **body(config=config)})

    assert answer.status_code == 422
    assert sorted(error["path"] for error in answer.json()["errors"]) == [
        "/config/endpoints/0/host",
        "/config/endpoints/0/port",
        "/config/interval",
    ]
    assert on_disk(stage)["instances"] == []


async def test_reserved_invalid_and_taken_ids_are_refused(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())

    async def refusal(instance: str) -> tuple[int, str]:
        answer = await stage.http.post("/api/instances", json={"id": instance, **body()})
        return answer.status_code, answer.json()["error"]["key"]

    assert await refusal("router") == (422, "instance_id_reserved")
    assert await refusal("broker-1") == (422, "instance_id_reserved")
    assert await refusal("Meter 1") == (422, "instance_id_invalid")
    assert await refusal("meter_1") == (409, "instance_exists")


async def test_unknown_types_and_fields_are_refused(stage: Stage) -> None:
    unknown = await stage.http.post("/api/instances", json={"id": "a", **body(type="gizmo")})
    extra = await stage.http.post("/api/instances", json={"id": "a", **body(colour="red")})

    assert (unknown.status_code, unknown.json()["error"]["path"]) == (422, "/type")
    assert (extra.status_code, extra.json()["error"]["path"]) == (422, "/colour")


async def test_a_secret_is_write_only_and_never_on_disk_bus_or_api(stage: Stage) -> None:
    view = await stage.add("meter_1", meter_config(token="hunter2"))
    await until(lambda: "dinrail/meter_1/config/0" in stage.broker.retained)

    everything = [path.read_bytes() for path in stage.settings.config.rglob("*.json")]
    assert view["config"]["token"] == {"$secret": True}
    assert not any(b"hunter2" in data for data in everything)
    assert not any(b"hunter2" in message.payload for message in stage.broker.published)
    assert b"hunter2" not in (await stage.http.get("/api/instances")).content
    assert stage.supervisor.desired["meter_1"].secrets == {"/token": "hunter2"}


async def test_a_placeholder_keeps_the_stored_secret(stage: Stage) -> None:
    view = await stage.add("meter_1", meter_config(token="hunter2"))

    answer = await stage.http.put("/api/instances/meter_1", json=body(config=view["config"], title="new"))
    await until(lambda: stage.supervisor.desired["meter_1"].definition.title == "new")

    assert answer.status_code == 200
    assert stage.supervisor.desired["meter_1"].secrets == {"/token": "hunter2"}


async def test_a_placeholder_for_nothing_has_to_be_entered(stage: Stage) -> None:
    answer = await stage.http.post(
        "/api/instances", json={"id": "m", **body(config=meter_config(token={"$secret": True}))}
    )

    assert answer.status_code == 422
    assert (answer.json()["error"]["key"], answer.json()["error"]["path"]) == ("secret_missing", "/config/token")


async def test_a_changed_secret_is_a_new_revision(stage: Stage) -> None:
    before = await stage.add("meter_1", meter_config(token="one"))

    after = (await stage.http.put("/api/instances/meter_1", json=body(config=meter_config(token="two")))).json()

    assert after["config"] == before["config"]
    assert after["revision"] > before["revision"]


async def test_the_second_of_two_admins_gets_the_present_instance(stage: Stage) -> None:
    view = await stage.add("meter_1", meter_config())
    tag = {"If-Match": f'"{view["revision"]}"'}

    first = await stage.http.put("/api/instances/meter_1", json=body(title="first"), headers=tag)
    second = await stage.http.put("/api/instances/meter_1", json=body(title="second"), headers=tag)

    assert first.status_code == 200
    assert first.headers["etag"] == f'"{first.json()["revision"]}"'
    assert second.status_code == 409
    assert second.json()["error"]["key"] == "conflict"
    assert second.json()["current"]["title"] == "first"


async def test_the_type_of_an_instance_cannot_change(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())

    answer = await stage.http.put("/api/instances/meter_1", json=body(type="relay"))

    assert (answer.status_code, answer.json()["error"]["key"]) == (422, "type_immutable")


async def test_one_changed_instance_leaves_the_others_exactly_as_they_were(stage: Stage) -> None:
    for number in range(5):
        await stage.add(f"meter_{number}", meter_config())
    await until(lambda: len(stage.supervisor.desired) == 5 and "dinrail/meter_4/config/0" in stage.broker.retained)
    before = dict(stage.supervisor.desired)
    stage.broker.published.clear()

    await stage.http.put("/api/instances/meter_2", json=body(title="changed"))
    await until(lambda: stage.supervisor.desired["meter_2"].definition.title == "changed")

    unchanged = {name for name, desired in stage.supervisor.desired.items() if desired == before[name]}
    assert unchanged == {"meter_0", "meter_1", "meter_3", "meter_4"}
    await stage.broker.wait_for("dinrail/meter_2/config/0")
    assert {message.topic for message in stage.broker.published if "/config/" in message.topic} == {
        "dinrail/meter_2/config/0"
    }


async def test_a_trial_validates_without_keeping_anything(stage: Stage) -> None:
    await stage.add("meter_1", meter_config(token="hunter2"))

    async def trial(config: Any, **more: Any) -> Any:
        answer = await stage.http.post("/api/instances/validate", json={"type": "meter", "config": config, **more})
        return answer.json()

    wrong = await trial({"endpoints": [{"kind": "tcp"}]})
    assert not wrong["ok"]
    assert [error["path"] for error in wrong["errors"]] == ["/endpoints/0/host"]
    assert (await trial(meter_config(token={"$secret": True}), id="meter_1")) == {"ok": True, "errors": []}
    assert (await trial(meter_config(token={"$secret": True})))["errors"][0]["path"] == "/token"


async def test_stop_and_start_change_what_is_wanted(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())

    stopped = (await stage.http.post("/api/admin/instances/meter_1/stop")).json()
    await until(lambda: not stage.supervisor.desired["meter_1"].enabled)
    shown = (await stage.http.get("/api/instances/meter_1")).json()
    started = await stage.http.post("/api/admin/instances/meter_1/start")
    await until(lambda: stage.supervisor.desired["meter_1"].enabled)

    assert stopped["status"]["status"] in ("stopping", "stopped")
    assert (shown["enabled"], shown["status"]["status"]) == (False, "stopped")
    assert started.status_code == 200
    assert on_disk(stage)["instances"][0]["enabled"] is True


async def test_restart_and_kill_reach_the_supervisor(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await until(lambda: "meter_1" in stage.supervisor.desired)

    restart = await stage.http.post("/api/admin/instances/meter_1/restart")
    kill = await stage.http.post("/api/admin/instances/meter_1/kill")

    assert (restart.status_code, kill.status_code) == (200, 200)
    assert stage.supervisor.verbs == [("restart", "meter_1"), ("kill", "meter_1")]


async def test_operations_that_make_no_sense_are_refused_with_their_reason(stage: Stage) -> None:
    await stage.add("meter_1", meter_config(), enabled=False)

    async def refusal(path: str) -> tuple[int, str]:
        answer = await stage.http.post(f"/api/admin/instances/{path}")
        return answer.status_code, answer.json()["error"]["key"]

    assert await refusal("meter_1/restart") == (409, "instance_disabled")
    assert await refusal("meter_1/kill") == (409, "instance_not_running")
    assert await refusal("nobody/start") == (404, "unknown_instance")


async def test_starting_a_failed_instance_tries_again_at_once(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await until(lambda: "meter_1" in stage.supervisor.desired)
    stage.supervisor.say(Observation(instance="meter_1", container="exited", failed=True, exit_code=1))

    await stage.http.post("/api/admin/instances/meter_1/start")

    assert stage.supervisor.verbs == [("restart", "meter_1")]


async def test_logs_and_statistics_are_shown(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())

    logs = (await stage.http.get("/api/instances/meter_1/logs?lines=3")).json()
    (row,) = (await stage.http.get("/api/admin/instances/stats")).json()

    assert [line["message"] for line in logs["lines"]] == [f"line {number} of meter_1" for number in range(3)]
    assert (row["id"], row["cpu_percent"], row["memory_bytes"]) == ("meter_1", None, None)


async def test_a_rejected_configuration_is_shown_with_the_status(stage: Stage) -> None:
    view = await stage.add("meter_1", meter_config())
    reason = Reason("config_invalid", {"path": "/endpoints/0/host"}, "no such host")
    async with stage.puppet("meter_1") as meter:
        await meter.say("connected", config=AppliedConfig(1, view["revision"], reason))
        await until(lambda: stage.gateway.fleet.state("meter_1") is not None)

    shown = (await stage.http.get("/api/instances/meter_1")).json()["status"]
    assert shown["config_rejected"]["params"] == {"path": "/endpoints/0/host"}


async def test_a_broken_file_keeps_the_instances_and_is_a_problem(tmp_path: Path) -> None:
    good = json.dumps({"version": 1, "instances": [{"id": "meter_1", **body()}]}).encode()
    async with staged(tmp_path, files={"instances.json": good}) as stage:
        await until(lambda: "meter_1" in stage.supervisor.desired)
        (tmp_path / "config" / "instances.json").write_bytes(good[:-20])
        await until(lambda: bool(stage.gateway.board.all()))

        (problem,) = (await stage.http.get("/api/problems")).json()
        assert (problem["source"], problem["key"]) == ("instances.json", "json_truncated")
        assert list(stage.supervisor.desired) == ["meter_1"]

    async with staged(tmp_path) as again:
        await until(lambda: "meter_1" in again.supervisor.desired)
        (tmp_path / "config" / "instances.json").write_bytes(good)
        await until(lambda: not again.gateway.board.all())


async def test_without_any_readable_file_nothing_that_runs_is_touched(tmp_path: Path) -> None:
    async with staged(tmp_path, files={"instances.json": b"{"}) as stage:
        answer = await stage.http.post("/api/instances", json={"id": "a", **body()})

        assert (answer.status_code, answer.json()["error"]["key"]) == (503, "document_unreadable")
        assert stage.supervisor.history == []
        assert stage.identities.ensured == []


async def test_a_file_refused_for_a_type_is_taken_when_the_type_is_there(tmp_path: Path) -> None:
    data = json.dumps({"version": 1, "instances": [{"id": "meter_1", **body()}]}).encode()
    from dinrail_gateway.testing.seam import METER

    async with staged(tmp_path, files={"instances.json": data}, types=()) as stage:
        assert [problem.key for problem in stage.gateway.board.all()] == ["unknown_type"]

        stage.types.set(METER)
        await until(lambda: "meter_1" in stage.supervisor.desired)

        assert stage.gateway.board.all() == []


def deep(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    "config",
    [deep(100), deep(500), deep(5000), b'{"token": "\\ud800"}', b'{"interval": NaN}', b'{"interval": 1e999}',
     b'{"interval": ' + b"9" * 5000 + b"}", b'{"token": "\\u0000"}', b'{"endpoints": {"a": {}}}', b"[]", b"null"],
)  # fmt: skip
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/instances", b'{"id": "x", "type": "meter", "config": %s}'),
        ("POST", "/api/instances/validate", b'{"type": "meter", "config": %s}'),
        ("PUT", "/api/instances/meter_1", b'{"type": "meter", "config": %s}'),
        ("PUT", "/api/routes", b"%s"),
    ],
)
async def test_hostile_json_is_refused_and_never_an_error_of_ours(
    stage: Stage, method: str, path: str, body: bytes, config: bytes
) -> None:
    await stage.add("meter_1", meter_config())
    content = body.replace(b"%s", config)

    headers = {"content-type": "application/json", "if-match": "*"}
    answer = await stage.http.request(method, path, content=content, headers=headers)

    refused = answer.status_code in (400, 422) or answer.json()["ok"] is False
    assert refused
    assert on_disk(stage)["instances"] == [plain_entry(stage.gateway.instances.entry("meter_1"))]
