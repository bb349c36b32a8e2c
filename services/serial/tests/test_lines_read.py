"""Batteries and a meter on one terminal: values, faults of one, a pulled plug."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_serial.sim import AntSpeaker, DalySpeaker, JbdSpeaker, MeterSpeaker, Pack, SimulatedLine, VedirectSpeaker
from serial_rig import Rig

MakeRig = Callable[..., Rig]
MakeLine = Callable[..., SimulatedLine]
DALY = {"name": "left", "type": "daly-a5", "address": 1}
SECOND = {"name": "right", "type": "daly-a5", "address": 2}
METER = {"name": "meter", "request": "P?\\r\\n", "patterns": [r"P=(?P<power>[-+0-9]+) W;E=(?P<energy>[0-9.]+)"]}


def good(rig: Rig, *tags: str) -> Callable[[], bool]:
    return lambda: all(rig.quality(tag) == ("good", "") for tag in tags)


async def test_several_devices_share_a_line(rig: MakeRig, plugged: MakeLine) -> None:
    full, low = Pack(soc=90, speed=0), Pack(8, soc=30, amperes=-20.0, speed=0)
    plugged(DalySpeaker(full, 1), DalySpeaker(low, 2), JbdSpeaker(Pack(4, soc=55, speed=0)), MeterSpeaker())
    both = rig(batteries=[DALY, SECOND, {"name": "small", "type": "jbd"}], meters=[METER])
    await both.start()
    await eventually(good(both, "left.soc", "right.soc", "small.soc", "meter.power"))
    assert (both.value("left.soc"), both.value("right.soc"), both.value("small.soc")) == (90.0, 30.0, 55)
    assert (both.value("left.current"), both.value("right.current")) == (30.0, -20.0)
    assert both.value("right.cells.count") == 8
    assert both.value("left.cells.1.voltage") == full.millivolts[0] / 1000
    assert both.value("small.charge_mos") is True
    assert both.value("left.temperatures.1") == 24
    await eventually(both.points)
    assert both.points()["left.current"].unit == "A"
    assert set(both.context.last) == set(both.points())


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [(AntSpeaker(Pack(speed=0)), "ant-old"), (VedirectSpeaker(Pack(speed=0), 0.1), "vedirect-text")],
)
async def test_other_types_are_read_too(rig: MakeRig, plugged: MakeLine, speaker: object, kind: str) -> None:
    plugged(speaker)
    one = rig(batteries=[{"name": "b", "type": kind}])
    await one.start()
    await eventually(good(one, "b.voltage", "b.current", "b.soc"))
    assert (one.value("b.current"), one.value("b.soc")) == (30.0, 60.0)


async def test_an_alarm_is_told_by_key_and_in_words(rig: MakeRig, plugged: MakeLine) -> None:
    pack = Pack(speed=0)
    plugged(DalySpeaker(pack))
    one = rig(batteries=[DALY])
    await one.start()
    await eventually(lambda: one.value("left.alarm_level") == 0)
    pack.alarm = True
    await eventually(lambda: one.value("left.alarm_level") == 2)
    assert (one.value("left.alarms"), one.value("left.alarm_texts")) == ("cell_overvoltage", "Cell voltage too high")


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        ("silent", "bms_no_answer"),
        ("foreign", "bms_foreign"),
        ("checksum", "bms_answer_broken"),
        ("cut", "bms_answer_broken"),
        ("implausible", "bms_cells_implausible"),
    ],
)
async def test_a_bad_battery_is_bad_within_three_intervals_and_its_neighbour_stays(
    rig: MakeRig, plugged: MakeLine, fault: str, key: str
) -> None:
    sick = DalySpeaker(Pack(speed=0), 2)
    plugged(DalySpeaker(Pack(speed=0), 1), sick)
    both = rig(batteries=[DALY | {"interval": 3}, SECOND], interval=1.0)
    await both.start()
    await eventually(good(both, "left.soc", "right.soc"))
    sick.faults.add(fault)  # type: ignore[arg-type]
    began = time.monotonic()
    await eventually(lambda: both.quality("right.soc")[0] == "bad")
    assert time.monotonic() - began < 3 * 1.0 + 4.5  # and what the turn that found it took
    assert both.quality("right.soc") == ("bad", key)
    assert both.context.problem == key
    assert both.quality("left.soc") == ("good", "")
    sick.faults.clear()
    await eventually(good(both, "right.soc"))
    await eventually(lambda: both.context.problem is None)
    assert {told.value for told in both.context.told if told.tag == "right.soc"} == {60.0, None}


async def test_implausible_records_are_withheld_and_counted(rig: MakeRig, plugged: MakeLine) -> None:
    speaker = JbdSpeaker(Pack(8, speed=0))
    plugged(speaker)
    one = rig(batteries=[{"name": "b", "type": "jbd"}])
    await one.start()
    await eventually(good(one, "b.voltage"))
    speaker.faults.add("implausible")
    await eventually(lambda: one.context.counts["withheld"] >= 2)
    shown = await one.adapter.call("diagnostics", {})
    assert shown[0]["withheld"] >= 2
    voltages = {told.value for told in one.context.told if told.tag == "b.voltage" and told.quality == "good"}
    assert len(voltages) == 1
    assert voltages.pop() == pytest.approx(speaker.pack.volts, abs=0.01)


async def test_a_sleepy_board_and_junk_cost_nothing(rig: MakeRig, plugged: MakeLine) -> None:
    sleepy = JbdSpeaker(Pack(8, speed=0))
    sleepy.faults |= {"sleepy", "junk"}
    plugged(sleepy)
    one = rig(batteries=[{"name": "b", "type": "jbd"}])
    await one.start()
    await eventually(good(one, "b.voltage", "b.cells.8.voltage"))


async def test_a_pulled_line_is_lost_at_once_and_found_under_its_name_again(
    rig: MakeRig, plugged: MakeLine, name: Path
) -> None:
    line = plugged(DalySpeaker(Pack(speed=0)))
    one = rig(batteries=[DALY], interval=30)
    await one.start()
    await eventually(good(one, "left.soc"))
    began = time.monotonic()
    await line.unplug()
    error = await one.ended()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "serial_port_lost"
    assert time.monotonic() - began < 1  # although nobody was due for half a minute
    with pytest.raises(NotConnected) as caught:
        await one.open()
    assert caught.value.reason.key == "serial_port_missing"
    line.plug(name)
    told = len(one.context.told)
    await one.start()
    await eventually(lambda: len(one.context.told) > told)
    assert one.adapter.longest_wait <= 10


async def test_a_serial_server_is_a_line_too(rig: MakeRig) -> None:
    line = SimulatedLine([DalySpeaker(Pack(speed=0))])
    await line.listen()
    one = rig({"transport": "tcp", "host": "127.0.0.1", "port": line.port}, batteries=[DALY])
    await one.start()
    await eventually(good(one, "left.soc"))
    await line.stop()
    error = await one.ended()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "connection_lost"


async def test_a_port_is_opened_by_one_only(rig: MakeRig, plugged: MakeLine) -> None:
    plugged(DalySpeaker())
    first, second = rig(batteries=[DALY]), rig(batteries=[DALY])
    await first.open()
    with pytest.raises(NotConnected) as caught:
        await second.open()
    assert caught.value.reason.key == "serial_port_busy"


async def test_a_meter_that_says_something_else_is_told_with_its_line(rig: MakeRig, plugged: MakeLine) -> None:
    speaker = MeterSpeaker("ERR {n}\r\n")
    plugged(speaker)
    one = rig(meters=[METER | {"timeout": 0.2}])
    await one.start()
    await eventually(lambda: one.context.problem == "line_no_match")
    assert str(one.context.problems[-1][1]["line"]).startswith("ERR")
    speaker.line = "P=-00012 W;E=1.5 kWh\r\n"
    await eventually(good(one, "meter.power", "meter.energy"))
    assert (one.value("meter.power"), one.value("meter.energy")) == (-12.0, 1.5)


async def test_a_meter_that_talks_by_itself_is_listened_to(rig: MakeRig, plugged: MakeLine) -> None:
    plugged(MeterSpeaker("{n};7,25;on\n", b"", period=0.05))
    fields = {"level": {"unit": "m", "scale": 2, "offset": 1}, "state": {"kind": "text"}}
    columns = {"delimiter": ";", "columns": ["", "level", "state"], "fields": fields, "decimal": ","}
    one = rig(meters=[{"name": "tank", **columns}])
    await one.start()
    await eventually(good(one, "tank.level", "tank.state"))
    assert (one.value("tank.level"), one.value("tank.state")) == (15.5, "on")
    await asyncio.sleep(0)
