"""The list of devices: as a whole when it is asked for, and line by line while somebody looks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from dinrail.errors import DeviceError
from dinrail.reason import Reason
from dinrail_bluetooth.attendance import State
from dinrail_bluetooth.listing import Standing, bluetooth_types, entry_of
from dinrail_bluetooth.sightings import Sighting

if TYPE_CHECKING:
    from dinrail_bluetooth.adapter import BluetoothAdapter

__all__ = ["LiveList"]

TOLD_S = 0.5


class LiveList:
    """Of one radio."""

    def __init__(self, adapter: BluetoothAdapter) -> None:
        self._adapter = adapter
        self._paired: frozenset[str] = frozenset()
        self._knows_types = False
        self._shown: dict[str, tuple[State, Reason | None]] = {}

    def show(self, sighting: Sighting) -> None:
        """Put a line that has changed into the live list, at most twice a second."""
        now = self._adapter.clock.monotonic()
        if now - sighting.told_at >= TOLD_S and self._knows_types:
            sighting.told_at = now
            self._adapter.stream("devices", self._entry(sighting))

    def show_changes(self) -> None:
        """Who is linked does not advertise; what becomes of those is put into the live list as well."""
        for address, attendant in self._adapter.crew.attendants.items():
            standing, sighting = (attendant.state, attendant.device.problem), self._adapter.sightings.get(address)
            if sighting is not None and self._shown.get(address) != standing:
                self._shown[address] = standing
                self._adapter.stream("devices", self._entry(sighting))

    async def prepare(self) -> None:
        """What entries of the live list need: plugins are loaded once."""
        if not self._knows_types:
            await asyncio.to_thread(bluetooth_types)
            self._knows_types = True

    async def whole(self) -> dict[str, Any]:
        """Radio, devices, and those of the configuration that were not heard."""
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
