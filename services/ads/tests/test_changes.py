"""Downloads and online changes: bad at once, tables anew, a report, writes only to what is still the same."""

from __future__ import annotations

import pytest

from ads_rig import eventually, plant
from dinrail.errors import Blocked, NotConnected, WriteRefused
from dinrail_ads.sim import Variable
from dinrail_ads.sim.program.elementary import DINT, LREAL, REAL
from dinrail_ads.wire.groups import Group

SHIFT = (Variable("AAA.fNew", LREAL, initial=777.0), Variable("AAA.nNew", DINT, initial=31337))


@pytest.mark.parametrize("change", ["online_change", "download"])
@pytest.mark.parametrize("mode", ["auto", "poll"])
async def test_values_follow_their_variables_to_other_addresses(rig, plc, change, mode):
    rail = rig({"path": "MAIN.**", "mode": mode}, marked=False)
    await rail.start()
    told = len(rail.context.told)
    getattr(plc, change)(plant(first=SHIFT))
    plc.program["MAIN.nCount"] = 21
    await rail.shows("MAIN.nCount", 21)
    assert rail.all_of("good")
    since = rail.context.told[told:]
    assert ("program_changed", "bad") in {(each.reason, each.quality) for each in since}
    good = {each.value for each in since if each.tag == "MAIN.nCount" and each.quality == "good"}
    assert good <= {7, 21}, "a value of another variable was taken"
    plc.program["MAIN.nCount"] = 22
    await rail.shows("MAIN.nCount", 22)


async def test_bad_comes_before_anything_else(rig, plc):
    rail = rig({"path": "MAIN.**", "mode": "poll"}, marked=False)
    await rail.start()
    held = plc.fail(Group.SYMBOL_UPLOAD, 0x708)
    plc.online_change(plant(first=SHIFT))
    await eventually(lambda: rail.all_of("bad"), 2.0)
    with pytest.raises((Blocked, NotConnected)) as caught:
        await rail.adapter.write(rail.points["MAIN.nCount"], 1)
    assert caught.value.reason.key in ("program_changed", "plc_busy")
    plc.heal(held)
    await eventually(lambda: rail.all_of("good"), 8.0)


async def test_the_report_says_what_is_new_gone_and_different(rig, plc):
    rail = rig("MAIN.**", marked=False)
    await rail.start()
    plc.download(plant(*SHIFT, Variable("MAIN.fSpeed", LREAL, initial=2.5), drop=("MAIN.fSpeed", "MAIN.sName")))
    await rail.shows("MAIN.fSpeed", 2.5, "uncertain")
    answer = await rail.adapter.call("changes", {})
    change = answer["programs"][0]["changes"][0]
    assert (change["added"], change["removed"], change["changed"]) == (2, 1, 1)
    assert any("AAA.fNew" in line for line in change["lines"])
    assert any(line.startswith("~ MAIN.fSpeed: REAL") for line in change["lines"])


async def test_another_type_is_uncertain_and_not_written_to_until_confirmed(rig, plc):
    rail = rig({"path": "MAIN.nCount", "writable": True}, {"path": "MAIN.bRun", "writable": True}, marked=False)
    await rail.start()
    plc.download(plant(Variable("MAIN.nCount", REAL, initial=1.5), drop=("MAIN.nCount",)))
    await rail.shows("MAIN.nCount", 1.5, "uncertain")
    assert rail.quality("MAIN.nCount")[1] == "type_changed"
    await eventually(lambda: rail.context.problem == "changes_unconfirmed")
    with pytest.raises(WriteRefused) as caught:
        await rail.write("MAIN.nCount", 3)
    assert caught.value.reason.key == "type_changed_unconfirmed"
    assert plc.program["MAIN.nCount"] == 1.5
    assert await rail.write("MAIN.bRun", False) is False
    answer = await rail.adapter.call("confirm_changes", {"points": ["MAIN.nCount"]})
    assert answer["confirmed"] == [{"tag": "MAIN.nCount", "was": "INT:2", "now": "REAL:4"}]
    await rail.shows("MAIN.nCount", 1.5)
    assert await rail.write("MAIN.nCount", 3) == 3.0
    assert plc.program["MAIN.nCount"] == 3.0
    await eventually(lambda: rail.context.problem is None)


async def test_a_new_revision_of_the_configuration_confirms(rig, plc):
    rail = rig({"path": "MAIN.nCount", "writable": True}, marked=False)
    await rail.start()
    plc.download(plant(Variable("MAIN.nCount", REAL, initial=1.5), drop=("MAIN.nCount",)))
    await rail.shows("MAIN.nCount", 1.5, "uncertain")
    assert await rail.adapter.reload(rail.config)
    await rail.shows("MAIN.nCount", 1.5)
    assert await rail.write("MAIN.nCount", 4) == 4.0


async def test_a_type_in_the_configuration_holds_across_restarts(rig, plc):
    rail = rig({"path": "MAIN.nCount", "writable": True, "type": "DINT"}, marked=False)
    await rail.start()
    await rail.shows("MAIN.nCount", 7, "uncertain")
    with pytest.raises(WriteRefused):
        await rail.write("MAIN.nCount", 3)
    same = rig({"path": "MAIN.nCount", "writable": True, "type": "int"}, marked=False)
    await rail.stop()
    await same.start()
    await same.shows("MAIN.nCount", 7)


async def test_what_was_ticked_is_not_confirmed_by_a_restart(rig, plc):
    first = rig(marked=False)
    await first.start()
    told = await first.adapter.call("selection", {"ticks": [["MAIN.nCount", True]]})
    await first.stop()
    plc.download(plant(Variable("MAIN.nCount", REAL, initial=1.5), drop=("MAIN.nCount",)))
    (ticked,) = told["change"]["add"]
    again = rig({**ticked, "writable": True}, marked=False)
    await again.start()
    await again.shows("MAIN.nCount", 1.5, "uncertain")
    with pytest.raises(WriteRefused) as caught:
        await again.write("MAIN.nCount", 3)
    assert caught.value.reason.key == "type_changed_unconfirmed"
    assert plc.program["MAIN.nCount"] == 1.5


async def test_a_variable_that_is_gone_stays_listed_and_bad(rig, plc):
    rail = rig("MAIN.nCount", "MAIN.bRun", "MAIN.f*", marked=False)
    await rail.start()
    plc.download(plant(drop=("MAIN.nCount", "MAIN.fFine")))
    await eventually(lambda: rail.quality("MAIN.nCount") == ("bad", "symbol_gone"))
    await rail.shows("MAIN.bRun", True)
    assert "MAIN.nCount" in rail.points
    assert "MAIN.fFine" not in rail.points
    await eventually(lambda: rail.context.problem == "points_failing")
    with pytest.raises(WriteRefused):
        await rail.adapter.write(rail.points["MAIN.nCount"], 1)
    plc.download(plant())
    await rail.shows("MAIN.nCount", 7)
    await eventually(lambda: rail.context.problem is None)


async def test_a_change_while_we_were_away_is_noticed(rig, plc):
    rail = rig("MAIN.**", marked=False)
    await rail.start()
    await plc.stop()
    await rail.ended()
    plc.download(plant(first=SHIFT))
    plc.program["MAIN.nCount"] = 41
    await plc.start()
    told = len(rail.context.told)
    await rail.again()
    await rail.shows("MAIN.nCount", 41)
    good = {each.value for each in rail.context.told[told:] if (each.tag, each.quality) == ("MAIN.nCount", "good")}
    assert good == {41}


async def test_tables_are_not_loaded_again_for_the_same_program(rig, plc):
    rail = rig("MAIN.**", marked=False)
    await rail.start()
    loads = plc.counts[f"group 0x{Group.SYMBOL_UPLOAD:X}"]
    types = plc.counts[f"group 0x{Group.TYPE_UPLOAD:X}"]
    plc.drop_clients()
    await rail.ended()
    await rail.again()
    assert rail.all_of("good")
    assert plc.counts[f"group 0x{Group.SYMBOL_UPLOAD:X}"] == loads == 1
    assert plc.counts[f"group 0x{Group.TYPE_UPLOAD:X}"] == types == 1
    plc.download(plant(first=SHIFT))
    await eventually(lambda: plc.counts[f"group 0x{Group.SYMBOL_UPLOAD:X}"] == loads + 1)
    await eventually(lambda: plc.counts[f"group 0x{Group.TYPE_UPLOAD:X}"] == types + 1)


@pytest.mark.parametrize("code", [0x710, 0x711, 0x714, 0x722])
async def test_signs_of_a_change_renew_the_subscription(rig, plc, code):
    rail = rig({"path": "MAIN.nCount", "mode": "poll"}, marked=False)
    await rail.start()
    told = len(rail.context.told)
    plc.fail(Group.DATA_BYTES, code, times=1)
    await eventually(lambda: "program_changed" in {each.reason for each in rail.context.told[told:]})
    await rail.shows("MAIN.nCount", 7)
    plc.program["MAIN.nCount"] = 8
    await rail.shows("MAIN.nCount", 8)


async def test_a_variable_that_always_gives_a_sign_is_bad_alone(rig, plc):
    rail = rig({"path": "GVL.bLamp", "mode": "poll"}, {"path": "MAIN.nCount", "mode": "poll"}, marked=False)
    await rail.start()
    plc.fail(Group.OUTPUT_BITS, 0x710)
    await eventually(lambda: rail.quality("GVL.bLamp") == ("bad", "symbol_not_found"))
    plc.program["MAIN.nCount"] = 9
    await rail.shows("MAIN.nCount", 9)
    assert rail.adapter.runtimes[0].delivers


async def test_changes_that_follow_one_another_end_well(rig, plc):
    rail = rig("MAIN.**", marked=False)
    await rail.start()
    for turn in range(3):
        plc.online_change(plant(first=SHIFT[: turn % 3]))
        plc.program["MAIN.nCount"] = 50 + turn
    await rail.shows("MAIN.nCount", 52, timeout=10)
    assert plc.program["MAIN.nCount"] == 52
