"""Making links and pairings: one at a time, as BlueZ refuses more, and what is done about those that hang."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from bleak.backends.device import BLEDevice

from dinrail.errors import DeviceError, NotConnected
from dinrail_bluetooth.link import GattLink

if TYPE_CHECKING:
    from dinrail_bluetooth.adapter import BluetoothAdapter
    from dinrail_bluetooth.battery import Asked

__all__ = ["Connecting"]

FORGET_FROM = 2
"""Failures in a row after which BlueZ is made to forget the device, with its pairing unless it has one."""


class Connecting:
    """Of one radio."""

    def __init__(self, adapter: BluetoothAdapter) -> None:
        self._adapter = adapter
        self._one = asyncio.Lock()

    async def open(self, device: Asked) -> GattLink:
        """A link the device talks on; paired where it must be and the configuration has a PIN."""
        link = await self.link(device.config.address, device.name)
        try:
            try:
                await device.begin(link)
            except NotConnected as error:
                if error.reason.key != "ble_pairing_needed" or not device.config.pin:
                    raise
                await device.end()
                await self._pair_again(device)
                await device.begin(link)
        except BaseException:
            await device.end()
            await link.close()
            raise
        return link

    async def link(self, address: str, name: str) -> GattLink:
        """A link to any device that was heard; raises DeviceError."""
        link = GattLink(self.handle(address, name), name)
        async with self._one:
            try:
                await link.open()
            except BaseException as error:
                await link.close()
                if isinstance(error, DeviceError) and error.reason.key == "ble_forgotten":
                    self._adapter.sightings.forget(address)
                raise
        return link

    async def pair(self, address: str, pin: str) -> None:
        """For a person. BlueZ connects for it; that link is nobody's afterwards, and its device would not be heard."""
        handle = self.handle(address, address)
        async with self._one:
            try:
                await self._adapter.system.pair(handle, pin)
            finally:
                attendant = self._adapter.crew.attendants.get(address.upper())
                if attendant is None or not attendant.linked:
                    await self._adapter.system.release(handle)
        if attendant is not None:
            attendant.device.pin_refused = False
            attendant.retry()

    def handle(self, address: str, name: str) -> BLEDevice:
        """bleak's handle of a device that was heard; raises NotConnected."""
        sighting = self._adapter.sightings.get(address)
        if sighting is None:
            raise NotConnected(f"{name} is not heard", key="ble_out_of_range", name=name)
        return sighting.device

    async def unstick(self, address: str, failures: int) -> None:
        """First end whatever link the system believes in, then have it forget the device."""
        sighting = self._adapter.sightings.get(address)
        if sighting is None:
            return
        with suppress(NotConnected):  # the system itself may hang; that shows elsewhere
            system = self._adapter.system
            await system.release(sighting.device)
            if failures >= FORGET_FROM and address not in await system.paired():
                self._adapter.sightings.forget(address)
                await system.forget(sighting.device)

    async def _pair_again(self, device: Asked) -> None:
        if device.pin_refused:
            raise NotConnected(f"{device.name} refuses the PIN", key="ble_pairing_failed", name=device.name)
        handle = self.handle(device.config.address, device.name)
        try:
            async with self._one:
                await self._adapter.system.pair(handle, device.config.pin)
        except NotConnected as error:
            device.pin_refused = error.reason.key == "ble_pairing_failed"
            raise
