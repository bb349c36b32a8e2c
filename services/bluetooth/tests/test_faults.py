"""Links that are refused, lost, stuck; radios that go and come; nobody else suffers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, fresh, good
from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]


async def test_a_refused_link_is_tried_again_and_the_other_device_goes_on(field: Field, rig: MakeRig) -> None:
    left, right = sim.jbd(), sim.daly()
    left.faults.add("refuse")
    await field.start(left, right)
    both = rig(device(left, "jbd"), device(right, "daly-d2", "right"))
    await both.start()
    await eventually(good(both, "right"))
    await eventually(lambda: both.context.problem == "ble_link_failed")
    await eventually(fresh(both, "right"))
    left.faults.clear()
    await eventually(good(both))
    await eventually(lambda: both.context.problem is None)


async def test_a_link_lost_in_mid_frame_makes_no_value_and_heals(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    before = {each.value for each in one.context.told if each.tag == "left.cells.count"}
    board.drop_after = 25
    await eventually(lambda: board.drop_after is None)
    await eventually(lambda: board.connections >= 2)
    await eventually(fresh(one))
    counts = {each.value for each in one.context.told if each.tag == "left.cells.count" and each.quality == "good"}
    assert counts == before
    assert bluez.scans == 0


async def test_out_of_range_is_bad_after_three_intervals_and_back_at_once(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    board.faults.add("away")
    await bluez.drop(board)
    await eventually(lambda: one.quality("left.voltage")[0] == "bad")
    one.adapter.sightings.get(board.address).seen_at -= 60  # type: ignore[union-attr] - it was long ago
    await eventually(lambda: one.problem == "ble_out_of_range", 30)
    board.faults.clear()
    await eventually(good(one), 30)
    await eventually(lambda: one.problem == "")


@pytest.mark.parametrize("fault", ["stuck", "notify_taken"])
async def test_stuck_bluez_is_made_to_forget_the_device(field: Field, rig: MakeRig, fault: sim.Fault) -> None:
    board, other = sim.jbd(), sim.jk()
    board.faults.add(fault)
    bluez = await field.start(board, other)
    both = rig(device(board, "jbd"), device(other, "jk-ble", "right"))
    await both.start()
    await eventually(good(both, "right"))
    await eventually(lambda: both.problem == f"ble_{fault}", 20)
    if fault == "stuck":  # removing the device is what frees it
        await eventually(good(both), 40)
    await eventually(lambda: any(call.startswith("RemoveDevice") for call in bluez.calls), 30)
    await eventually(fresh(both, "right"))


async def test_a_link_of_an_earlier_life_does_not_stand_in_the_way(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    killed = rig(device(board, "jbd"))
    await killed.start()
    await eventually(good(killed))
    assert killed._running is not None
    for task in (killed._running, *killed.adapter.crew._tasks.values()):
        task.cancel()  # and nothing is closed, as after kill -9
    board.connected = board.resolved = True
    assert bluez.known
    again = rig(device(board, "jbd"))
    await again.start()
    await eventually(good(again), 30)


async def test_a_radio_that_is_turned_off_ends_the_run_and_is_found_again(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    await bluez.set_powered(False)
    error = await one.ended()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "ble_radio_off"
    with pytest.raises(NotConnected, match="turned off"):
        await one.start()
    await bluez.set_powered(True)
    await one.start()
    await eventually(fresh(one))


async def test_the_bluetooth_service_restarts(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    await field.bluez.stop()
    error = await one.ended()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "ble_service_missing_host"
    with pytest.raises(NotConnected):
        await one.start()
    await field.appear([board])
    await one.start()
    await eventually(fresh(one), 30)


async def test_the_bus_itself_restarts(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    await field.stop()
    error = await one.ended()
    assert isinstance(error, NotConnected)
    with pytest.raises(NotConnected) as refused:
        await one.start()
    assert refused.value.reason.key == "ble_bus_missing"
    await field.start(board)
    await one.start()
    await eventually(fresh(one), 30)


async def test_a_radio_that_does_not_exist_is_named_with_those_that_do(field: Field, rig: MakeRig) -> None:
    await field.start()
    one = rig(radio="hci7")
    with pytest.raises(NotConnected, match="there are: hci0"):
        await one.start()


async def test_no_answer_is_told_and_the_other_one_in_the_only_slot_is_read(field: Field, rig: MakeRig) -> None:
    mute, well = sim.jbd(), sim.jk()
    mute.faults.add("silent")
    await field.start(mute, well)
    both = rig(device(mute, "jbd"), device(well, "jk-ble", "right"), slots=1)
    await both.start()
    await eventually(good(both, "right"), 40)
    await eventually(lambda: both.problem == "bms_no_answer", 40)
    mute.faults.clear()
    await eventually(good(both), 60)
    await eventually(fresh(both, "right"), 40)


async def test_a_connection_that_hangs_ends_and_the_other_device_goes_on(
    field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_bluetooth.link.CONNECT_S", 1.5)
    left, right = sim.jbd(), sim.jk()
    left.faults.add("hang")
    bluez = await field.start(left, right)
    both = rig(device(left, "jbd"), device(right, "jk-ble", "right"))
    await both.start()
    await eventually(lambda: both.problem == "ble_connect_timeout", 20)
    await eventually(fresh(both, "right"))
    assert any(call == f"Disconnect {path}" for call in bluez.calls for path in bluez.peripherals), "it is ended there"
    left.faults.clear()
    await eventually(good(both), 40)


async def test_a_bluetooth_service_that_hangs_is_told(
    field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_bluetooth.bluez.CALL_S", 0.5)
    board = sim.jbd()
    bluez = await field.start(board)
    bluez.deaf = True
    one = rig(device(board, "jbd"))
    with pytest.raises(NotConnected) as refused:
        await one.start()
    assert refused.value.reason.key == "ble_service_silent"
    bluez.deaf = False
    await one.start()
    await eventually(good(one))
