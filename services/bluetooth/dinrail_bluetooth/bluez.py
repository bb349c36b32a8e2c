"""BlueZ over D-Bus: what bleak does not do for us. The bus is that of DBUS_SYSTEM_BUS_ADDRESS, or the system's."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from bleak.backends.device import BLEDevice
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, DBusError

from dinrail.errors import NotConnected
from dinrail_bluetooth.agent import PATH, Agent

__all__ = ["Bluez"]

NAME, ROOT = "org.bluez", "/org/bluez"
ADAPTER, DEVICE, AGENTS = "org.bluez.Adapter1", "org.bluez.Device1", "org.bluez.AgentManager1"
OBJECTS, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
CALL_S, PAIR_S = 5.0, 40.0
RULES = (
    f"type='signal',sender='{NAME}',interface='{PROPERTIES}',member='PropertiesChanged',arg0='{ADAPTER}'",
    f"type='signal',sender='{NAME}',interface='{OBJECTS}',member='InterfacesRemoved'",
    f"type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{NAME}'",
)


class Bluez:
    """See System."""

    def __init__(self, radio: str) -> None:
        self.radio = radio
        self.address = ""
        self.lost = asyncio.Event()
        self._path = f"{ROOT}/{radio}"
        self._bus: MessageBus | None = None
        self._why = NotConnected("not open")
        self._watch: asyncio.Task[None] | None = None
        self._pairing = asyncio.Lock()

    async def open(self) -> None:
        """Find the radio, powered."""
        try:
            self._bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, DBusError, EOFError, AuthError) as error:
            raise NotConnected(f"no D-Bus of the host: {error}", key="ble_bus_missing") from None
        self._bus.add_message_handler(self._hear)
        for rule in RULES:
            await self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", rule)
        objects = await self._objects()
        radio = objects.get(self._path, {}).get(ADAPTER)
        if radio is None:
            names = ", ".join(sorted(path.rpartition("/")[2] for path, has in objects.items() if ADAPTER in has))
            text = f"there is no radio {self.radio}; there are: {names or 'none'}"
            raise NotConnected(text, key="ble_radio_missing", radio=self.radio, radios=names)
        if not radio["Powered"].value:
            raise self._off()
        self.address = radio["Address"].value
        self._watch = asyncio.create_task(self._until_bus_ends(self._bus))

    async def close(self) -> None:
        """Leave the bus."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()

    def why_lost(self) -> NotConnected:
        """The first thing that went wrong."""
        return self._why

    async def release(self, device: BLEDevice) -> None:
        """Disconnect on behalf of nobody."""
        with suppress(NotConnected):
            await self._call(NAME, device.details["path"], DEVICE, "Disconnect")

    async def end_links(self, addresses: Collection[str]) -> None:
        """By BlueZ's objects."""
        wanted = {each.upper() for each in addresses}
        for path, has in (await self._objects()).items():
            device = has.get(DEVICE)
            if device and device["Connected"].value and device["Address"].value.upper() in wanted:
                with suppress(NotConnected):
                    await self._call(NAME, path, DEVICE, "Disconnect")

    async def forget(self, device: BLEDevice) -> None:
        """Remove the device's object."""
        path = device.details["path"]
        message = Message(NAME, self._path, ADAPTER, "RemoveDevice", signature="o", body=[path])
        with suppress(NotConnected):
            await self._send(message)

    async def pair(self, device: BLEDevice, pin: str) -> None:
        """With an agent of our own, which exists for this device and this long only; one pairing at a time."""
        async with self._pairing:
            await self._pair(device, pin)

    async def _pair(self, device: BLEDevice, pin: str) -> None:
        bus, path = self._require(), device.details["path"]
        agent = Agent(path, pin)
        bus.export(PATH, agent)
        try:
            register = Message(NAME, ROOT, AGENTS, "RegisterAgent", signature="os", body=[PATH, "KeyboardDisplay"])
            await self._send(register)
            await self._send(Message(NAME, path, DEVICE, "Pair"), PAIR_S)
            trust = Message(
                NAME, path, PROPERTIES, "Set", signature="ssv", body=[DEVICE, "Trusted", Variant("b", True)]
            )
            await self._send(trust)
        finally:
            with suppress(NotConnected):
                await self._send(Message(NAME, ROOT, AGENTS, "UnregisterAgent", signature="o", body=[PATH]))
            bus.unexport(PATH, agent)

    async def paired(self) -> frozenset[str]:
        """By BlueZ's objects."""
        found = [has[DEVICE] for has in (await self._objects()).values() if DEVICE in has]
        return frozenset(each["Address"].value.upper() for each in found if each["Paired"].value)

    async def _objects(self) -> dict[str, dict[str, dict[str, Any]]]:
        reply = await self._send(Message(NAME, "/", OBJECTS, "GetManagedObjects"))
        found: dict[str, dict[str, dict[str, Any]]] = reply.body[0]
        return found

    async def _call(self, to: str, path: str, interface: str, member: str, *words: str) -> Message:
        return await self._send(Message(to, path, interface, member, signature="s" * len(words), body=list(words)))

    async def _send(self, message: Message, limit: float | None = None) -> Message:
        try:
            async with asyncio.timeout(CALL_S if limit is None else limit):
                reply = await self._require().call(message)
        except (TimeoutError, OSError, EOFError, DBusError) as error:
            text = f"BlueZ does not answer {message.member}: {type(error).__name__}"
            raise NotConnected(text, key="ble_service_silent") from None
        if reply is None:
            raise NotConnected("the bus is gone", key="ble_bus_missing")
        if reply.message_type == MessageType.ERROR:
            raise _refusal(reply)
        return reply

    def _require(self) -> MessageBus:
        if self._bus is None:
            raise NotConnected("not open", key="ble_bus_missing")
        return self._bus

    def _hear(self, message: Message) -> None:
        if message.message_type != MessageType.SIGNAL:
            return
        if message.member == "NameOwnerChanged" and message.body[0] == NAME and not message.body[2]:
            self._lose(NotConnected("the Bluetooth service of the host has ended", key="ble_service_missing_host"))
        elif message.member == "InterfacesRemoved" and message.body[0] == self._path:
            text = f"the radio {self.radio} was pulled"
            self._lose(NotConnected(text, key="ble_radio_missing", radio=self.radio, radios=""))
        elif message.path == self._path and message.member == "PropertiesChanged":
            powered = message.body[1].get("Powered")
            if powered is not None and not powered.value:
                self._lose(self._off())

    async def _until_bus_ends(self, bus: MessageBus) -> None:
        with suppress(OSError, EOFError, DBusError):
            # A future inside of the library would be cancelled with us.
            await asyncio.shield(bus.wait_for_disconnect())  # type: ignore[no-untyped-call]
        self._lose(NotConnected("the D-Bus of the host has ended", key="ble_bus_missing"))

    def _lose(self, why: NotConnected) -> None:
        if not self.lost.is_set():
            self._why = why
            self.lost.set()

    def _off(self) -> NotConnected:
        return NotConnected(f"the radio {self.radio} is turned off", key="ble_radio_off", radio=self.radio)


def _refusal(reply: Message) -> NotConnected:
    kind = (reply.error_name or "").rpartition(".")[2]
    if kind in {"ServiceUnknown", "NameHasNoOwner"}:
        return NotConnected("no Bluetooth service runs on the host", key="ble_service_missing_host")
    if kind.startswith("Authentication"):
        return NotConnected(
            "the device refused: the PIN is wrong, or it is not in pairing mode", key="ble_pairing_failed"
        )
    detail = f"{kind}: {reply.body[0]}"[:160] if reply.body else kind
    return NotConnected(f"BlueZ refuses: {detail}", key="ble_link_failed", detail=detail)
