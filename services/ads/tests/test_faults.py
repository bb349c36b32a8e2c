"""Plugs, half-open links, kicks and states: bad at once, good again by itself, never a stale good value."""

from __future__ import annotations

import asyncio
import time

import pytest

from ads_rig import eventually, plant
from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_ads.sim import Fault, Simulator
from dinrail_ads.wire.commands import Command
from dinrail_ads.wire.groups import Group


async def lost(rig) -> float:
    """Seconds until the link is known to be lost."""
    since = time.monotonic()
    error = await rig.ended()
    assert isinstance(error, DeviceError), error
    return time.monotonic() - since


async def test_a_pulled_plug_shows_within_two_seconds_and_all_returns(rig, plc):
    rail = rig("MAIN.**", timeout=1.0)
    await rail.start()
    await plc.stop()
    assert await lost(rail) < 2.0
    await plc.start()
    plc.program["MAIN.nCount"] = 99
    await rail.again()
    await rail.shows("MAIN.nCount", 99)


async def test_a_half_open_link_shows_within_the_time_limit(rig, plc):
    rail = rig("MAIN.**", timeout=1.0)
    await rail.start()
    plc.freeze()
    assert await lost(rail) < 2.0
    await rail.adapter.close()
    with pytest.raises(Timeout) as caught:
        await rail.open()
    assert caught.value.reason.key == "ams_silent"
    plc.thaw()
    await rail.again()
    assert rail.all_of("good")


async def test_a_client_that_kicks_us_off_is_survived(rig):
    async with Simulator(plant(), speed=0, kick=True) as plc:
        rail = rig("MAIN.**", sim=plc)
        await rail.start()
        other = rig("MAIN.nCount", sim=plc)
        plc.drop_clients()
        assert isinstance(await rail.ended(), DeviceError)
        await rail.adapter.close()
        await other.start()
        await other.stop()
        await rail.again()
        assert rail.all_of("good")
        await rail.stop()


async def test_a_newer_connection_of_another_process_ends_ours_and_all_returns(rig):
    async with Simulator(plant(), speed=0, kick=True) as plc:
        rail = rig("MAIN.**", sim=plc)
        await rail.start()
        _, writer = await asyncio.open_connection("127.0.0.1", plc.port)
        assert isinstance(await rail.ended(), DeviceError)
        writer.close()
        await rail.again()
        assert rail.all_of("good")
        await rail.stop()


async def test_trying_a_configuration_does_not_kick_off_the_running_one(rig):
    async with Simulator(plant(), speed=0, kick=True) as plc:
        rail = rig("MAIN.**", sim=plc)
        await rail.start()
        connections = plc.counts["connections"]
        tried = rig("MAIN.nCount", sim=plc)
        await tried.open()
        await tried.stop()
        plc.program["MAIN.nCount"] = 31
        await rail.shows("MAIN.nCount", 31)
        assert plc.counts["connections"] == connections
        await rail.stop()


@pytest.mark.parametrize("wrong", [{"net_id": "9.9.9.9.1.1"}, {"ams_port": 899}])
async def test_trying_a_wrong_configuration_does_not_cut_the_running_one(rig, wrong):
    async with Simulator(plant(), speed=0, kick=True) as plc:
        rail = rig("MAIN.**", sim=plc)
        delivering = await rail.start()
        endpoint = {"host": "127.0.0.1", "net_id": wrong.get("net_id", "127.0.0.1.1.1"), "port": plc.port}
        runtimes = [{"port": wrong.get("ams_port", 851)}]
        tried = rig("MAIN.nCount", sim=plc, endpoints=[endpoint], runtimes=runtimes)
        with pytest.raises(DeviceError):
            await tried.open()
        await tried.stop()
        told = len(rail.context.told)
        plc.program["MAIN.nCount"] = 31
        await rail.shows("MAIN.nCount", 31)
        assert delivering is None or not delivering.done()
        assert all(each.quality == "good" for each in rail.context.told[told:])
        assert plc.counts["connections"] == 1
        await rail.stop()


async def test_hundreds_of_notifications_on_a_dead_link_do_not_crash_the_process(rig, plc):
    for turn in range(4):
        rail = rig("MAIN.**", {"path": "GVL.*", "interval": 0.07})
        await rail.start()
        assert rail.adapter.runtimes[0].watching.notified >= 2
        if turn % 2:
            plc.drop_clients()
        else:
            plc.freeze()
        await rail.ended()
        await rail.stop()
        plc.thaw()


@pytest.mark.parametrize(("state", "key"), [("STOP", "plc_stopped"), ("CONFIG", "plc_in_config")])
async def test_a_plc_that_does_not_run_has_bad_points_until_it_runs(rig, plc, state, key):
    rail = rig("MAIN.**")
    await rail.start()
    plc.set_state(state)
    await eventually(lambda: rail.all_of("bad"), 2.0)
    assert rail.quality("MAIN.nCount") == ("bad", key)
    assert rail.value("MAIN.nCount") == 7
    await eventually(lambda: rail.context.problem == key)
    plc.set_state("RUN")
    plc.program["MAIN.nCount"] = 8
    await rail.shows("MAIN.nCount", 8)
    await eventually(lambda: rail.all_of("good") and rail.context.problem is None)
    plc.program["MAIN.nCount"] = 9
    await rail.shows("MAIN.nCount", 9)


@pytest.mark.parametrize("kind", ["junk", "truncated", "cut_frame", "wrong_invoke_id", "not_ads", "drop", "silent"])
async def test_nonsense_from_the_plc_never_becomes_a_value(rig, plc, kind):
    rail = rig({"path": "MAIN.nCount", "mode": "poll"}, marked=False)
    await rail.start()
    told = len(rail.context.told)
    plc.inject(Fault(kind, group=Group.SUM_READ, times=1))
    try:
        await rail.ended(1.5)
    except AssertionError:
        pass
    else:
        await rail.again()
    plc.program["MAIN.nCount"] = 11
    await rail.shows("MAIN.nCount", 11)
    assert {each.value for each in rail.context.told[told:]} <= {7, 11}


async def test_a_refused_variable_is_bad_alone_and_comes_back(rig, plc):
    rail = rig({"path": "GVL.bLamp", "mode": "poll"}, {"path": "MAIN.nCount", "mode": "poll"}, marked=False)
    await rail.start()
    fault = plc.fail(Group.OUTPUT_BITS, 0x702)
    await rail.shows("GVL.bLamp", True, "bad")
    assert rail.quality("GVL.bLamp") == ("bad", "address_refused")
    plc.program["MAIN.nCount"] = 12
    await rail.shows("MAIN.nCount", 12)
    await eventually(lambda: rail.context.problem == "points_failing")
    plc.heal(fault)
    await rail.shows("GVL.bLamp", True)
    await eventually(lambda: rail.context.problem is None)


async def test_a_refused_stretch_is_taken_apart(rig, plc):
    rail = rig({"path": "MAIN.**", "mode": "poll"}, marked=False)
    await rail.start()
    fault = plc.fail(Group.DATA_BYTES, 0x703, times=1)
    await eventually(lambda: len(rail.adapter.runtimes[0].watching.pieces) and fault.times == 0)
    await eventually(lambda: rail.all_of("good"))
    assert len(rail.adapter.runtimes[0].watching.polls[0].pieces) == 6


async def test_a_second_endpoint_is_taken(rig, plc):
    rail = rig("MAIN.**")
    dead = {"host": "127.0.0.1", "port": 1, "net_id": "127.0.0.1.1.1"}
    both = rig("MAIN.**", endpoints=[dead, rail.base["endpoints"][0]])
    with pytest.raises(NotConnected):
        await both.open(0)
    await both.adapter.close()
    await both.open(1)


async def test_a_full_plc_has_the_rest_polled(rig):
    async with Simulator(plant(), speed=0, budget=3) as plc:
        rail = rig("MAIN.**", "GVL.bLamp", sim=plc)
        await rail.start()
        watching = rail.adapter.runtimes[0].watching
        assert watching.notified == 1
        assert len(watching.polls[0].pieces) >= 1
        await rail.stop()


async def test_a_lost_connection_leaves_nothing_at_the_plc(rig, plc):
    rail = rig("MAIN.**")
    await rail.start()
    await rail.stop()
    await eventually(lambda: plc.server.links == 0)
    assert plc.counts[Command.READ_WRITE.name] > 0
