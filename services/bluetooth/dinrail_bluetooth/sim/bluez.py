"""An `org.bluez` on any bus: a radio and the devices around it, for clients that believe they talk to BlueZ."""

from __future__ import annotations

import asyncio
import select
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from dinrail_bluetooth.sim import objects
from dinrail_bluetooth.sim.methods import Refused, answer
from dinrail_bluetooth.sim.objects import ADAPTER, CHARACTERISTIC, DEVICE, RADIO
from dinrail_bluetooth.sim.peripheral import Characteristic, Peripheral

__all__ = ["SimulatedBluez"]

NAME = "org.bluez"
MANAGER, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
ADVERTISED_S = 0.1


class SimulatedBluez:
    """peripherals by path; `passive`: whether it knows monitors of advertisements, as BlueZ ≥ 5.56 may."""

    def __init__(self, peripherals: Iterable[Peripheral] = (), *, passive: bool = True) -> None:
        self.peripherals = {objects.device_path(each): each for each in peripherals}
        self.passive = passive
        self.powered = True
        self.deaf = False
        """Whether it hangs: nothing is answered."""
        self.known: set[str] = set()
        """Paths of devices that were seen."""
        self.scans = 0
        self.monitors: set[str] = set()
        self.agent: tuple[str, str] | None = None
        """Bus name and path of whoever is asked for PINs."""
        self.calls: list[str] = []
        self._bus: MessageBus | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, address: str) -> None:
        """Be `org.bluez` on that bus."""
        self._bus = await MessageBus(bus_address=address).connect()
        self._bus.add_message_handler(self._handle)
        await self._bus.request_name(NAME)
        self.start_task(self._advertise())

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
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()
            with suppress(Exception):
                await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]

    async def lost(self) -> None:
        """Returns when the bus has gone."""
        if self._bus is not None:
            with suppress(Exception):
                await asyncio.shield(self._bus.wait_for_disconnect())  # type: ignore[no-untyped-call]

    async def set_powered(self, on: bool) -> None:
        """Turn the radio on or off, as a person or a power manager does."""
        self.powered = on
        if not on:
            for each in self.peripherals.values():
                await self.drop(each)
        self.changed(RADIO, ADAPTER, {"Powered": Variant("b", on)})

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
            self._signal("/", MANAGER, "InterfacesRemoved", "oas", [path, list(interfaces)])
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
                self._signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, interfaces])
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
        self._signal("/", MANAGER, "InterfacesRemoved", "oas", [path, [DEVICE]])

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
        if self.agent is None or self._bus is None:
            raise Refused("AuthenticationFailed", "no agent")
        name, where = self.agent
        message = Message(name, where, "org.bluez.Agent1", member, signature="o", body=[path])
        answered = await self._bus.call(message)
        if answered.message_type == MessageType.ERROR or answered.signature != reply:
            raise Refused("AuthenticationFailed", "the agent refused")
        return answered.body[0]

    def changed(self, path: str, interface: str, values: dict[str, Variant]) -> None:
        """Tell everybody."""
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, values, []])

    def start_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Go on beside."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _advertise(self) -> None:
        while True:
            if self.powered and (self.scans or self.monitors):
                for path, device in self.peripherals.items():
                    if not device.connected and "away" not in device.faults and self._bus is not None:
                        self._advertised(path, device)
                        await self._written()
            await asyncio.sleep(ADVERTISED_S)

    def _advertised(self, path: str, device: Peripheral) -> None:
        told = objects.device_properties(device)
        if path not in self.known:
            self.known.add(path)
            self._signal("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, {DEVICE: told}])
        else:
            names = ("RSSI", "ManufacturerData", "ServiceData")
            self.changed(path, DEVICE, {name: told[name] for name in names if name in told})

    async def _written(self) -> None:
        """Until the socket takes more: dbus-fast gives up a connection whose socket is full."""
        while self._bus is not None and not _takes_more(self._bus):  # noqa: ASYNC110 - the library has no event for it
            await asyncio.sleep(0.002)

    def _signal(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        if self._bus is not None and self._bus.connected:
            self._bus.send(Message.new_signal(path, interface, member, signature, body))

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
        if self._bus is not None and self._bus.connected:
            self._bus.send(reply)


def _takes_more(bus: MessageBus) -> bool:
    socket = bus._sock  # noqa: SLF001
    return socket is None or bool(select.select([], [socket], [], 0)[1])
