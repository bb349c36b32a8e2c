"""Which variables become points, how they come, and when."""

from __future__ import annotations

import asyncio
import time

import pytest

from ads_rig import eventually, plant
from dinrail_ads.sim import Simulator, Variable, keller
from dinrail_ads.sim.program.elementary import INT
from dinrail_ads.sim.program.types import array

MAIN = {"MAIN.nCount", "MAIN.fSpeed", "MAIN.bRun", "MAIN.nTotal", "MAIN.fFine", "MAIN.sName"}
MARKED = {"GVL.nShift"}


@pytest.mark.parametrize(
    ("points", "options", "expected"),
    [
        (["MAIN.**"], {}, MAIN | MARKED),
        (["main.NCOUNT"], {}, {"MAIN.nCount"} | MARKED),
        (["MAIN.n*"], {"marked": False}, {"MAIN.nCount", "MAIN.nTotal"}),
        (["MAIN"], {"marked": False}, MAIN),
        (
            ["MAIN.**"],
            {"exclude": ["MAIN.n*", "MAIN.sName"], "marked": False},
            {"MAIN.fSpeed", "MAIN.bRun", "MAIN.fFine"},
        ),
        (["MAIN/nCount", "GVL.bLamp"], {"exclude": ["GVL.nShift"]}, {"MAIN.nCount", "GVL.bLamp"}),
        ([], {}, MARKED),
    ],
)
async def test_names_patterns_marks_and_exclusions_choose(rig, plc, points, options, expected):
    rail = rig(*points, **options)
    await rail.start()
    assert set(rail.points) == expected
    await eventually(lambda: rail.all_of("good"))


async def test_the_first_entry_of_a_variable_counts(rig, plc):
    rail = rig({"path": "MAIN.nCount", "unit": "pcs", "refresh": 5, "deadband": 2}, {"path": "MAIN.**", "unit": "x"})
    await rail.start()
    assert (rail.points["MAIN.nCount"].unit, rail.points["MAIN.nCount"].refresh) == ("pcs", 5)
    assert rail.points["MAIN.bRun"].unit == "x"
    assert rail.adapter.deadbands() == {"MAIN.nCount": 2}


async def test_a_whole_structure_is_decoded_into_its_leaves(rig):
    async with Simulator(keller(), speed=0) as plc:
        rail = rig("MAIN.fbBattery", sim=plc, marked=False)
        await rail.start()
        assert rail.value("MAIN.fbBattery.aCell.3.fTemperature") == 22.0
        assert rail.points["MAIN.fbBattery.eState"].texts["2"] == "Charging"
        assert rail.points["MAIN.fbBattery.fSoc"].unit == "%"
        assert len(rail.adapter.runtimes[0].watching.pieces) < 6 < len(rail.points)
        plc.program["MAIN.fbBattery.aCell[3].fTemperature"] = 30.5
        await rail.shows("MAIN.fbBattery.aCell.3.fTemperature", 30.5)
        await rail.stop()


async def test_changes_are_sent_by_the_plc_with_its_time(rig, plc):
    rail = rig("MAIN.nCount", marked=False)
    await rail.start()
    reads = plc.counts["group 0xF080"]
    plc.program["MAIN.nCount"] = 8
    told = await rail.shows("MAIN.nCount", 8)
    assert abs(told.ts - time.time() * 1000) < 500
    assert plc.counts["group 0xF080"] - reads <= 2
    assert rail.adapter.runtimes[0].watching.notified == 1


async def test_what_is_beyond_the_budget_is_polled_in_blocks(rig):
    many = [Variable(f"GVL.n{each:03}", array(INT, (0, 300)) if each % 2 else INT, initial=None) for each in range(40)]
    async with Simulator(plant(*many), speed=0) as plc:
        rail = rig(*(f"GVL.n{each:03}" for each in range(0, 40, 2)), sim=plc, notifications=7, block=4, marked=False)
        await rail.start()
        watching = rail.adapter.runtimes[0].watching
        assert watching.notified == 5  # two of the budget watch version and state
        assert sum(len(poll.pieces) for poll in watching.polls) == 15
        before = plc.counts["group 0xF080"]
        plc.program["GVL.n038"] = 5
        await rail.shows("GVL.n038", 5)
        assert plc.counts["group 0xF080"] - before >= 15
        await rail.stop()


async def test_what_shall_be_sent_comes_first_in_the_budget(rig, plc):
    wanted = {"path": "MAIN.sName", "mode": "notify"}
    rail = rig("MAIN.nCount", "GVL.bLamp", wanted, notifications=3, marked=False)
    await rail.start()
    watching = rail.adapter.runtimes[0].watching
    assert [piece.items[0].tag for piece in watching._sent.values()] == ["MAIN.sName"]
    assert sorted(piece.items[0].tag for poll in watching.polls for piece in poll.pieces) == [
        "GVL.bLamp",
        "MAIN.nCount",
    ]


async def test_each_interval_is_kept(rig, plc):
    rail = rig(
        {"path": "MAIN.nCount", "mode": "poll", "interval": 0.02},
        {"path": "MAIN.nTotal", "mode": "poll", "interval": 0.6},
        marked=False,
    )
    await rail.start()
    polls = rail.adapter.runtimes[0].watching.polls
    assert [poll.interval for poll in polls] == [0.02, 0.6]
    await asyncio.sleep(0.1)
    before = plc.counts["group 0xF080"]
    await asyncio.sleep(1.0)
    reads = plc.counts["group 0xF080"] - before
    assert 30 < reads < 60


async def test_a_notification_that_was_lost_is_noticed(rig, plc):
    rail = rig({"path": "MAIN.nCount", "refresh": 2}, marked=False)
    await rail.start()
    watching = rail.adapter.runtimes[0].watching
    watching.arrive = lambda samples: None
    plc.program["MAIN.nCount"] = 99
    await rail.shows("MAIN.nCount", 99)
    assert watching.lost_samples == 1


async def test_unchanged_values_are_confirmed_within_their_refresh(rig, plc):
    rail = rig({"path": "MAIN.nCount", "refresh": 2}, {"path": "MAIN.bRun", "mode": "poll", "refresh": 2}, marked=False)
    await rail.start()
    first = {tag: rail.context.last[tag].ts for tag in rail.points}
    await eventually(lambda: all(rail.context.last[tag].ts > first[tag] + 400 for tag in rail.points))
    assert rail.all_of("good")


async def test_a_property_is_read_by_its_handle(rig):
    async with Simulator(keller(), speed=0) as plc:
        rail = rig("MAIN.fbBattery.*", sim=plc, marked=False)
        await rail.start()
        bound = [item for item in rail.adapter.runtimes[0].program.items.values() if item.leaf.by_handle]
        assert bound
        assert all(rail.quality(item.tag) == ("good", "") for item in bound)
        await rail.stop()


async def test_a_changed_configuration_is_taken_without_a_new_connection(rig, plc):
    rail = rig("MAIN.nCount", marked=False)
    await rail.start()
    connections = plc.counts["connections"]
    wider = rig("MAIN.nCount", "MAIN.fFine", marked=False).config
    assert await rail.adapter.reload(wider)
    await rail.shows("MAIN.fFine", 0.25)
    assert plc.counts["connections"] == connections
    other = rig("MAIN.nCount", timeout=0.7).config
    assert not await rail.adapter.reload(other)


async def test_the_directory_is_unknown_until_the_plc_was_asked(rig, plc):
    rail = rig("MAIN.**")
    assert rail.adapter.points() is None
    await rail.start()
    await rail.stop()
    assert len(rail.points) == 7


async def test_numbers_that_are_none_are_bad(rig, plc):
    rail = rig("MAIN.fFine", marked=False)
    await rail.start()
    plc.program["MAIN.fFine"] = float("nan")
    await eventually(lambda: rail.quality("MAIN.fFine") == ("bad", "not_a_number"))
    plc.program["MAIN.fFine"] = 1.0
    await rail.shows("MAIN.fFine", 1.0)
