"""Keys that are missing or wrong, devices that want a PIN."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, fresh, good
from dinrail.errors import DeviceError
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]
KEY = "0df4d0395b7d1a876c0c33ecb9e70dcd"
OTHER = "0df4d0395b7d1a876c0c33ecb9e70dce"


@pytest.mark.parametrize("key", ["ff" * 16, OTHER], ids=["of another device", "one digit wrong"])
async def test_a_wrong_key_is_one_state(field: Field, rig: MakeRig, key: str) -> None:
    shunt = sim.victron(KEY)
    await field.start(shunt)
    one = rig(device(shunt, "victron-ble", key=key))
    await one.start()
    await eventually(lambda: one.context.problem == "bms_key_wrong")
    await asyncio.sleep(1.5)
    assert [key for key, _ in one.context.problems] == ["bms_key_wrong"]
    assert not [each for each in one.context.told if each.quality == "good" and not each.tag.endswith("rssi")]


async def test_a_missing_key_is_a_state_and_the_others_are_read(field: Field, rig: MakeRig) -> None:
    shunt, board = sim.victron(KEY), sim.jbd()
    await field.start(shunt, board)
    both = rig(device(shunt, "victron-ble", "shunt"), device(board, "jbd"))
    await both.start()
    await eventually(good(both))
    assert both.context.problem == "bms_key_missing"
    assert both.context.problems[-1][1]["name"] == "shunt"


async def test_a_device_that_wants_a_pin_is_paired(
    field: Field, rig: MakeRig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    board = sim.jbd()
    board.pin = "123456"
    bluez = await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(lambda: one.problem == "ble_pairing_needed")
    with pytest.raises(DeviceError, match="PIN is wrong"):
        await one.adapter.call("pair", {"address": board.address, "pin": "654321"})
    assert not board.paired
    assert bluez.agent is None, "the agent is there for one pairing only"
    assert await one.adapter.call("pair", {"address": board.address, "pin": "123456"}) == {"paired": True}
    await eventually(good(one), 30)
    listed = await one.adapter.call("devices", {})
    assert listed["devices"][0]["paired"]
    assert await one.adapter.call("unpair", {"address": board.address}) == {"paired": False}
    assert not board.paired
    assert "123456" not in caplog.text
    assert "654321" not in caplog.text


async def test_a_pin_of_the_configuration_pairs_by_itself(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    board.pin = "000042"
    await field.start(board)
    one = rig(device(board, "jbd", pin="42"))
    await one.start()
    await eventually(good(one), 30)
    board.paired = False
    await field.bluez.drop(board)
    await eventually(fresh(one), 30)
    assert board.paired
