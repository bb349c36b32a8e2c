"""Another configuration on the same link."""

from __future__ import annotations

from collections.abc import Callable

from dinrail.testing.context import eventually
from dinrail_serial.sim import DalySpeaker, MeterSpeaker, Pack, SimulatedLine
from serial_rig import Rig, typed

MakeRig = Callable[..., Rig]
MakeLine = Callable[..., SimulatedLine]
METER = {"name": "m", "request": "P?\\r\\n", "patterns": ["P=(?P<p>[-+0-9]+) W"]}


async def test_devices_come_and_go_and_the_others_keep_their_points(
    rig: MakeRig, plugged: MakeLine, name: object
) -> None:
    plugged(DalySpeaker(Pack(speed=0)), MeterSpeaker())
    battery = {"name": "b", "type": "daly-a5"}
    one = rig(batteries=[battery])
    await one.start()
    await eventually(one.points)
    assert not one.points()["b.charge_mos"].writable
    before = set(one.points())
    endpoint = {"device": str(name)}
    changed = {"batteries": [battery | {"writes": ["charge_mos"]}], "meters": [METER], "interval": 0.3}
    assert await one.adapter.reload(typed(endpoints=[endpoint], **changed))
    assert set(one.points()) == before | {"m.p"}
    assert one.points()["b.charge_mos"].writable
    await eventually(lambda: one.quality("m.p") == ("good", ""))
    told = len(one.context.told)
    await eventually(lambda: "b.soc" in {each.tag for each in one.context.told[told:]})
    assert await one.adapter.reload(typed(endpoints=[endpoint], batteries=[battery], interval=0.2))
    assert set(one.points()) == before
    assert not await one.adapter.reload(typed(endpoints=[endpoint | {"baud": 19200}], batteries=[battery]))
