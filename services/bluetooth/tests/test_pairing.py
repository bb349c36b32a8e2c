"""Devices that want a PIN: pairings that hang together, that nobody needs, that are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, good
from cbt_board import cbt
from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]


def asked(field: Field, member: str) -> int:
    """How often BlueZ was asked for it."""
    return sum(call.startswith(f"{member} ") for call in field.bluez.calls)


async def test_two_devices_that_lost_their_pairing_are_paired_one_after_the_other(field: Field, rig: MakeRig) -> None:
    left, right = sim.jbd(), sim.daly()
    left.pin, right.pin = "111111", "222222"
    await field.start(left, right)
    both = rig(device(left, "jbd", pin="111111"), device(right, "daly-d2", "right", pin="222222"))
    await both.start()
    await eventually(lambda: good(both)() and good(both, "right")(), 30)
    assert left.paired
    assert right.paired


async def test_a_pairing_in_a_long_back_off_ends_it(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    board.pin = "123456"
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(lambda: one.problem == "ble_pairing_needed")
    attendant = one.adapter.crew.attendants[board.address]
    await eventually(lambda: attendant.state == "backoff")
    attendant.device.due_at = attendant.device.clock.monotonic() + 600
    await one.adapter.call("pair", {"address": board.address, "pin": "123456"})
    await eventually(good(one))


async def test_a_pairing_of_a_device_that_is_not_ours_leaves_no_link(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    board.pin = "123456"
    await field.start(board)
    one = rig()
    await one.start()
    await one.adapter.scan({"seconds": 1})
    await one.adapter.call("pair", {"address": board.address, "pin": "123456"})
    assert board.paired
    assert not board.connected, "a device with a link is heard by nobody"


async def test_unpairing_that_is_refused_is_told(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig()
    await one.start()
    await one.adapter.scan({"seconds": 1})
    await one.adapter.call("pair", {"address": board.address})
    bluez.refused["RemoveDevice"] = "Failed"
    with pytest.raises(NotConnected, match="BlueZ refuses"):
        await one.adapter.call("unpair", {"address": board.address})
    assert board.paired
    bluez.refused["RemoveDevice"] = "DoesNotExist"
    assert await one.adapter.call("unpair", {"address": board.address}) == {"paired": False}


async def test_a_wrong_pin_of_the_configuration_is_tried_once(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    board.pin = "123456"
    await field.start(board)
    one = rig(device(board, "jbd", pin="654321"))
    await one.start()
    await eventually(lambda: one.problem == "ble_pairing_failed", 20)
    links = board.connections
    await eventually(lambda: board.connections >= links + 2, 40)
    assert asked(field, "Pair") == 1, "a device that is asked with wrong PINs again and again locks itself"
    assert asked(field, "CancelPairing") == 1
    assert one.problem == "ble_pairing_failed"
    await one.adapter.call("pair", {"address": board.address, "pin": "123456"})
    await eventually(good(one))


async def test_a_type_of_the_library_is_paired_with_the_pin_of_the_configuration(field: Field, rig: MakeRig) -> None:
    board = cbt()
    board.pin = "123456"
    await field.start(board)
    one = rig(device(board, "ble-cbtpwr", pin="123456"))
    await one.start()
    await eventually(good(one), 30)
    assert board.paired


async def test_a_type_of_the_library_without_a_pin_says_what_it_wants(field: Field, rig: MakeRig) -> None:
    board = cbt()
    board.pin = "123456"
    await field.start(board)
    one = rig(device(board, "ble-cbtpwr"))
    await one.start()
    await eventually(lambda: one.problem == "ble_pairing_needed", 20)
