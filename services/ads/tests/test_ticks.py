"""Ticks in the tree: what they make of a configuration, and what the calls say of it beforehand."""

from __future__ import annotations

from typing import Any

import pytest

from ads_rig import plant, typed
from dinrail.errors import CallRefused
from dinrail_ads.config import AdsConfig
from dinrail_ads.selection import select
from dinrail_ads.sim import Simulator, keller
from dinrail_ads.sim.upload.tables import Uploads
from dinrail_ads.tables import ProgramTables
from dinrail_ads.ticks import Tick, change_of, tick

PLC = {"host": "192.168.1.10", "net_id": "192.168.1.10.1.1"}


@pytest.fixture(scope="module")
def house() -> ProgramTables:
    uploads = Uploads(keller())
    return ProgramTables.parse(uploads.symbols, uploads.types)


def config(*points: str | dict[str, Any], exclude: tuple[str, ...] = (), marked: bool = False) -> AdsConfig:
    given = [{"path": each} if isinstance(each, str) else each for each in points]
    return typed({"endpoints": [PLC], "points": given, "exclude": list(exclude), "marked": marked})


def chosen(tables: ProgramTables, of: AdsConfig) -> set[str]:
    return {item.leaf.path for item in select(tables, of).items}


def change(tables: ProgramTables, before: AdsConfig, *ticks: tuple[str, bool]) -> dict[str, Any]:
    return change_of(before, tick(tables, before, [Tick(*each) for each in ticks]))


NOTHING: dict[str, list[Any]] = {"add": [], "remove": [], "exclude": [], "include": []}


def test_a_ticked_variable_is_added_with_its_type(house):
    assert change(house, config(), ("MAIN.fbBattery.fSoc", True)) == NOTHING | {
        "add": [{"path": "MAIN.fbBattery.fSoc", "type": "LREAL"}]
    }


def test_a_ticked_structure_replaces_plain_ticks_below_it_and_keeps_settings(house):
    before = config("MAIN.fbBattery.fSoc", {"path": "MAIN.fbBattery.bEnable", "writable": True})
    assert change(house, before, ("MAIN.fbBattery", True)) == NOTHING | {
        "add": [{"path": "MAIN.fbBattery"}],
        "remove": ["MAIN.fbBattery.fSoc"],
    }


def test_an_unticked_variable_disappears(house):
    before = config("MAIN.fbBattery.fSoc", "GVL_House")
    assert change(house, before, ("MAIN.fbBattery.fSoc", False)) == NOTHING | {"remove": ["MAIN.fbBattery.fSoc"]}


@pytest.mark.parametrize("cover", ["MAIN.fbBattery", "MAIN.**", "MAIN.fbBattery.f*"])
def test_an_unticked_part_of_something_ticked_is_excluded(house, cover):
    before = config(cover)
    after = tick(house, before, [Tick("MAIN.fbBattery.fSoc", False)])
    assert change_of(before, after) == NOTHING | {"exclude": ["MAIN.fbBattery.fSoc"]}
    assert chosen(house, before) - chosen(house, after) == {"MAIN.fbBattery.fSoc"}


def test_an_unticked_mark_is_excluded(house):
    before = config(marked=True)
    path = min(chosen(house, before))
    after = tick(house, before, [Tick(path, False)])
    assert chosen(house, before) - chosen(house, after) == {path}


def test_ticking_again_takes_the_exclusion_back(house):
    before = config("MAIN.fbBattery", exclude=("MAIN.fbBattery.fSoc",))
    assert change(house, before, ("MAIN.fbBattery.fSoc", True)) == NOTHING | {"include": ["MAIN.fbBattery.fSoc"]}
    assert change(house, before, ("MAIN.fbBattery", True)) == NOTHING | {"include": ["MAIN.fbBattery.fSoc"]}


def test_a_variable_below_an_excluded_structure_can_be_ticked(house):
    before = config("MAIN.**", exclude=("MAIN.fbBattery.aCell",))
    after = tick(house, before, [Tick("MAIN.fbBattery.aCell[3]", True)])
    gained = chosen(house, after) - chosen(house, before)
    assert gained
    assert all(path.startswith("MAIN.fbBattery.aCell[3].") for path in gained)


def test_the_nearest_tick_counts(house):
    ticks = (
        ("MAIN.fbBattery", True),
        ("MAIN.fbBattery.aCell", False),
        ("MAIN.fbBattery.aCell[2]", True),
        ("MAIN.fbBattery.aCell[2].fVoltage", False),
    )
    after = tick(house, config(), [Tick(*each) for each in ticks])
    paths = chosen(house, after)
    assert "MAIN.fbBattery.fSoc" in paths
    cells = {path for path in paths if path.startswith("MAIN.fbBattery.aCell")}
    assert cells
    assert all(path.startswith("MAIN.fbBattery.aCell[2].") for path in cells)
    assert "MAIN.fbBattery.aCell[2].fVoltage" not in cells


def test_ticks_that_are_done_change_nothing(house):
    ticks = [Tick("MAIN.fbBattery", True), Tick("MAIN.fbBattery.aCell", False), Tick("GVL_House", False)]
    after = tick(house, config("GVL_House", "MAIN.fbHeating"), ticks)
    assert change_of(after, tick(house, after, ticks)) == NOTHING


async def test_the_calls_tell_what_ticks_would_make(rig):
    async with Simulator(keller(), speed=0) as plc:
        rail = rig("MAIN.fbBattery.aCell", sim=plc, marked=False)
        await rail.start()
        paths = ["MAIN", "MAIN.fbBattery", "MAIN.fbBattery.aCell", "MAIN.fbBattery.aCell[1]", "GVL_House", "nothing"]
        told = await rail.adapter.call("selection", {"paths": paths})
        count = len(rail.points)
        assert told["points"] == count
        assert told["sent"] == rail.adapter.runtimes[0].watching.notified
        assert told["change"] == NOTHING
        assert told["nodes"]["MAIN"] == (count, False)
        assert told["nodes"]["MAIN.fbBattery.aCell"] == (count, True)
        assert told["nodes"]["MAIN.fbBattery.aCell[1]"] == (count // 16, True)
        assert told["nodes"]["GVL_House"] == (0, False)
        ticks = [["MAIN.fbBattery.aCell[1]", False], ["MAIN.fbBattery.fSoc", True]]
        told = await rail.adapter.call("selection", {"ticks": ticks, "paths": paths})
        assert told["points"] == count - count // 16 + 1
        assert told["nodes"]["MAIN.fbBattery.aCell"] == (count - count // 16, False)
        listed = await rail.adapter.call("selected", {"ticks": ticks, "limit": 3})
        assert (len(listed["nodes"]), listed["total"]) == (3, told["points"])
        assert len(rail.points) == count
        await rail.stop()


async def test_a_tick_that_a_pattern_leaves_out_is_told(rig, plc):
    rail = rig("MAIN.nCount", marked=False, exclude=["MAIN.f*"])
    await rail.start()
    told = await rail.adapter.call("selection", {"ticks": [["MAIN.fSpeed", True]]})
    assert told["held"] == ["MAIN.fSpeed"]


async def test_every_runtime_has_its_own_ticks(rig):
    async with Simulator({851: keller(), 852: plant()}, speed=0) as plc:
        ports = [{"port": 851, "name": "keller"}, {"port": 852, "name": "b"}]
        rail = rig("keller.GVL_House", sim=plc, runtimes=ports, marked=False)
        await rail.start()
        ticks = [["b.MAIN.nCount", True], ["keller.GVL_House", False]]
        told = await rail.adapter.call("selection", {"ticks": ticks, "paths": ["keller", "b", "b.MAIN"]})
        assert told["change"] == NOTHING | {
            "add": [{"path": "b.MAIN.nCount", "type": "INT"}],
            "remove": ["keller.GVL_House"],
        }
        assert told["nodes"] == {"keller": (0, False), "b": (1, False), "b.MAIN": (1, False)}
        await rail.stop()


@pytest.mark.parametrize("ticks", ["MAIN", [["MAIN"]], [["", True]], [["MAIN", 1]], [["MAIN", True]] * 1001])
async def test_nonsense_is_refused(rig, plc, ticks):
    rail = rig("MAIN.nCount")
    await rail.start()
    with pytest.raises(CallRefused):
        await rail.adapter.call("selection", {"ticks": ticks})
