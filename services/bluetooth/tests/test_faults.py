"""Links that are refused, lost, stuck; nobody else suffers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bluetooth_rig import Field, Rig, device, fresh, good
from cbt_board import cbt
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
    bluez.known.update(bluez.peripherals)
    await bluez.connect(board)  # by an adapter that was killed; such a device does not advertise
    again = rig(device(board, "jbd"))
    await again.start()
    await eventually(good(again), 30)


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


async def test_a_scan_that_is_refused_for_a_moment_costs_nobody_the_link(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board, passive=False)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    await eventually(lambda: not bluez.scans)
    bluez.refused["StartDiscovery"] = "InProgress"
    await one.adapter.scan({"seconds": 1.5})
    assert board.connections == 1
    await eventually(fresh(one))


async def test_one_loss_counts_once(field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    counted: list[str] = []
    failing = one.adapter.crew.devices[0]
    real = failing.failed
    monkeypatch.setattr(failing, "failed", lambda reason, *began: (counted.append(reason.key), real(reason, *began)))
    board.drop_after = 25
    await eventually(lambda: board.drop_after is None)
    await eventually(fresh(one), 20)
    assert counted == ["ble_link_lost"]


async def test_a_question_of_a_library_that_is_never_answered_gives_the_slot_back(
    field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_bluetooth.guest.CALL_S", 1.0)
    hanging, well = cbt(), sim.jbd()
    hanging.faults.add("notify_hangs")
    await field.start(hanging, well)
    both = rig(device(hanging, "ble-cbtpwr"), device(well, "jbd", "right"), slots=1)
    await both.start()
    await eventually(lambda: both.problem == "bms_no_answer", 20)
    await eventually(fresh(both, "right"), 20)
