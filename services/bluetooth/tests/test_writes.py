"""Switches: only those that are named, read back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, good
from dinrail.errors import DeviceError, NotWritable, ProtocolError
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]


async def test_nothing_is_written_unless_it_is_named(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    points = await eventually(one.points)
    assert not any(point.writable for point in points.values())
    with pytest.raises(NotWritable):
        await one.adapter.write(points["left.charge_mos"], False)


async def test_a_switch_is_turned_and_read_back(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd", writes=["charge_mos"]), interval=2.0)
    await one.start()
    await eventually(one.points)
    assert await one.write("left.charge_mos", False) is False
    assert one.value("left.charge_mos") is False
    assert board.speaker is not None
    board.speaker.faults.add("stuck_switch")
    with pytest.raises(ProtocolError, match="reads otherwise"):
        await one.write("left.charge_mos", True)
    board.speaker.faults.clear()
    assert await one.write("left.charge_mos", True) is True


async def test_a_write_without_a_link_is_refused_with_the_reason(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd", writes=["charge_mos"]))
    await one.start()
    await eventually(one.points)
    await eventually(good(one))
    await one.adapter.call("release", {"address": board.address})
    with pytest.raises(DeviceError, match="left to somebody else"):
        await one.write("left.charge_mos", False)
    await one.adapter.call("resume", {"address": board.address})
    await eventually(lambda: board.connected)
    board.faults.add("refuse")
    await bluez.drop(board)
    with pytest.raises(DeviceError):
        await one.write("left.charge_mos", False)
