"""Monitors of advertisements: what a client wants to hear of while the radio only listens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from dbus_fast import Message, MessageType

from dinrail_bluetooth.sim.peripheral import Peripheral

if TYPE_CHECKING:
    from dinrail_bluetooth.sim.bluez import SimulatedBluez

__all__ = ["Pattern", "hears", "register"]

MONITOR = "org.bluez.AdvertisementMonitor1"
Pattern = tuple[int, int, bytes]
"""Where in the data of an advertisement, of which kind of data, the bytes that stand there."""
FLAGS, COMPLETE_NAME, MAKER = 0x01, 0x09, 0xFF
TRIES, AGAIN_S = 50, 0.02


async def register(bluez: SimulatedBluez, client: str, path: str) -> None:
    """Ask the client what its monitor is for; it shows the object only after it was registered."""
    ask = Message(client, path, "org.freedesktop.DBus.Properties", "GetAll", signature="s", body=[MONITOR])
    for _ in range(TRIES):
        if bluez.bus is None:
            return
        answer = await bluez.bus.call(ask)
        if answer.message_type == MessageType.METHOD_RETURN:
            told = answer.body[0]
            if told["Type"].value == "or_patterns" and told["Patterns"].value:
                bluez.monitors[path] = [(start, kind, bytes(data)) for start, kind, data in told["Patterns"].value]
                await bluez.bus.call(Message(client, path, MONITOR, "Activate"))
            return
        await asyncio.sleep(AGAIN_S)


def hears(bluez: SimulatedBluez, device: Peripheral) -> bool:
    """Whether any pattern of any monitor fits what the device advertises."""
    said = _data(device)
    return any(
        data[start : start + len(wanted)] == wanted
        for patterns in bluez.monitors.values()
        for start, kind, wanted in patterns
        for data in said.get(kind, ())
    )


def _data(device: Peripheral) -> dict[int, list[bytes]]:
    found = {COMPLETE_NAME: [device.name.encode()]} if device.name else {}
    if device.flags is not None:
        found[FLAGS] = [bytes((device.flags,))]
    found[MAKER] = [number.to_bytes(2, "little") + data for number, data in device.manufacturer_data().items()]
    return found
