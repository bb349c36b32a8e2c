"""Switches: off unless enabled, read back, told when they did not move."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail.errors import NotWritable, ProtocolError
from dinrail.testing.context import eventually
from dinrail_serial.sim import DalySpeaker, JbdSpeaker, Pack, SimulatedLine, Speaker
from serial_rig import Rig

MakeRig = Callable[..., Rig]
MakeLine = Callable[..., SimulatedLine]
TYPES = [(JbdSpeaker(Pack(8, speed=0)), "jbd"), (DalySpeaker(Pack(8, speed=0)), "daly-a5")]


@pytest.mark.parametrize(("speaker", "kind"), TYPES)
async def test_nothing_is_written_unless_it_is_enabled(
    rig: MakeRig, plugged: MakeLine, speaker: Speaker, kind: str
) -> None:
    plugged(speaker)
    one = rig(batteries=[{"name": "b", "type": kind}])
    await one.start()
    await eventually(one.points)
    assert not any(point.writable for point in one.points().values())
    with pytest.raises(NotWritable):
        await one.adapter.write(one.points()["b.charge_mos"], False)
    assert speaker.pack.charge_mos is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(("speaker", "kind"), TYPES)
async def test_a_switch_is_turned_and_read_back(rig: MakeRig, plugged: MakeLine, speaker: Speaker, kind: str) -> None:
    plugged(speaker)
    one = rig(batteries=[{"name": "b", "type": kind, "writes": ["charge_mos"]}])
    await one.start()
    await eventually(one.points)
    assert [path for path, point in one.points().items() if point.writable] == ["b.charge_mos"]
    assert await one.write("b.charge_mos", False) is False
    assert one.value("b.charge_mos") is False
    assert one.value("b.discharge_mos") is True
    assert one.value("b.current") == 0.0
    assert await one.write("b.charge_mos", True) is True


@pytest.mark.parametrize(("speaker", "kind"), TYPES)
async def test_a_switch_that_does_not_move_is_told(
    rig: MakeRig, plugged: MakeLine, speaker: Speaker, kind: str
) -> None:
    speaker.faults.add("stuck_switch")
    plugged(speaker)
    one = rig(batteries=[{"name": "b", "type": kind, "writes": ["charge_mos"]}])
    await one.start()
    await eventually(one.points)
    with pytest.raises(ProtocolError) as caught:
        await one.write("b.charge_mos", False)
    assert caught.value.reason.key == "write_not_confirmed"
    assert one.value("b.charge_mos") is True
    speaker.faults.clear()
