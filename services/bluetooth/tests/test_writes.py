"""Switches: only those that are named, read back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, good, typed
from dinrail.errors import DeviceError, NotConnected, NotWritable, ProtocolError
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


async def test_a_write_to_one_that_is_away_is_refused_at_once(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd", writes=["charge_mos"]))
    await one.start()
    await eventually(one.points)
    board.faults.add("away")
    await bluez.drop(board)
    one.adapter.sightings.get(board.address).seen_at -= 60  # type: ignore[union-attr] - it was long ago
    await eventually(lambda: not one.adapter.crew.attendants[board.address].linked)
    write = asyncio.create_task(one.write("left.charge_mos", False))  # while it is looked for
    with pytest.raises(NotConnected) as refused:
        await asyncio.wait_for(write, 10)
    assert refused.value.reason.key == "ble_out_of_range"
    await eventually(lambda: one.problem == "ble_out_of_range", 30)
    with pytest.raises(NotConnected, match="not heard"):
        await asyncio.wait_for(one.write("left.charge_mos", False), 1)


@pytest.mark.parametrize("stuck", [True, False], ids=["under way", "waiting for a link"])
async def test_a_write_that_a_reload_interrupts_is_answered(field: Field, rig: MakeRig, stuck: bool) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd", writes=["charge_mos"]), interval=0.5)
    await one.start()
    await eventually(one.points)
    if stuck:
        board.speaker.faults.add("stuck_switch")  # type: ignore[union-attr]
    else:
        board.faults.add("hang")
        await field.bluez.drop(board)
        await eventually(lambda: one.adapter.crew.attendants[board.address].state == "connecting")
    write = asyncio.create_task(one.write("left.charge_mos", False))
    await asyncio.sleep(0.2)
    changed = device(board, "jbd", writes=["charge_mos"], share=True)
    assert await one.adapter.reload(typed(interval=0.5, devices=[changed]))
    with pytest.raises(NotConnected) as refused:
        await asyncio.wait_for(write, 10)
    assert refused.value.reason.key == "ble_link_lost"
