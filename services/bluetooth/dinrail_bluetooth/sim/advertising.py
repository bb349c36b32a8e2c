"""What is in the air while somebody listens."""

from __future__ import annotations

import asyncio
import select
from typing import TYPE_CHECKING

from dbus_fast.aio import MessageBus

from dinrail_bluetooth.sim import objects
from dinrail_bluetooth.sim.monitors import hears
from dinrail_bluetooth.sim.objects import DEVICE
from dinrail_bluetooth.sim.peripheral import Peripheral

if TYPE_CHECKING:
    from dinrail_bluetooth.sim.bluez import SimulatedBluez

__all__ = ["advertise"]

MANAGER = "org.freedesktop.DBus.ObjectManager"
ADVERTISED_S = 0.1
SIGHTED = ("RSSI", "ManufacturerData", "ServiceData")


async def advertise(bluez: SimulatedBluez) -> None:
    """Until cancelled; who is connected or away is not heard."""
    while True:
        if bluez.powered and (bluez.scans or bluez.monitors):
            for path, device in bluez.peripherals.items():
                there = not device.connected and "away" not in device.faults
                if there and bluez.bus is not None and (bluez.scans or hears(bluez, device)):
                    _advertised(bluez, path, device)
                    await _written(bluez)
        await asyncio.sleep(ADVERTISED_S)


def _advertised(bluez: SimulatedBluez, path: str, device: Peripheral) -> None:
    told = objects.device_properties(device)
    if path not in bluez.known:
        bluez.known.add(path)
        bluez.signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {DEVICE: told}])
    else:
        bluez.changed(path, DEVICE, {name: told[name] for name in SIGHTED if name in told})


async def _written(bluez: SimulatedBluez) -> None:
    """Until the socket takes more: dbus-fast gives up a connection whose socket is full."""
    while bluez.bus is not None and not _takes_more(bluez.bus):  # noqa: ASYNC110 - the library has no event for it
        await asyncio.sleep(0.002)


def _takes_more(bus: MessageBus) -> bool:
    socket = bus._sock  # noqa: SLF001
    return socket is None or bool(select.select([], [socket], [], 0)[1])
