"""Questions of people: what is around, what is it, pair it, leave it to the telephone for a while."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from dinrail.bms import Advertisement
from dinrail.errors import CallRefused, DeviceError
from dinrail_bluetooth.listing import Standing, bluetooth_types, entry_of
from dinrail_bluetooth.params import DeviceParams, PairParams, ReleaseParams, ScanParams, typed
from dinrail_bluetooth.probing import examine
from dinrail_bluetooth.sightings import Sighting

if TYPE_CHECKING:
    from dinrail_bluetooth.adapter import BluetoothAdapter

__all__ = ["Calls"]

TOLD_S = 0.5


class Calls:
    """scanning: whether somebody waits for a scan."""

    def __init__(self, adapter: BluetoothAdapter) -> None:
        self._adapter = adapter
        self._scans = 0
        self._paired: frozenset[str] = frozenset()
        self._knows_types = False

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
                answer = await self._list()
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
            return await self._list()
        finally:
            self._scans -= 1

    def show(self, sighting: Sighting) -> None:
        """Put a line that has changed into the live list, at most twice a second."""
        now = self._adapter.clock.monotonic()
        if now - sighting.told_at >= TOLD_S and self._knows_types:
            sighting.told_at = now
            self._adapter.stream("devices", self._entry(sighting))

    async def prepare(self) -> None:
        """What entries of the live list need: plugins are loaded once."""
        if not self._knows_types:
            await asyncio.to_thread(bluetooth_types)
            self._knows_types = True

    async def _list(self) -> dict[str, Any]:
        adapter = self._adapter
        await self.prepare()
        radio: dict[str, Any] = {"name": adapter.config.radio, "address": "", "powered": False, "reason": None}
        try:
            radio |= {"address": adapter.system.address, "powered": True}
            self._paired = await adapter.system.paired()
        except DeviceError as error:
            radio["reason"] = error.reason
        scanner, slots = adapter.scanner, adapter.crew.slots
        radio |= {
            "scanning": scanner is not None and scanner.running,
            "passive": scanner is not None and scanner.passive,
            "active_because": scanner.active_because if scanner is not None else "",
            "slots_used": slots.used,
            "slots_total": slots.total,
            "dropped": adapter.sightings.dropped,
        }
        heard = sorted(adapter.sightings, key=lambda each: -(each.advertisement.rssi or -999))
        return {"adapter": radio, "devices": [self._entry(each) for each in heard], "missing": self._missing()}

    def _missing(self) -> list[dict[str, Any]]:
        """Devices of the configuration that were not heard yet."""
        found = []
        for device in self._adapter.crew.devices:
            address = device.config.address.upper()  # type: ignore[attr-defined]
            if self._adapter.sightings.get(address) is None:
                found.append({"address": address, "configured": device.name, "reason": device.problem})
        return found

    def _entry(self, sighting: Sighting) -> dict[str, Any]:
        address, crew = sighting.advertisement.address, self._adapter.crew
        device, attendant = crew.device_at(address), crew.attendants.get(address)
        standing = Standing(
            configured=device.name if device is not None else None,
            connected=attendant is not None and attendant.link is not None,
            paired=address in self._paired,
            state=attendant.state if attendant is not None else "error" if device and device.problem else "idle",
            reason=device.problem if device is not None else None,
        )
        return entry_of(sighting, self._adapter.clock.monotonic(), standing)

    async def _probe(self, address: str) -> dict[str, Any]:
        adapter = self._adapter
        attendant = adapter.crew.attendants.get(address.upper())
        if attendant is not None and attendant.link is not None:
            text = f"{attendant.device.name} is being read; release it first"
            raise CallRefused(text, method="probe", key="ble_in_use", name=attendant.device.name)
        await self.prepare()
        async with adapter.crew.slots.one():
            link = await adapter.crew.connecting.link(address, address)
            try:
                sighting = adapter.sightings.get(address)
                heard = sighting.advertisement if sighting is not None else Advertisement(address=address)
                return await examine(link, heard, adapter.clock)
            finally:
                await link.close()

    async def _pair(self, asked: PairParams) -> dict[str, Any]:
        handle = self._adapter.crew.connecting.handle(asked.address, asked.address)
        await self._adapter.system.pair(handle, asked.pin)
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
