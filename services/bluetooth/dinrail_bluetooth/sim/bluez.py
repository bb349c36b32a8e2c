"""An `org.bluez` on any bus: a radio and the devices around it, for clients that believe they talk to BlueZ."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from dinrail_bluetooth.sim import objects
from dinrail_bluetooth.sim.advertising import advertise
from dinrail_bluetooth.sim.methods import Refused, answer
from dinrail_bluetooth.sim.monitors import Pattern
from dinrail_bluetooth.sim.objects import ADAPTER, CHARACTERISTIC, DEVICE, RADIO
from dinrail_bluetooth.sim.peripheral import Characteristic, Peripheral

__all__ = ["SimulatedBluez"]

NAME = "org.bluez"
MANAGER, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"


class SimulatedBluez:
    """peripherals by path; `passive`: whether it knows monitors of advertisements, as BlueZ ≥ 5.56 may."""

    def __init__(self, peripherals: Iterable[Peripheral] = (), *, passive: bool = True) -> None:
        self.peripherals = {objects.device_path(each): each for each in peripherals}
        self.passive = passive
        self.powered = True
        self.deaf = False
        """Whether it hangs: nothing is answered."""
        self.refused: dict[str, str] = {}
        """Methods that are refused, with the last part of the error's name."""
        self.known: set[str] = set()
        """Paths of devices that were seen."""
        self.scans = 0
        self.monitors: dict[str, list[Pattern]] = {}
        """What clients listen for, by the path of their monitor."""
        self.agent: tuple[str, str] | None = None
        """Bus name and path of whoever is asked for PINs."""
        self.calls: list[str] = []
        self.bus: MessageBus | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, address: str) -> None:
        """Be `org.bluez` on that bus."""
        self.bus = await MessageBus(bus_address=address).connect()
        self.bus.add_message_handler(self._handle)
        await self.bus.request_name(NAME)
        self.start_task(advertise(self))

    async def stop(self) -> None:
        """Leave the bus; clients see that nobody has the name."""
        for each in self.peripherals.values():
            each.connected = each.resolved = False
        self.known.clear()
        self.monitors.clear()
        self.scans, self.agent = 0, None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        bus, self.bus = self.bus, None
        if bus is not None:
            bus.disconnect()
            with suppress(Exception):
                await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    async def lost(self) -> None:
        """Returns when the bus has gone."""
        if self.bus is not None:
            with suppress(Exception):
                await asyncio.shield(self.bus.wait_for_disconnect())  # type: ignore[no-untyped-call]

    async def set_powered(self, on: bool) -> None:
        """Turn the radio on or off, as a person or a power manager does."""
        self.powered = on
        if not on:
            for each in self.peripherals.values():
                await self.drop(each)
        self.changed(RADIO, ADAPTER, {"Powered": Variant("b", on)})

    async def pull(self) -> None:
        """Pull the radio out of its socket."""
        self.signal("/", MANAGER, "InterfacesRemoved", "oas", [RADIO, [ADAPTER]])

    async def drop(self, device: Peripheral) -> None:
        """The link is lost."""
        if not device.connected:
            return
        gone = objects.gatt_objects(device) if device.resolved else {}
        device.connected = device.resolved = False
        for each in device.characteristics:
            each.notifying = False
        root = objects.device_path(device)
        for path, interfaces in reversed(gone.items()):
            self.signal("/", MANAGER, "InterfacesRemoved", "oas", [path, list(interfaces)])
        self.changed(root, DEVICE, {"ServicesResolved": Variant("b", False), "Connected": Variant("b", False)})

    async def connect(self, device: Peripheral) -> None:
        """Make the link; the GATT table follows a little later, as on a real one."""
        device.connected = True
        device.connections += 1
        root = objects.device_path(device)
        self.changed(root, DEVICE, {"Connected": Variant("b", True)})

        async def resolve() -> None:
            await asyncio.sleep(0.02)
            for path, interfaces in objects.gatt_objects(device).items():
                self.signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])
            device.resolved = True
            self.changed(root, DEVICE, {"ServicesResolved": Variant("b", True)})

        self.start_task(resolve())

    async def forget(self, device: Peripheral) -> None:
        """Remove the object of a device, with its link and its pairing."""
        await self.drop(device)
        device.paired = False
        device.faults.discard("stuck")
        path = objects.device_path(device)
        self.known.discard(path)
        self.signal("/", MANAGER, "InterfacesRemoved", "oas", [path, [DEVICE]])

    async def notify(self, device: Peripheral, through: Characteristic, data: bytes) -> None:
        """Bytes of the device, in pieces."""
        path = f"{objects.device_path(device)}/{through.path}"
        for at in range(0, len(data), device.chunk):
            part = data[at : at + device.chunk]
            if device.drop_after is not None:
                if device.drop_after < len(part):
                    device.drop_after = None
                    await self.drop(device)
                    return
                device.drop_after -= len(part)
            if device.connected and through.notifying:
                self.changed(path, CHARACTERISTIC, {"Value": Variant("ay", part)})
            await asyncio.sleep(0)

    def objects(self) -> objects.Objects:
        """Everything there is now."""
        found = objects.adapter_objects(powered=self.powered, discovering=self.scans > 0, passive=self.passive)
        for path in self.known:
            device = self.peripherals[path]
            found[path] = {DEVICE: objects.device_properties(device)}
            if device.resolved:
                found |= objects.gatt_objects(device)
        return found

    async def ask_agent(self, member: str, path: str, reply: str) -> Any:
        """Its answer; raises Refused without an agent or with one that refuses."""
        if self.agent is None or self.bus is None:
            raise Refused("AuthenticationFailed", "no agent")
        name, where = self.agent
        message = Message(name, where, "org.bluez.Agent1", member, signature="o", body=[path])
        answered = await self.bus.call(message)
        if answered.message_type == MessageType.ERROR or answered.signature != reply:
            raise Refused("AuthenticationFailed", "the agent refused")
        return answered.body[0]

    def changed(self, path: str, interface: str, values: dict[str, Variant]) -> None:
        """Tell everybody."""
        self.signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, values, []])

    def start_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        """Send one."""
        if self.bus is not None and self.bus.connected:
            self.bus.send(Message.new_signal(path, interface, member, signature, body))

    def _handle(self, message: Message) -> bool | None:
        if message.message_type != MessageType.METHOD_CALL:
            return None
        if message.interface in {"org.freedesktop.DBus.Peer", "org.freedesktop.DBus.Introspectable"}:
            return None
        self.calls.append(f"{message.member} {message.path}")
        del self.calls[:-1000]
        if not self.deaf:
            self.start_task(self._reply(message))
        return True

    async def _reply(self, message: Message) -> None:
        try:
            signature, body = await answer(self, message)
            reply = Message.new_method_return(message, signature, body)
        except Refused as refused:
            reply = Message.new_error(message, refused.name, refused.text)
        if self.bus is not None and self.bus.connected:
            self.bus.send(reply)
