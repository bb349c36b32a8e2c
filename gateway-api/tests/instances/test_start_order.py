"""Instances that start after others: named in the file and through the API, kept right by renames and removals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.instances.document import InstancesCodec
from dinrail_gateway.instances.secrets import SecretStore
from dinrail_gateway.routes.mentions import writes_to
from dinrail_gateway.testing.seam import METER, PlayedTypes, meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until
from dinrail_gateway.types.service import TypeCatalog


def on_disk(stage: Stage) -> dict[str, Any]:
    file = json.loads((stage.settings.config / "instances.json").read_bytes())
    return {item["id"]: item for item in file["instances"]}


def body(**changes: Any) -> dict[str, Any]:
    return {"type": "meter", "config": meter_config(), **changes}


async def test_an_order_is_kept_told_to_the_supervisor_and_shown(stage: Stage) -> None:
    await stage.add("plc", meter_config("plc.local"))
    view = await stage.add("bms", meter_config("bms.local"), after=["plc"])
    await until(lambda: "bms" in stage.supervisor.desired)

    assert view["after"] == ["plc"]
    assert stage.supervisor.desired["bms"].after == ("plc",)
    changed = await stage.http.put("/api/instances/bms", json=body(config=meter_config("bms.local"), title="B"))
    assert changed.json()["after"] == ["plc"]  # a body that says nothing of it keeps it
    cleared = await stage.http.put("/api/instances/bms", json=body(config=meter_config("bms.local"), after=[]))
    assert cleared.json()["after"] == []
    assert "after" not in on_disk(stage)["bms"]


async def test_circles_and_names_of_nobody_are_refused_with_their_place(stage: Stage) -> None:
    await stage.add("plc", meter_config("plc.local"))
    await stage.add("bms", meter_config("bms.local"), after=["plc"])

    circle = await stage.http.put("/api/instances/plc", json=body(config=meter_config("plc.local"), after=["bms"]))
    nobody = await stage.http.put("/api/instances/plc", json=body(config=meter_config("plc.local"), after=["ghost"]))

    assert circle.status_code == 422
    assert (circle.json()["error"]["key"], circle.json()["error"]["path"]) == ("start_order_circle", "/after")
    assert circle.json()["error"]["params"] == {"way": "plc → bms → plc"}
    assert (nobody.json()["error"]["key"], nobody.json()["error"]["path"]) == ("unknown_instance", "/after")


async def test_a_removed_instance_is_waited_for_no_more_and_a_renamed_one_under_its_new_name(stage: Stage) -> None:
    for name in ("plc", "meter_1"):
        await stage.add(name, meter_config(f"{name}.local"), enabled=False)
    await stage.add("bms", meter_config("bms.local"), after=["plc", "meter_1"])

    await stage.http.delete("/api/instances/meter_1")
    assert on_disk(stage)["bms"]["after"] == ["plc"]
    await stage.http.post("/api/instances/plc/rename", json={"id": "plc_keller"})
    await until(lambda: "plc_keller" in on_disk(stage))
    assert on_disk(stage)["bms"]["after"] == ["plc_keller"]


def test_a_hand_edited_circle_is_refused_and_a_name_of_nobody_only_told(tmp_path: Path) -> None:
    codec = InstancesCodec(TypeCatalog(PlayedTypes(METER)).get, SecretStore(tmp_path / "secrets.json"))

    def text(*entries: dict[str, Any]) -> bytes:
        return json.dumps({"version": 1, "instances": entries}).encode()

    with pytest.raises(Rejected) as caught:
        codec.check(text({"id": "a", **body(after=["b"])}, {"id": "b", **body(after=["a"])}), None)
    assert [(each.path, each.key) for each in caught.value.problems] == [
        ("/instances/0/after", "start_order_circle"),
        ("/instances/1/after", "start_order_circle"),
    ]
    checked = codec.check(text({"id": "a", **body(after=["ghost"])}), None)
    assert [(each.path, each.key) for each in checked.doubts] == [("/instances/0/after", "unknown_instance")]


async def test_what_routes_write_to_needs_the_router_and_an_unreadable_file_holds_nobody_back(tmp_path: Path) -> None:
    for name, text in (("good", b'{"routes": [{"from": "bt.a", "to": "plc.b"}]}'), ("bad", b"{")):
        (tmp_path / name).mkdir()
        async with staged(tmp_path / name, files={"routing.json": text}) as stage:
            needs = [stage.gateway.needs_router(instance) for instance in ("plc", "bt")]
        assert needs == [name == "good", False]


@pytest.mark.parametrize(
    ("to", "written"),
    [
        ("plc.MAIN.fValue", True),
        (["mqtt.alarms/critical", "plc/MAIN/fValue"], True),
        ("{1}.MAIN.fValue", True),
        ("plc_2.MAIN.fValue", False),
        ("calc.plc.value", False),
        (7, False),
    ],
)
def test_the_router_comes_before_what_routes_write_to(to: Any, written: bool) -> None:
    assert writes_to({"routes": [{"from": "plc.a", "to": to}]}, "plc") is written
    assert writes_to({"routes": [{"from": "plc.a", "to": to, "enabled": False}, "odd"]}, "plc") is False
