"""Batteries on a radio are read, each by its own language."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device
from cbt_board import cbt
from dinrail.testing.boards import Pack
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim
from dinrail_bluetooth.sim import Peripheral

MakeRig = Callable[..., Rig]
KEY = "0df4d0395b7d1a876c0c33ecb9e70dcd"
BOARDS = [(sim.jbd, "jbd"), (sim.daly, "daly-d2"), (sim.jk, "jk-ble"), (sim.ant, "ant-old")]


@pytest.mark.parametrize(("make", "kind"), BOARDS, ids=[kind for _, kind in BOARDS])
async def test_a_battery_is_read(field: Field, rig: MakeRig, make: Callable[..., Peripheral], kind: str) -> None:
    pack = Pack(16, speed=0)
    board = make(pack=pack)
    await field.start(board)
    one = rig(device(board, kind))
    await one.start()
    await eventually(lambda: one.quality("left.voltage") == ("good", ""))
    assert one.value("left.voltage") == pytest.approx(pack.volts, abs=0.06)
    assert one.value("left.current") == pytest.approx(30.0, abs=0.05)
    assert one.value("left.soc") == pytest.approx(60.0)
    assert one.value("left.cells.16.voltage") == pytest.approx(pack.millivolts[15] / 1000)
    points = await eventually(one.points)
    assert points["left.cells.1.voltage"].unit == "V"
    assert not any(point.writable for point in points.values())


async def test_advertisements_are_read_without_a_link(field: Field, rig: MakeRig) -> None:
    shunt = sim.victron(KEY, pack=Pack(4, speed=0))
    bluez = await field.start(shunt)
    one = rig(device(shunt, "victron-ble", key=KEY))
    await one.start()
    await eventually(lambda: one.quality("left.voltage") == ("good", ""))
    assert one.value("left.soc") == 60.0
    assert one.value("left.current") == 30.0
    assert one.value("left.rssi") == -60
    assert not any(call.startswith("Connect ") for call in bluez.calls)
    assert bluez.monitors
    assert not bluez.scans, "only listening"


async def test_a_type_of_the_library_is_read_on_our_link(field: Field, rig: MakeRig) -> None:
    """CBT Power, whose driver is aiobmsble's: `AA 55 command length data sum 0D 0A`."""
    board = cbt()
    await field.start(board)
    one = rig(device(board, "ble-cbtpwr"))
    await one.start()
    await eventually(lambda: one.quality("left.voltage") == ("good", ""), 30)
    assert one.value("left.voltage") == 13.2
    assert one.value("left.current") == -5.0
    assert one.value("left.soc") == 87
    assert one.value("left.cells.4.voltage") == 3.3
    again = board.connections
    await eventually(lambda: one.context.counts["polls"] >= 3, 30)
    assert board.connections == again, "the driver never connects by itself"
