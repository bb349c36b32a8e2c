"""Questions of people: what is around, what is it, pair it, leave it to the telephone for a while."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from dinrail.bms import Advertisement
from dinrail.errors import CallRefused
from dinrail_bluetooth.listing import bluetooth_types
from dinrail_bluetooth.params import DeviceParams, PairParams, ReleaseParams, ScanParams, typed
from dinrail_bluetooth.probing import examine

if TYPE_CHECKING:
    from dinrail_bluetooth.adapter import BluetoothAdapter

__all__ = ["Calls"]


class Calls:
    """scanning: whether somebody waits for a scan."""

    def __init__(self, adapter: BluetoothAdapter) -> None:
        self._adapter = adapter
        self._scans = 0

    @property
    def scanning(self) -> bool:
        """Advertisements are needed."""
        return self._scans > 0

    async def answer(self, method: str, params: dict[str, Any]) -> Any:
        """Raises CallRefused, DeviceError."""
        match method:
            case "types":
                answer: Any = await asyncio.to_thread(bluetooth_types)
            case "devices":
                answer = await self._adapter.live.whole()
            case "probe":
                answer = await self._probe(typed(DeviceParams, params, method).address)
            case "pair":
                answer = await self._pair(typed(PairParams, params, method))
            case "unpair":
                answer = await self._unpair(typed(DeviceParams, params, method).address)
            case "release":
                asked = typed(ReleaseParams, params, method)
                answer = self._release(asked.address, asked.minutes * 60, method)
            case "resume":
                answer = self._release(typed(DeviceParams, params, method).address, 0.0, method)
            case _:
                raise CallRefused(f"unknown method {method[:64]!r}", method=method[:64])
        return answer

    async def scan(self, params: dict[str, Any]) -> Any:
        """Listen for a while, then the list."""
        asked = typed(ScanParams, params, "scan")
        _ = self._adapter.system
        self._scans += 1
        try:
            await self._adapter.clock.sleep(asked.seconds)
            return await self._adapter.live.whole()
        finally:
            self._scans -= 1

    async def _probe(self, address: str) -> dict[str, Any]:
        adapter = self._adapter
        self._not_in_use(address)
        await self._adapter.live.prepare()
        async with adapter.crew.slots.one():
            self._not_in_use(address)  # while we waited
            link = await adapter.crew.connecting.link(address, address)
            try:
                sighting = adapter.sightings.get(address)
                heard = sighting.advertisement if sighting is not None else Advertisement(address=address)
                return await examine(link, heard, adapter.clock)
            finally:
                await link.close()

    def _not_in_use(self, address: str) -> None:
        attendant = self._adapter.crew.attendants.get(address.upper())
        if attendant is not None and attendant.linked:
            text = f"{attendant.device.name} is being read; release it first"
            raise CallRefused(text, method="probe", key="ble_in_use", name=attendant.device.name)

    async def _pair(self, asked: PairParams) -> dict[str, Any]:
        crew = self._adapter.crew
        attendant = crew.attendants.get(asked.address.upper())
        if attendant is not None and attendant.linked:
            await crew.connecting.pair(asked.address, asked.pin)  # on the slot it has
        else:
            async with crew.slots.one():
                await crew.connecting.pair(asked.address, asked.pin)
        return {"paired": True}

    async def _unpair(self, address: str) -> dict[str, Any]:
        handle = self._adapter.crew.connecting.handle(address, address)
        await self._adapter.system.forget(handle)
        self._adapter.sightings.forget(address)
        return {"paired": False}

    def _release(self, address: str, seconds: float, method: str) -> dict[str, Any]:
        attendant = self._adapter.crew.attendants.get(address.upper())
        if attendant is None:
            text = f"no device with a link has the address {address}"
            raise CallRefused(text, method=method, key="ble_not_configured", address=address)
        attendant.release(seconds)
        return {"released_s": seconds}
