"""The system's bus, as far as BlueZ is on it: that of DBUS_SYSTEM_BUS_ADDRESS, or the host's."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import AuthError, DBusError

from dinrail.errors import NotConnected

__all__ = ["ADAPTER", "AGENTS", "DEVICE", "NAME", "OBJECTS", "PROPERTIES", "ROOT", "SystemBus"]

NAME, ROOT = "org.bluez", "/org/bluez"
ADAPTER, DEVICE, AGENTS = "org.bluez.Adapter1", "org.bluez.Device1", "org.bluez.AgentManager1"
OBJECTS, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"
CALL_S = 5.0


class SystemBus:
    """Every failure is a NotConnected with its reason."""

    def __init__(self) -> None:
        self._bus: MessageBus | None = None

    async def open(self) -> MessageBus:
        """Connect."""
        try:
            self._bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
        except (OSError, DBusError, EOFError, AuthError) as error:
            raise NotConnected(f"no D-Bus of the host: {error}", key="ble_bus_missing") from None
        return self._bus

    def close(self) -> None:
        """Leave; twice is fine."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()

    async def ended(self) -> None:
        """Returns when the bus has gone."""
        with suppress(OSError, EOFError, DBusError):
            # A future inside of the library would be cancelled with us.
            await asyncio.shield(self.require().wait_for_disconnect())  # type: ignore[no-untyped-call]

    async def objects(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Properties of everything BlueZ has, by path and interface."""
        reply = await self.send(Message(NAME, "/", OBJECTS, "GetManagedObjects"))
        found: dict[str, dict[str, dict[str, Any]]] = reply.body[0]
        return found

    async def call(self, to: str, path: str, interface: str, member: str, *words: str) -> Message:
        """Call a method that takes strings."""
        return await self.send(Message(to, path, interface, member, signature="s" * len(words), body=list(words)))

    async def send(self, message: Message, limit: float | None = None) -> Message:
        """The answer, within `limit` seconds."""
        try:
            async with asyncio.timeout(CALL_S if limit is None else limit):
                reply = await self.require().call(message)
        except (TimeoutError, OSError, EOFError, DBusError) as error:
            text = f"BlueZ does not answer {message.member}: {type(error).__name__}"
            raise NotConnected(text, key="ble_service_silent") from None
        if reply is None:
            raise NotConnected("the bus is gone", key="ble_bus_missing")
        if reply.message_type == MessageType.ERROR:
            raise _refusal(reply, _address(message.path or ""))
        return reply

    def require(self) -> MessageBus:
        """The bus while it is open."""
        if self._bus is None:
            raise NotConnected("not open", key="ble_bus_missing")
        return self._bus


def _address(path: str) -> str:
    return path.rpartition("/dev_")[2].replace("_", ":")


def _refusal(reply: Message, address: str) -> NotConnected:
    kind = (reply.error_name or "").rpartition(".")[2]
    if kind in {"ServiceUnknown", "NameHasNoOwner"}:
        return NotConnected("no Bluetooth service runs on the host", key="ble_service_missing_host")
    if kind in {"DoesNotExist", "UnknownObject"}:
        return NotConnected(f"BlueZ does not know {address}", key="ble_forgotten", name=address)
    if kind.startswith("Authentication"):
        return NotConnected(
            "the device refused: the PIN is wrong, or it is not in pairing mode", key="ble_pairing_failed"
        )
    detail = f"{kind}: {reply.body[0]}"[:160] if reply.body else kind
    return NotConnected(f"BlueZ refuses: {detail}", key="ble_link_failed", detail=detail)
