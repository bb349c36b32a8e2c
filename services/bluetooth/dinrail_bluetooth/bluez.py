"""BlueZ over D-Bus: what bleak does not do for us."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress

from bleak.backends.device import BLEDevice
from dbus_fast import Message, MessageType, Variant

from dinrail.errors import NotConnected
from dinrail_bluetooth.agent import PATH, Agent
from dinrail_bluetooth.bus import ADAPTER, AGENTS, DEVICE, NAME, OBJECTS, PROPERTIES, ROOT, SystemBus

__all__ = ["Bluez"]

PAIR_S = 40.0
DAEMON = "org.freedesktop.DBus"
RULES = (
    f"type='signal',sender='{NAME}',interface='{PROPERTIES}',member='PropertiesChanged',arg0='{ADAPTER}'",
    f"type='signal',sender='{NAME}',interface='{OBJECTS}',member='InterfacesRemoved'",
    f"type='signal',sender='{DAEMON}',member='NameOwnerChanged',arg0='{NAME}'",
)


class Bluez:
    """See System."""

    def __init__(self, radio: str) -> None:
        self.radio = radio
        self.address = ""
        self.lost = asyncio.Event()
        self._path = f"{ROOT}/{radio}"
        self._bus = SystemBus()
        self._why = NotConnected("not open")
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Find the radio, powered."""
        (await self._bus.open()).add_message_handler(self._hear)
        for rule in RULES:
            await self._bus.call(
                "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "AddMatch", rule
            )
        objects = await self._bus.objects()
        radio = objects.get(self._path, {}).get(ADAPTER)
        if radio is None:
            names = ", ".join(sorted(path.rpartition("/")[2] for path, has in objects.items() if ADAPTER in has))
            text = f"there is no radio {self.radio}; there are: {names or 'none'}"
            raise NotConnected(text, key="ble_radio_missing", radio=self.radio, radios=names)
        if not radio["Powered"].value:
            raise self._off()
        self.address = radio["Address"].value
        self._watch = asyncio.create_task(self._until_bus_ends())

    async def close(self) -> None:
        """Leave the bus."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        self._bus.close()

    def why_lost(self) -> NotConnected:
        """The first thing that went wrong."""
        return self._why

    async def release(self, device: BLEDevice) -> None:
        """Disconnect on behalf of nobody."""
        with suppress(NotConnected):
            await self._bus.call(NAME, device.details["path"], DEVICE, "Disconnect")

    async def end_links(self, addresses: Collection[str]) -> None:
        """By BlueZ's objects."""
        wanted = {each.upper() for each in addresses}
        for path, has in (await self._bus.objects()).items():
            device = has.get(DEVICE)
            if device and device["Connected"].value and device["Address"].value.upper() in wanted:
                with suppress(NotConnected):
                    await self._bus.call(NAME, path, DEVICE, "Disconnect")

    async def forget(self, device: BLEDevice) -> None:
        """Remove the device's object."""
        path = device.details["path"]
        message = Message(NAME, self._path, ADAPTER, "RemoveDevice", signature="o", body=[path])
        try:
            await self._bus.send(message)
        except NotConnected as error:
            if error.reason.key != "ble_forgotten":
                raise

    async def pair(self, device: BLEDevice, pin: str) -> None:
        """With an agent of our own, which exists for this device and this long only."""
        bus, path = self._bus.require(), device.details["path"]
        agent = Agent(path, pin)
        bus.export(PATH, agent)
        try:
            register = Message(NAME, ROOT, AGENTS, "RegisterAgent", signature="os", body=[PATH, "KeyboardDisplay"])
            await self._bus.send(register)
            try:
                await self._bus.send(Message(NAME, path, DEVICE, "Pair"), PAIR_S)
            except BaseException:
                with suppress(NotConnected):  # or BlueZ goes on waiting for it
                    await self._bus.send(Message(NAME, path, DEVICE, "CancelPairing"))
                raise
            trust = Message(
                NAME, path, PROPERTIES, "Set", signature="ssv", body=[DEVICE, "Trusted", Variant("b", True)]
            )
            await self._bus.send(trust)
        finally:
            with suppress(NotConnected):
                await self._bus.send(Message(NAME, ROOT, AGENTS, "UnregisterAgent", signature="o", body=[PATH]))
            bus.unexport(PATH, agent)

    async def paired(self) -> frozenset[str]:
        """By BlueZ's objects."""
        found = [has[DEVICE] for has in (await self._bus.objects()).values() if DEVICE in has]
        return frozenset(each["Address"].value.upper() for each in found if each["Paired"].value)

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

    async def _until_bus_ends(self) -> None:
        await self._bus.ended()
        self._lose(NotConnected("the D-Bus of the host has ended", key="ble_bus_missing"))

    def _lose(self, why: NotConnected) -> None:
        if not self.lost.is_set():
            self._why = why
            self.lost.set()

    def _off(self) -> NotConnected:
        return NotConnected(f"the radio {self.radio} is turned off", key="ble_radio_off", radio=self.radio)
