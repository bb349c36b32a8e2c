"""Radios, the Bluetooth service and its bus go and come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bluetooth_rig import Field, Rig, device, fresh, good
from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_bluetooth import sim

MakeRig = Callable[..., Rig]


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


async def test_a_bluetooth_service_that_hangs_is_told(
    field: Field, rig: MakeRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dinrail_bluetooth.bus.CALL_S", 0.5)
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


async def test_a_radio_that_is_pulled_is_named(field: Field, rig: MakeRig) -> None:
    board = sim.jbd()
    bluez = await field.start(board)
    one = rig(device(board, "jbd"))
    await one.start()
    await eventually(good(one))
    await bluez.pull()
    error = await one.ended()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "ble_radio_missing"


async def test_a_bus_that_refuses_us_is_told(rig: MakeRig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"REJECTED EXTERNAL\r\n")
        await writer.drain()
        await reader.read()
        writer.close()

    async with await asyncio.start_unix_server(refuse, str(tmp_path / "bus")):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        with pytest.raises(NotConnected) as refused:
            await rig().start()
    assert refused.value.reason.key == "ble_bus_missing"
