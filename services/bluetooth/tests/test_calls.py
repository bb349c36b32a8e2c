"""What people ask: what is around, what is it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bluetooth_rig import Field, Rig, device, good
from dinrail.errors import CallRefused, NotConnected
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim
from dinrail_bluetooth.sim import Peripheral

MakeRig = Callable[..., Rig]


async def test_a_scan_lists_what_is_around(field: Field, rig: MakeRig) -> None:
    boards = [sim.jbd(), sim.daly(), sim.jk(), sim.ant(), sim.victron("00" * 16), sim.passer_by(3)]
    await field.start(*boards)
    one = rig()
    await one.start()
    listed = await one.adapter.scan({"seconds": 1.5})
    found = {each["address"]: each for each in listed["devices"]}
    assert found.keys() == {each.address for each in boards}
    likely = {address: (each["suggestions"] or [{"type": ""}])[0]["type"] for address, each in found.items()}
    types = [likely[each.address] for each in boards]
    assert types[0] == "jbd"
    assert types[1].startswith("daly-")
    assert types[2] == "jk-ble"
    assert types[3].startswith("ant-")
    assert types[4:] == ["victron-ble", ""]
    jk = found[boards[2].address]
    assert jk["manufacturer"]["id"] == 0x0B65
    assert jk["services"] == [{"uuid": "ffe0", "name": jk["services"][0]["name"]}]
    assert len(jk["rssi_history"]) >= 1
    assert jk["rssi"] == -60
    assert jk["configured"] is None
    assert listed["adapter"] | {"reason": None} == {
        "name": "hci0",
        "address": "00:1A:7D:DA:71:13",
        "powered": True,
        "scanning": True,
        "passive": True,
        "active_because": "",
        "slots_used": 0,
        "slots_total": 3,
        "dropped": 0,
        "reason": None,
    }


async def test_scanning_stops_when_nobody_needs_it(field: Field, rig: MakeRig) -> None:
    bluez = await field.start(sim.jbd())
    one = rig()
    await one.start()
    await one.adapter.scan({"seconds": 1})
    await eventually(lambda: not bluez.monitors)


@pytest.mark.parametrize(("flags", "scan", "found"), [(0x02, "auto", 1), (None, "auto", 0), (None, "active", 1)])
async def test_who_advertises_without_flags_is_found_by_asking_only(
    field: Field, rig: MakeRig, flags: int | None, scan: str, found: int
) -> None:
    board = sim.jbd()
    board.flags = flags
    await field.start(board)
    one = rig(scan=scan)
    await one.start()
    assert len((await one.adapter.scan({"seconds": 1.5}))["devices"]) == found


async def test_where_it_cannot_listen_passively_it_asks_and_says_why(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board, passive=False)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    listed = await one.adapter.scan({"seconds": 1})
    assert not listed["adapter"]["passive"]
    assert "5.56" in listed["adapter"]["active_because"]
    assert bluez.scans == 1


@pytest.mark.parametrize(
    ("make", "kind"), [(sim.jbd, "jbd"), (sim.daly, "daly-d2"), (sim.jk, "jk-ble"), (sim.ant, "ant-old")]
)
async def test_a_device_is_recognised_by_what_it_answers(
    field: Field, rig: MakeRig, make: Callable[..., Peripheral], kind: str
) -> None:
    board = make()
    board.name = "BT05"  # nothing in its name speaks for it
    await field.start(board)
    one = rig()
    await one.start()
    await one.adapter.scan({"seconds": 1})
    said: dict[str, Any] = await one.adapter.call("probe", {"address": board.address})
    assert said["suggestion"]["type"] == kind
    assert said["suggestion"]["confidence"] >= 90
    assert said["information"]["manufacturer"] == "Simulated"
    assert {"uuid": "180a", "name": "Device Information"} in said["services"]
    assert not board.connected


async def test_a_stranger_is_not_claimed(field: Field, rig: MakeRig) -> None:
    lamp = sim.jbd(name="lamp")
    lamp.faults.add("silent")
    await field.start(lamp)
    one = rig()
    await one.start()
    await one.adapter.scan({"seconds": 1})
    said = await one.adapter.call("probe", {"address": lamp.address})
    assert said["suggestion"] is None
    assert said["findings"][0]["confidence"] == 0


async def test_what_cannot_be_asked_is_refused(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    await field.start(board)
    one = rig(device(board, "jbd"))
    listed = await one.adapter.call("devices", {})
    assert listed["devices"] == []
    assert listed["adapter"]["reason"].key == "ble_radio_off"
    await one.start()
    await eventually(good(one))
    for method, params in (
        ("probe", {"address": board.address}),
        ("probe", {"address": "nonsense"}),
        ("release", {"address": "00:00:00:00:00:00"}),
        ("pair", {"address": board.address, "pin": "12345678"}),
        ("dance", {}),
    ):
        with pytest.raises(CallRefused):
            await one.adapter.call(method, params)
    with pytest.raises(NotConnected):
        await one.adapter.call("probe", {"address": "00:00:00:00:00:00"})
    types = {each["type"]: each for each in await one.adapter.call("types", {})}
    assert types["victron-ble"]["needs_key"]
    assert types["victron-ble"]["listens"]
    assert "vedirect-text" not in types
