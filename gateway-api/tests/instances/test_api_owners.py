"""The one-owner rule through the API and in a file edited by hand."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.manifest import Exclusive
from dinrail.options import config_schema
from dinrail_gateway.runtime.interface import TypeEntry
from dinrail_gateway.testing.seam import MANIFEST, MeterConfig, meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until


def type_entry(name: str) -> TypeEntry:
    exclusive = [Exclusive("ams", ["/endpoints/*/host"]), Exclusive("serial", ["/endpoints/*/device"])]
    manifest = msgspec.structs.replace(MANIFEST, name=name, exclusive=exclusive)
    described = msgspec.json.encode({"manifest": manifest, "schema": config_schema(MeterConfig), "locales": {}})
    return TypeEntry(type=name, image="ready", manifest=manifest, described=described)


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path, types=(type_entry("meter"), type_entry("rtu"))) as made:
        yield made


def serial(device: str) -> dict[str, Any]:
    return {"endpoints": [{"kind": "serial", "device": device}]}


async def status(stage: Stage, instance: str) -> tuple[str, str, Any]:
    found = (await stage.http.get(f"/api/instances/{instance}")).json()["status"]
    return found["status"], found["reason"]["key"], found["reason"]["params"].get("instance")


async def test_a_second_instance_of_a_link_is_refused_at_its_field(stage: Stage) -> None:
    await stage.add("one", meter_config("PLC.local"))
    config = {"endpoints": [{"kind": "tcp", "host": "other"}, {"kind": "tcp", "host": "plc.local"}]}

    answer = await stage.http.post("/api/instances", json={"id": "two", "type": "meter", "config": config})

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["path"], error["key"]) == ("/config/endpoints/1/host", "link_taken")
    assert error["params"] == {"kind": "ams", "value": "plc.local", "instance": "one"}
    assert [view["id"] for view in (await stage.http.get("/api/instances")).json()] == ["one"]


async def test_a_serial_line_belongs_to_one_instance_of_whatever_type(stage: Stage) -> None:
    await stage.add("one", serial("/dev/ttyUSB0"))
    body = {"id": "two", "type": "rtu", "config": serial("/dev/ttyUSB0")}

    refused = await stage.http.post("/api/instances", json=body)
    other = await stage.http.post("/api/instances", json=body | {"config": serial("/dev/ttyUSB1")})

    assert (refused.status_code, refused.json()["error"]["key"]) == (422, "link_taken")
    assert other.status_code == 201


async def test_a_copy_is_kept_switched_off_until_the_link_is_free(stage: Stage) -> None:
    await stage.add("one", meter_config("a"))
    await stage.add("two", meter_config("a"), enabled=False)

    refused = await stage.http.post("/api/admin/instances/two/start")
    await stage.http.post("/api/admin/instances/one/stop")
    started = await stage.http.post("/api/admin/instances/two/start")
    back = await stage.http.post("/api/admin/instances/one/start")

    assert (refused.status_code, refused.json()["error"]["params"]["instance"]) == (409, "one")
    assert started.status_code == 200
    assert (back.status_code, back.json()["error"]["params"]["instance"]) == (409, "two")


async def test_an_edit_that_takes_a_link_of_another_is_refused(stage: Stage) -> None:
    await stage.add("one", meter_config("a"))
    await stage.add("two", meter_config("b"))
    body = {"type": "meter", "config": meter_config("a")}

    refused = await stage.http.put("/api/instances/two", json=body)
    off = await stage.http.put("/api/instances/two", json=body | {"enabled": False})
    own = await stage.http.put("/api/instances/one", json=body | {"title": "mine"})

    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "/config/endpoints/0/host")
    assert (off.status_code, own.status_code) == (200, 200)


async def test_of_two_in_a_hand_edit_the_later_one_waits_and_says_why(stage: Stage) -> None:
    entries = [{"id": name, "type": "meter", "config": meter_config("a")} for name in ("one", "two")]
    file = stage.settings.config / "instances.json"
    file.write_text(json.dumps({"version": 1, "instances": entries}))
    await until(lambda: "two" in stage.supervisor.desired)

    assert [stage.supervisor.desired[name].enabled for name in ("one", "two")] == [True, False]
    assert await status(stage, "two") == ("error", "link_taken", "one")
    restarted = await stage.http.post("/api/admin/instances/two/restart")
    saved = await stage.http.put(
        "/api/instances/one", json={"type": "meter", "config": meter_config("a"), "title": "x"}
    )
    assert (restarted.status_code, restarted.json()["error"]["key"]) == (409, "link_taken")
    assert saved.status_code == 200

    await stage.http.post("/api/admin/instances/one/stop")
    await until(lambda: stage.supervisor.desired["two"].enabled)
    assert not stage.supervisor.desired["one"].enabled
    assert (await status(stage, "two"))[1] != "link_taken"


async def test_a_type_that_becomes_exclusive_stops_the_later_one(tmp_path: Path) -> None:
    plain = msgspec.structs.replace(type_entry("meter"), manifest=MANIFEST)
    described = msgspec.json.encode({"manifest": MANIFEST, "schema": config_schema(MeterConfig), "locales": {}})
    async with staged(tmp_path, types=(msgspec.structs.replace(plain, described=described),)) as stage:
        await stage.add("one", meter_config("a"))
        await stage.add("two", meter_config("a"))
        await until(lambda: "two" in stage.supervisor.desired and stage.supervisor.desired["two"].enabled)
        stage.types.set(type_entry("meter"))
        await until(lambda: not stage.supervisor.desired["two"].enabled)

        assert await status(stage, "two") == ("error", "link_taken", "one")


async def test_one_plc_by_name_and_by_address_is_one_link(stage: Stage) -> None:
    """`localhost` is a name every machine can look up."""
    await stage.add("one", meter_config("127.0.0.1"))

    answer = await stage.http.post(
        "/api/instances", json={"id": "two", "type": "meter", "config": meter_config("localhost")}
    )

    assert (answer.status_code, answer.json()["error"]["key"]) == (422, "link_taken")
    assert answer.json()["error"]["params"]["instance"] == "one"


async def test_names_in_a_hand_edit_are_looked_up_before_anything_starts(tmp_path: Path) -> None:
    entries = [
        {"id": name, "type": "meter", "enabled": True, "config": meter_config(host)}
        for name, host in (("one", "127.0.0.1"), ("two", "localhost"))
    ]
    file = json.dumps({"version": 1, "instances": entries}).encode()
    async with staged(tmp_path, types=(type_entry("meter"),), files={"instances.json": file}) as stage:
        await until(lambda: stage.supervisor.desired)
        assert (await status(stage, "two"))[1:] == ("link_taken", "one")
        assert [name for name, each in stage.supervisor.desired.items() if each.enabled] == ["one"]
