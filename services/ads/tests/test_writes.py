"""Writes: by handle, typed, in range, read back."""

from __future__ import annotations

import asyncio
import time

import pytest

from ads_rig import eventually, plant
from dinrail.errors import BadValue, DeviceError, NotConnected, NotWritable, OutOfRange
from dinrail_ads.sim import Fault, Simulator, catalogue
from dinrail_ads.wire.commands import Command
from dinrail_ads.wire.groups import Group

WRITABLE = {"path": "MAIN.**", "writable": True}


@pytest.mark.parametrize(
    ("tag", "value", "back"),
    [
        ("MAIN.nCount", -5, -5),
        ("MAIN.nCount", "12", 12),
        ("MAIN.fSpeed", 2, 2.0),
        ("MAIN.bRun", False, False),
        ("MAIN.nTotal", 4_000_000_000, 4_000_000_000),
        ("MAIN.fFine", 0.1, 0.1),
        ("MAIN.sName", "Fräse 20°", "Fräse 20°"),
    ],
)
async def test_a_value_is_written_and_read_back(rig, plc, tag, value, back):
    rail = rig(WRITABLE)
    await rail.start()
    assert await rail.write(tag, value) == back
    assert plc.program[tag] == back
    plc.program["MAIN.nTotal"] = 77
    await rail.shows("MAIN.nTotal", 77)


@pytest.mark.parametrize(
    ("tag", "value", "error"),
    [
        ("MAIN.nCount", 40_000, OutOfRange),
        ("MAIN.nCount", "much", BadValue),
        ("MAIN.fSpeed", 10.5, OutOfRange),
        ("MAIN.fSpeed", -0.1, OutOfRange),
        ("MAIN.sName", "x" * 21, OutOfRange),
        ("MAIN.sName", "日本", BadValue),
        ("GVL.bLamp", True, NotWritable),
    ],
)
async def test_what_does_not_fit_never_reaches_the_plc(rig, plc, tag, value, error):
    rail = rig(WRITABLE, "GVL.bLamp")
    await rail.start()
    before = plc.program[tag]
    writes = plc.counts["WRITE"]
    with pytest.raises(error):
        await rail.write(tag, value)
    assert (plc.program[tag], plc.counts["WRITE"]) == (before, writes)


async def test_a_mark_in_the_source_makes_writable_and_gives_range_and_unit(rig, plc):
    rail = rig("MAIN.fSpeed")
    await rail.start()
    point = rail.points["MAIN.fSpeed"]
    assert (point.unit, point.min, point.max, point.description) == ("m/s", 0, 10, "Speed")
    assert await rail.write("GVL.nShift", 2) == 2
    assert plc.program["GVL.nShift"] == 2


async def test_a_value_the_program_takes_back_is_shown_as_it_is(rig, plc):
    rail = rig(WRITABLE)
    await rail.start()
    assert await rail.write("MAIN.nCount", 9) == 9
    plc.program["MAIN.nCount"] = 7  # within the sampling cycle: no notification tells
    told = len(rail.context.told)
    await eventually(lambda: any((each.tag, each.value) == ("MAIN.nCount", 7) for each in rail.context.told[told:]))


async def test_a_handle_is_kept_for_the_next_write(rig, plc):
    rail = rig(WRITABLE)
    await rail.start()
    await rail.write("MAIN.nCount", 1)
    asked = plc.counts[f"group 0x{Group.SUM_READ_WRITE:X}"]
    for value in range(5):
        await rail.write("MAIN.nCount", value)
    assert plc.counts[f"group 0x{Group.SUM_READ_WRITE:X}"] == asked


@pytest.mark.parametrize(("code", "key"), [(0x704, "access_refused"), (0x706, "value_refused"), (0x70A, "ads_error")])
async def test_a_refusal_of_the_plc_is_told(rig, plc, code, key):
    rail = rig(WRITABLE)
    await rail.start()
    plc.inject(Fault("router_error", command=Command.WRITE, code=code, times=1))
    with pytest.raises(DeviceError) as caught:
        await rail.write("MAIN.nCount", 1)
    assert caught.value.reason.key == key
    assert plc.program["MAIN.nCount"] == 7
    assert await rail.write("MAIN.nCount", 4) == 4


async def test_a_write_without_an_answer_has_an_unknown_outcome(rig, plc):
    rail = rig(WRITABLE, interval=5, timeout=0.4)
    await rail.start()
    await rail.write("MAIN.nCount", 1)
    plc.inject(Fault("silent", group=Group.VALUE_BY_HANDLE, times=1))
    with pytest.raises(DeviceError) as caught:
        await rail.write("MAIN.nCount", 2)
    assert caught.value.reason.key == "write_outcome_unknown"


async def test_a_stopped_plc_is_not_written_to(rig, plc):
    rail = rig(WRITABLE)
    await rail.start()
    plc.set_state("STOP")
    await eventually(lambda: rail.context.problem == "plc_stopped")
    with pytest.raises(NotConnected) as caught:
        await rail.write("MAIN.nCount", 1)
    assert caught.value.reason.key == "plc_stopped"


async def test_writes_overtake_nothing_and_take_little_time_while_polling(rig):
    async with Simulator(plant(), speed=0) as plc:
        rail = rig({"path": "MAIN.**", "mode": "poll", "writable": True}, sim=plc, interval=0.01)
        await rail.start()
        took = []
        for value in range(20):
            began = time.monotonic()
            assert await rail.write("MAIN.nCount", value) == value
            took.append(time.monotonic() - began)
            await asyncio.sleep(0)
        assert sorted(took)[10] < 0.2
        await rail.stop()


async def test_every_writable_value_of_every_type_can_be_written_as_it_is_read(rig):
    async with Simulator(catalogue(), speed=0) as plc:
        rail = rig({"path": "**", "writable": True}, sim=plc, marked=False)
        await rail.start()
        readings = {tag: told.value for tag, told in rail.context.last.items() if told.quality == "good"}
        writable = [tag for tag, point in rail.points.items() if point.writable and not tag.endswith("nFixed")]
        assert len(writable) > 100
        for tag in writable:
            assert str(await rail.write(tag, readings[tag])) == str(readings[tag]), tag
        with pytest.raises(DeviceError) as caught:
            await rail.write("MAIN.fbBlock.nFixed", 1)
        assert caught.value.reason.key == "access_refused"
        await rail.stop()
