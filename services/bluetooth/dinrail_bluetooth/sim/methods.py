"""What `org.bluez` answers to each call."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from dbus_fast import Message, Variant

from dinrail_bluetooth.sim import monitors
from dinrail_bluetooth.sim.objects import ADAPTER, AGENT_MANAGER, CHARACTERISTIC, DEVICE, MONITORS, device_path
from dinrail_bluetooth.sim.peripheral import Characteristic, Peripheral, long_uuid

if TYPE_CHECKING:
    from dinrail_bluetooth.sim.bluez import SimulatedBluez

__all__ = ["Refused", "answer"]

Reply = tuple[str, list[Any]]
NOTHING: Reply = ("", [])
PAIRING_S = 0.3


class Refused(Exception):
    """An error of BlueZ, by the last part of its name."""

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(name)
        self.name = name if "." in name else f"org.bluez.Error.{name}"
        self.text = text or name


async def answer(bluez: SimulatedBluez, message: Message) -> Reply:  # noqa: PLR0911 - one line per interface
    """Signature and body of the answer; raises Refused."""
    if (error := bluez.refused.get(message.member or "")) is not None:
        raise Refused(error)
    match message.interface:
        case "org.freedesktop.DBus.ObjectManager":
            return "a{oa{sa{sv}}}", [bluez.objects()]
        case "org.freedesktop.DBus.Properties":
            return _properties(bluez, message)
        case value if value == ADAPTER:
            return await _adapter(bluez, message)
        case value if value == MONITORS and bluez.passive:
            return _monitor(bluez, message)
        case value if value == AGENT_MANAGER:
            return _agent(bluez, message)
        case value if value == DEVICE:
            return await _device(bluez, _known(bluez, message.path or ""), message.member or "")
        case value if value == CHARACTERISTIC:
            return await _characteristic(bluez, message)
    raise Refused("org.freedesktop.DBus.Error.UnknownMethod")


def _properties(bluez: SimulatedBluez, message: Message) -> Reply:
    known = bluez.objects().get(message.path or "", {}).get(message.body[0])
    if known is None:
        raise Refused("org.freedesktop.DBus.Error.UnknownObject")
    if message.member == "Get":
        return "v", [known[message.body[1]]]
    if message.member == "GetAll":
        return "a{sv}", [known]
    return NOTHING


async def _adapter(bluez: SimulatedBluez, message: Message) -> Reply:
    if message.member == "RemoveDevice":
        await bluez.forget(_known(bluez, message.body[0], missing="DoesNotExist"))
        return NOTHING
    if not bluez.powered:
        raise Refused("NotReady", "Resource Not Ready")
    if message.member in {"StartDiscovery", "StopDiscovery"}:
        bluez.scans = max(0, bluez.scans + (1 if message.member == "StartDiscovery" else -1))
        bluez.changed(message.path or "", ADAPTER, {"Discovering": Variant("b", bluez.scans > 0)})
    return NOTHING


def _monitor(bluez: SimulatedBluez, message: Message) -> Reply:
    if message.member == "RegisterMonitor":
        bluez.start_task(monitors.register(bluez, message.sender or "", message.body[0]))
    else:
        bluez.monitors.pop(message.body[0], None)
    return NOTHING


def _agent(bluez: SimulatedBluez, message: Message) -> Reply:
    if message.member == "RegisterAgent":
        if bluez.agent is not None:
            raise Refused("AlreadyExists")
        bluez.agent = (message.sender or "", message.body[0])
    elif message.member == "UnregisterAgent":
        bluez.agent = None
    return NOTHING


async def _device(bluez: SimulatedBluez, device: Peripheral, member: str) -> Reply:
    if member == "Disconnect":
        await bluez.drop(device)
        return NOTHING
    if member == "CancelPairing":
        return NOTHING
    if "hang" in device.faults or "away" in device.faults:
        await asyncio.sleep(3600)
    if "stuck" in device.faults:
        raise Refused("InProgress", "Operation already in progress")
    if "refuse" in device.faults or not device.connectable:
        raise Refused("Failed", "le-connection-refused")
    if member == "Pair":
        await _pair(bluez, device)
    elif not device.connected:
        await bluez.connect(device)
    return NOTHING


async def _pair(bluez: SimulatedBluez, device: Peripheral) -> None:
    if device.paired:
        raise Refused("AlreadyExists")
    if device.pin:
        await asyncio.sleep(PAIRING_S)
        given = await bluez.ask_agent("RequestPasskey", device_path(device), "u")
        if f"{given:06}" != device.pin:
            raise Refused("AuthenticationFailed", "Authentication Failed")
    if not device.connected:
        await bluez.connect(device)
    device.paired = True
    bluez.changed(device_path(device), DEVICE, {"Paired": Variant("b", True), "Bonded": Variant("b", True)})


async def _characteristic(bluez: SimulatedBluez, message: Message) -> Reply:
    root, _, below = (message.path or "").partition("/service")
    device = _known(bluez, root)
    found = next((each for each in device.characteristics if each.path == f"service{below}"), None)
    if found is None or not device.connected:
        raise Refused("org.freedesktop.DBus.Error.UnknownObject")
    if device.pin and not device.paired and message.member != "StopNotify":
        raise Refused("Failed", "Operation failed with ATT error: 0x05")
    if message.member == "ReadValue":
        return "ay", [found.value]
    if message.member == "WriteValue":
        _written(bluez, device, found, bytes(message.body[0]), message.body[1])
    elif message.member == "StartNotify":
        if "notify_hangs" in device.faults:
            await asyncio.sleep(3600)
        if "notify_taken" in device.faults:
            raise Refused("NotPermitted", "Notify acquired")
        found.notifying = True
    elif message.member == "StopNotify":
        found.notifying = False
    return NOTHING


def _written(
    bluez: SimulatedBluez, device: Peripheral, to: Characteristic, data: bytes, options: dict[str, Variant]
) -> None:
    kind = options["type"].value if "type" in options else "request"
    if ("write" if kind == "request" else "write-without-response") not in to.flags:
        raise Refused("NotSupported", "Operation is not supported")
    if device.speaker is None or long_uuid(to.uuid) != long_uuid(device.write) or "silent" in device.faults:
        return
    if said := device.speaker.hear(data):
        bluez.start_task(bluez.notify(device, device.at(device.notify), said))


def _known(bluez: SimulatedBluez, path: str, missing: str = "org.freedesktop.DBus.Error.UnknownObject") -> Peripheral:
    if path not in bluez.known:
        raise Refused(missing, f"no object {path}")
    return bluez.peripherals[path]
