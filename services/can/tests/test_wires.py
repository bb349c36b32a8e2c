"""The same bus over both wires: values, writes with read-back, link loss and return, batteries."""

from __future__ import annotations

import asyncio

import pytest

from dinrail.errors import NotConnected
from dinrail.testing.context import eventually

BATTERY = [{"name": "battery", "timeout": 1.5}]
wires = pytest.mark.parametrize("wire", ["socketcand", "slcan"])


@wires
async def test_signals_of_every_kind_arrive(rig, wire):
    can = rig(wire=wire)
    await can.start()
    tags = {"Inverter.Power", "Inverter.State", "Meter.Import", "Meter.Export", "Meter.Peak", "Outdoor.Air"}
    await eventually(lambda: tags <= can.context.last.keys())
    assert can.value("Inverter.GridOk") is True
    assert can.value("Meter.Import") == pytest.approx(1234.5, abs=5)
    assert can.value("Outdoor.Humidity") == 55.0
    assert {can.quality(tag) for tag in tags} == {("good", "")}
    assert can.point("Inverter.State").texts["2"] == "feeding"
    assert can.point("Inverter.Power").description == "Positive while feeding the house"
    assert (can.point("Limits.ChargeLimit").unit, can.point("Limits.ChargeLimit").max) == ("A", 100)


@wires
async def test_written_value_is_read_back_and_the_rest_of_the_message_stays(rig, sim, wire):
    can = rig(wire=wire, signals=[{"path": "Limits.*", "writable": True}])
    await can.start()
    await eventually(lambda: can.value("Limits.FanSpeed") == 30)
    assert await can.adapter.write(can.point("Limits.ChargeLimit"), 33.5) == 33.5
    assert sim.inverter.limits == bytes.fromhex("4F011E00")
    await eventually(lambda: can.value("Limits.ChargeLimit") == 33.5)


@wires
async def test_battery_is_told_and_its_identifiers_go_stale_one_by_one(rig, sim, wire):
    can = rig(wire=wire, signals=[], databases=[], batteries=BATTERY)
    await can.start()
    await eventually(lambda: can.quality("battery.voltage") == ("good", ""))
    assert can.value("battery.charge_voltage_limit") == 56.8
    sim.battery.silent = {0x351}
    await eventually(lambda: can.quality("battery.charge_voltage_limit") == ("bad", "can_stale"))
    assert can.quality("battery.voltage") == ("good", "")
    await eventually(lambda: can.context.problem == "can_battery_stale")
    sim.battery.silent = set()
    await eventually(lambda: can.quality("battery.charge_voltage_limit") == ("good", ""))
    await eventually(lambda: can.context.problem is None)


async def test_keepalive_is_sent_only_where_it_is_turned_on(rig, sim):
    sim.battery.needs_keepalive = True
    quiet = rig(signals=[], databases=[], batteries=BATTERY)
    await quiet.start()
    await eventually(lambda: quiet.context.problem == "can_battery_silent")
    assert sim.battery.keepalives == 0
    kept = rig(signals=[], databases=[], batteries=[{"name": "battery", "keepalive": True}])
    await kept.start()
    await eventually(lambda: kept.quality("battery.soc") == ("good", ""))
    assert sim.battery.keepalives


@wires
async def test_lost_link_is_told_and_opens_again(rig, sim, wire):
    can = rig(wire=wire)
    await can.start()
    await eventually(lambda: can.value("Inverter.Power") is not None)
    await sim.stop()
    assert isinstance(await can.failure(), NotConnected)
    with pytest.raises(NotConnected) as absent:
        await can.adapter.connect(can.config.endpoints[0])
    assert absent.value.reason.key in {"can_server_absent", "can_interface_absent"}
    await sim.start()
    can.context.last.clear()
    await can.start()
    await eventually(lambda: can.quality("Inverter.Power") == ("good", ""))


async def test_server_that_says_nothing_is_a_timeout_within_its_limit(rig, sim):
    sim.server.mute = True
    async with asyncio.timeout(6):
        with pytest.raises(Exception, match="answer") as silent:
            await rig().adapter.connect(rig().config.endpoints[0])
    assert silent.value.reason.key == "can_server_silent"


async def test_missing_interface_of_this_host_is_told(rig):
    can = rig(endpoints=[{"channel": "nocan7"}])
    with pytest.raises(NotConnected) as absent:
        await can.adapter.connect(can.config.endpoints[0])
    assert absent.value.reason.key in {"can_interface_absent", "can_not_supported"}


async def test_calls_tell_frames_and_signals(rig):
    can = rig(signals=[{"path": "Inverter.*"}])
    await can.start()
    await eventually(lambda: len(can.adapter._traffic.seen) >= 10)
    frames = await can.adapter.call("frames", {"limit": 500})
    by_id = {each["id"]: each for each in frames["frames"]}
    assert by_id["300"]["message"] == "Inverter"
    assert by_id["18FEF001"]["extended"] is True
    assert set(by_id["310"]["signals"]) == {"ChargeLimit", "FanSpeed"}
    found = await can.adapter.call("signals", {"text": "meter imp"})
    assert [(each["path"], each["selected"]) for each in found["signals"]] == [("Meter.Import", False)]
