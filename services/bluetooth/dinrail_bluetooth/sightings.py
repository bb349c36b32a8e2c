"""Everything the radio has heard: the latest advertisement of each device and how strong it was."""

from __future__ import annotations

from collections import deque
from typing import Any

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from dinrail.bms import Advertisement
from dinrail.clock import Clock

__all__ = ["MOST", "Sighting", "Sightings"]

MOST = 500
HISTORY = 60
APART_S = 1.0
"""Between two values of the history, so that a minute fits."""


class Sighting:
    """One device. `device` is bleak's handle, None for one that was not heard yet."""

    __slots__ = ("advertisement", "device", "history", "seen_at", "told_at")

    def __init__(self, device: BLEDevice) -> None:
        self.device = device
        self.advertisement = Advertisement(address=device.address)
        self.seen_at = 0.0
        self.told_at = -1e9
        self.history: deque[tuple[float, int]] = deque(maxlen=HISTORY)


class Sightings:
    """By address in capitals, at most 500; beyond that the one not heard for longest goes, `dropped` counts."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: dict[str, Sighting] = {}
        self.keep: frozenset[str] = frozenset()
        """Addresses that are never dropped."""
        self.dropped = 0

    def __iter__(self) -> Any:
        return iter(self._seen.values())

    def __len__(self) -> int:
        return len(self._seen)

    def get(self, address: str) -> Sighting | None:
        """What is known of an address."""
        return self._seen.get(address.upper())

    def age(self, address: str) -> float:
        """Seconds since it was heard; infinite for never."""
        found = self.get(address)
        return self._clock.monotonic() - found.seen_at if found is not None else float("inf")

    def hear(self, device: BLEDevice, data: AdvertisementData) -> Sighting:
        """Take an advertisement."""
        address, now = device.address.upper(), self._clock.monotonic()
        found = self._seen.pop(address, None) or Sighting(device)
        self._seen[address] = found  # the one heard last stands last
        found.device, found.seen_at = device, now
        before = found.advertisement
        found.advertisement = Advertisement(
            address=address,
            name=data.local_name or before.name,
            manufacturer_data=dict(data.manufacturer_data) or before.manufacturer_data,
            service_data=dict(data.service_data) or before.service_data,
            services=tuple(data.service_uuids) or before.services,
            rssi=data.rssi,
        )
        if not found.history or now - found.history[-1][0] >= APART_S:
            found.history.append((now, data.rssi))
        self._shorten()
        return found

    def forget(self, address: str) -> None:
        """For a device whose handle is no longer good."""
        self._seen.pop(address.upper(), None)

    def clear(self) -> None:
        """For another radio, or another life of the same: no handle is good any more."""
        self._seen.clear()

    def _shorten(self) -> None:
        if len(self._seen) > MOST:
            oldest = next((each for each in self._seen if each not in self.keep), None)
            if oldest is not None:
                del self._seen[oldest]
                self.dropped += 1
