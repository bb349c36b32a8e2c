"""What a Bluetooth device tells everybody."""

from __future__ import annotations

import msgspec

__all__ = ["Advertisement", "short_uuid"]

BASE_UUID = "-0000-1000-8000-00805f9b34fb"


class Advertisement(msgspec.Struct, frozen=True, kw_only=True):
    """One advertisement as scanners deliver it.

    address: MAC with colons, or an opaque id where the system hides it; manufacturer_data: by company id, without the
    id; service_data: by UUID; services: UUIDs, long or short; rssi in dBm.
    """

    address: str = ""
    name: str = ""
    manufacturer_data: dict[int, bytes] = {}
    service_data: dict[str, bytes] = {}
    services: tuple[str, ...] = ()
    rssi: int | None = None

    def offers(self, uuid: str) -> bool:
        """Whether a service is announced; `uuid` long or short."""
        return short_uuid(uuid) in {short_uuid(service) for service in self.services}


def short_uuid(uuid: str) -> str:
    """Four digits for a UUID of the Bluetooth base, else all of it; lower case."""
    lower = uuid.lower()
    return lower[4:8] if lower.startswith("0000") and lower.endswith(BASE_UUID) else lower
