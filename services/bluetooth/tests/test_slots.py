"""More devices than links, devices that people want for themselves, devices that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bluetooth_rig import Field, Rig, device, fresh, good, typed
from dinrail.testing.boards import Pack
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim
from dinrail_bluetooth.slots import Slots

MakeRig = Callable[..., Rig]


async def test_five_devices_take_turns_in_two_slots(field: Field, rig: MakeRig) -> None:
    boards = [sim.jbd(f"A4:C1:38:00:01:0{at}", f"JBD-{at}", Pack(8)) for at in range(5)]
    bluez = await field.start(*boards)
    all_of_them = rig(*(device(each, "jbd", f"b{at}") for at, each in enumerate(boards)), slots=2)
    await all_of_them.start()
    most = 0
    for at in range(5):
        await eventually(good(all_of_them, f"b{at}"), 30)
        most = max(most, sum(each.connected for each in boards))
    again = [fresh(all_of_them, f"b{at}") for at in range(5)]
    await eventually(lambda: all(each() for each in again), 30)
    assert most <= 2
    assert bluez.scans == 0


async def test_a_link_is_kept_while_nobody_else_needs_the_slot(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    for _ in range(3):
        await eventually(fresh(one))
    assert board.connections == 1


async def test_a_shared_device_is_left_between_readings(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd", share=True))
    await one.start()
    for _ in range(3):
        await eventually(fresh(one))
    assert board.connections >= 3


async def test_a_device_is_released_for_the_app_and_taken_back(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    assert await one.adapter.call("release", {"address": board.address.lower(), "minutes": 5}) == {"released_s": 300}
    await eventually(lambda: not board.connected)
    await asyncio.sleep(1)
    assert not board.connected
    listed = await one.adapter.call("devices", {})
    assert [each["state"] for each in listed["devices"]] == ["released"]
    await eventually(lambda: one.quality("left.voltage") == ("bad", "ble_released"))
    await one.adapter.call("resume", {"address": board.address})
    await eventually(fresh(one))


async def test_a_release_outlives_a_restart_of_the_radio_and_a_change(field: Field, rig: MakeRig) -> None:
    board, other = sim.jbd(), sim.jk()
    bluez = await field.start(board, other)
    both = rig(device(board, "jbd"), device(other, "jk-ble", "right"))
    await both.start()
    await eventually(good(both))
    await both.adapter.call("release", {"address": board.address, "minutes": 60})
    await eventually(lambda: not board.connected)
    links = board.connections
    await bluez.set_powered(False)
    await both.ended()
    await bluez.set_powered(True)
    await both.start()
    await eventually(fresh(both, "right"), 20)
    changed = [device(board, "jbd", invert_current=True), device(other, "jk-ble", "right")]
    assert await both.adapter.reload(typed(interval=0.5, devices=changed))
    for _ in range(3):
        await eventually(fresh(both, "right"), 20)
    assert board.connections == links
    assert both.problem == "ble_released"


async def test_as_many_links_end_as_others_wait(field: Field) -> None:
    slots = Slots(3)
    leave = [asyncio.Event() for _ in range(5)]

    async def hold(own: asyncio.Event) -> None:
        async with slots.one():
            await own.wait()

    holders = [asyncio.create_task(hold(each)) for each in leave]
    await asyncio.sleep(0)
    assert slots.used == 3
    assert slots.pressure.is_set()
    assert [slots.give_way() for _ in range(3)] == [True, True, False], "two wait"
    assert not slots.pressure.is_set()
    leave[0].set()
    await eventually(lambda: slots.used == 3 and holders[0].done())
    holders[4].cancel()
    await asyncio.gather(holders[4], return_exceptions=True)
    assert not slots.give_way()
    for each in leave:
        each.set()
    await asyncio.gather(*holders, return_exceptions=True)
    assert slots.used == 0


async def test_one_device_changes_and_the_other_keeps_its_link(field: Field, rig: MakeRig) -> None:
    left, right = sim.jbd(), sim.jk()
    await field.start(left, right)
    both = rig(device(left, "jbd"), device(right, "jk-ble", "right"))
    await both.start()
    await eventually(lambda: good(both)() and good(both, "right")())
    changed = typed(interval=0.5, devices=[device(left, "jbd"), device(right, "jk-ble", "right", invert_current=True)])
    assert await both.adapter.reload(changed)
    await eventually(lambda: both.value("right.current") == -30.0 or (both.value("right.current") or 0) < 0)
    assert left.connections == 1
    assert right.connections == 2
    assert await both.adapter.reload(typed(interval=0.5, devices=[device(left, "jbd")]))
    await eventually(lambda: not right.connected)
    assert left.connections == 1
    await eventually(lambda: {path.partition(".")[0] for path in both.points()} == {"left"})
    assert not await both.adapter.reload(typed(interval=0.5, slots=5, devices=[device(left, "jbd")]))


async def test_hundreds_of_strangers_are_bounded_and_ours_is_read(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board, *(sim.passer_by(number) for number in range(620)))
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one), 30)
    listed = await one.adapter.scan({"seconds": 2})
    assert len(listed["devices"]) == 500
    assert listed["adapter"]["dropped"] >= 100
    assert one.adapter.sightings.get(board.address) is not None
