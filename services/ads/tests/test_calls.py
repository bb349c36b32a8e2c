"""What an instance answers: pages of the tree, search, types, info; several runtimes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ads_rig import Rig, eventually, plant
from dinrail.errors import CallRefused
from dinrail_ads.sim import Simulator, catalogue, garage, keller


def names(answer: dict[str, Any]) -> list[str]:
    return [node["name"] for node in answer["nodes"]]


async def test_the_tree_folds_open_with_live_values(rig, plc):
    rail = rig("MAIN.nCount")
    await rail.start()
    assert names(await rail.adapter.browse({}))[:2] == ["GVL", "MAIN"]
    plc.program["MAIN.nCount"] = 77
    answer = await rail.adapter.browse({"path": "MAIN", "values": True})
    found = {node["name"]: node for node in answer["nodes"]}
    assert answer["total"] == 6
    assert found["nCount"]["value"] == 77
    assert found["nCount"]["point"]
    assert not found["nCount"]["writable"]  # as a point it is what its configuration says
    assert not found["fSpeed"]["point"]
    assert found["fSpeed"]["writable"]
    assert found["fSpeed"]["value"] == 1.5
    assert found["fSpeed"]["attributes"]["unit"] == "m/s"
    assert found["sName"]["iec"] == "STRING"


async def test_answers_are_pages(rig, plc):
    rail = rig("MAIN.nCount")
    await rail.start()
    first = await rail.adapter.browse({"path": "MAIN", "limit": 4})
    rest = await rail.adapter.browse({"path": "MAIN", "limit": 4, "start": 4})
    assert (len(first["nodes"]), len(rest["nodes"]), rest["total"]) == (4, 2, 6)
    assert len(set(names(first) + names(rest))) == 6


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("browse", {"limit": 501}),
        ("browse", {"start": -1}),
        ("browse", {"path": 3}),
        ("search", {}),
        ("search", {"text": "  "}),
        ("overview", {"limit": True}),
        ("confirm_changes", {"points": "MAIN"}),
        ("nonsense", {}),
    ],
)
async def test_nonsense_is_refused(rig, plc, method, params):
    rail = rig("MAIN.nCount")
    await rail.start()
    with pytest.raises(CallRefused):
        await (rail.adapter.browse(params) if method == "browse" else rail.adapter.call(method, params))


async def test_names_and_types_are_found(rig):
    async with Simulator(keller(), speed=0) as plc:
        rail = rig("MAIN.**", sim=plc)
        await rail.start()
        found = await rail.adapter.call("search", {"text": "cell volt", "limit": 5})
        assert found["more"]
        assert all(node["path"].endswith("fVoltage") for node in found["nodes"])
        types = await rail.adapter.call("overview", {"limit": 500})
        cells = next(each for each in types["types"] if each["type"] == "ST_Cell")
        assert (cells["kind"], cells["count"]) == ("structure", 16)
        places = await rail.adapter.call("overview", {"type": "ST_Cell", "limit": 3})
        assert [node["path"] for node in places["nodes"]] == [f"MAIN.fbBattery.aCell[{each}]" for each in (1, 2, 3)]
        assert places["more"]
        volts = await rail.adapter.call("search", {"text": "cell volt", "limit": 2, "values": True})
        assert all(node["value"] > 2 for node in volts["nodes"])
        reals = await rail.adapter.call("overview", {"type": "REAL", "start": 3, "limit": 2, "values": True})
        assert len(reals["nodes"]) == 2
        assert all("value" in node for node in reals["nodes"])
        await rail.stop()


async def test_everything_the_plc_has_can_be_looked_at(rig):
    async with Simulator(catalogue(), speed=0) as plc:
        rail = rig("MAIN.**", sim=plc)
        await rail.start()
        seen = await _unfold(rail, "")
        assert {"scalar", "enum", "array", "structure", "union", "pointer", "reference", "function block"} <= {
            node["kind"] for node in seen
        }
        assert len(seen) > 150
        json.dumps(seen)
        await rail.stop()


async def _unfold(rail: Rig, path: str) -> list[dict[str, Any]]:
    answer = await rail.adapter.browse({"path": path, "limit": 500, "values": True})
    below = [await _unfold(rail, node["path"]) for node in answer["nodes"] if node.get("expandable")]
    return [*answer["nodes"], *(node for part in below for node in part)]


async def test_without_a_connection_the_last_tables_answer(rig, plc):
    rail = rig("MAIN.nCount")
    with pytest.raises(CallRefused):
        await rail.adapter.browse({})
    await rail.start()
    await rail.stop()
    assert names(await rail.adapter.browse({"path": "MAIN", "values": True}))[0] == "bRun"
    told = (await rail.adapter.call("info", {}))["runtimes"][0]
    assert told["reason"] == "not_connected"


async def test_several_runtimes_have_their_names_in_front(rig):
    async with Simulator({851: keller(), 852: garage()}, speed=0) as plc:
        ports = [{"port": 851, "name": "keller"}, {"port": 852, "name": "garage"}]
        rail = rig("keller.MAIN.fbBattery.fSoc", "garage.MAIN.fbGate", sim=plc, runtimes=ports, marked=False)
        await rail.start()
        assert {path.partition(".")[0] for path in rail.points} == {"keller", "garage"}
        await rail.shows("keller.MAIN.fbBattery.fSoc", 62.0)
        await rail.shows("garage.MAIN.fbGate.nTarget", 100)
        assert names(await rail.adapter.browse({})) == ["keller", "garage"]
        assert "fbGate" in names(await rail.adapter.browse({"path": "garage.MAIN"}))
        info = await rail.adapter.call("info", {})
        assert [each["port"] for each in info["runtimes"]] == [851, 852]
        await rail.stop()


async def test_one_runtime_fails_alone(rig):
    async with Simulator({851: plant(), 852: plant()}, speed=0) as plc:
        ports = [{"port": 851, "name": "a"}, {"port": 852, "name": "b"}]
        rail = rig("a.MAIN.**", "b.MAIN.**", sim=plc, runtimes=ports)
        await rail.start()
        plc.set_state("STOP", 852)
        await eventually(lambda: rail.quality("b.MAIN.nCount") == ("bad", "plc_stopped"))
        plc.program["MAIN.nCount"] = 31
        await rail.shows("a.MAIN.nCount", 31)
        await eventually(lambda: rail.context.problem == "plc_stopped")
        assert rail.context.problems[-1][1]["port"] == 852
        plc.set_state("RUN", 852)
        await rail.shows("b.MAIN.nCount", 7)
        await eventually(lambda: rail.context.problem is None)
        await rail.stop()


async def test_a_runtime_that_is_not_there_yet_joins_later(rig, plc):
    rail = rig("a.MAIN.**", runtimes=[{"port": 851, "name": "a"}, {"port": 852, "name": "b"}])
    await rail.open()
    rail.deliver()
    await rail.shows("a.MAIN.nCount", 7)
    await eventually(lambda: rail.context.problem == "runtime_absent")
