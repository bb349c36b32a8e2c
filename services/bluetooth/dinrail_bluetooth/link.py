"""One connected device: bytes out by a characteristic, bytes in by notifications."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from bleak import BleakClient
from bleak.backends.device import BLEDevice

from dinrail.bms import Gatt
from dinrail.errors import DeviceError, NotConnected, ProtocolError, Timeout
from dinrail_bluetooth.failures import LIBRARY, told

__all__ = ["GattLink"]

T = TypeVar("T")
CONNECT_S = 12.0
END_S = 5.0
CALL_S = 10.0
MOST_WAITING = 65_536


class GattLink:
    """A Line of the SDK; every failure is a DeviceError."""

    def __init__(self, device: BLEDevice, name: str) -> None:
        self.name = name
        self.lost = asyncio.Event()
        self.received = 0
        self.client = BleakClient(device, disconnected_callback=lambda _: self._ended(), timeout=CONNECT_S)
        self._waiting = bytearray()
        self._arrived = asyncio.Event()
        self._from: Any = None
        self._to: Any = None
        self._response = False

    async def open(self) -> None:
        """Connect and learn the services."""
        try:
            async with asyncio.timeout(CONNECT_S + 1):
                await self.client.connect()
        except (*LIBRARY, TimeoutError) as error:
            raise told(error, self.name) from None

    async def listen(self, gatt: Gatt) -> None:
        """Be told what the device says on the characteristics of its type."""
        notify, write = self._places(gatt)
        can = set(write.properties)
        self._response = "write" in can and (gatt.with_response or "write-without-response" not in can)
        self._to = write
        await self.ignore()
        await self._try(self.client.start_notify(notify, self._take))
        self._from = notify

    async def ignore(self) -> None:
        """Be told nothing any more."""
        notify, self._from = self._from, None
        if notify is not None and not self.lost.is_set():
            await self._try(self.client.stop_notify(notify))

    async def close(self) -> None:
        """End the link; twice is fine, nothing is raised."""
        with suppress(*LIBRARY, TimeoutError):
            async with asyncio.timeout(END_S):
                await self.client.disconnect()
        self._ended()

    async def send(self, data: bytes) -> None:
        """Hand bytes to the device."""
        if self.lost.is_set():
            raise self.gone()
        await self._try(self.client.write_gatt_char(self._to, data, response=self._response))

    async def receive(self, timeout: float) -> bytes:
        """What has arrived, as soon as something has; empty after `timeout` seconds."""
        if not self._waiting and not self.lost.is_set():
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._arrived.wait()
        data = bytes(self._waiting)
        self._waiting.clear()
        if not data and self.lost.is_set():
            raise self.gone()
        return data

    def discard(self) -> int:
        """Drop what arrived unasked; how many bytes."""
        count = len(self._waiting)
        self._waiting.clear()
        return count

    async def read(self, characteristic: Any) -> bytes:
        """Value of a characteristic."""
        return bytes(await self._try(self.client.read_gatt_char(characteristic)))

    def offers(self, gatt: Gatt) -> bool:
        """Whether the device has the characteristics of a type, or its service where the type finds them itself."""
        if not gatt.notify or not gatt.write:
            return self.client.services.get_service(gatt.service) is not None
        return next(self._matching(gatt), None) is not None

    def _places(self, gatt: Gatt) -> tuple[Any, Any]:
        found = next(self._matching(gatt), None)
        if found is None:
            text = f"{self.name} has no service {gatt.service}; it is of another type"
            raise ProtocolError(text, key="ble_service_missing", name=self.name, service=gatt.service)
        return found

    def _matching(self, gatt: Gatt) -> Iterator[tuple[Any, Any]]:
        for service, notify, write in ((gatt.service, gatt.notify, gatt.write), *gatt.alternatives):
            found = self.client.services.get_service(service)
            if found is not None:
                ends = found.get_characteristic(notify), found.get_characteristic(write)
                if None not in ends:
                    yield ends

    def _take(self, _: Any, data: bytearray) -> None:
        self.received += len(data)
        self._waiting += data
        del self._waiting[:-MOST_WAITING]
        self._arrived.set()

    def _ended(self) -> None:
        self.lost.set()
        self._arrived.set()

    def gone(self) -> NotConnected:
        """The error of a link that has ended."""
        return NotConnected(f"{self.name}: the link is lost", key="ble_link_lost", name=self.name)

    def why(self, error: BaseException) -> DeviceError:
        """What bleak raised on the link that stood, as ours."""
        if self.lost.is_set():
            return self.gone()
        if isinstance(error, TimeoutError):
            return Timeout(f"{self.name} does not answer", key="bms_no_answer", name=self.name)
        return told(error, self.name)

    async def _try(self, work: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(CALL_S):
                return await work
        except (*LIBRARY, TimeoutError) as error:
            raise self.why(error) from None
