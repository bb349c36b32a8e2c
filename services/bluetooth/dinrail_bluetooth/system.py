"""What the operating system knows of the radio beyond what bleak shows; Linux has BlueZ, others have nothing to add."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Collection
from typing import Protocol

from bleak.backends.device import BLEDevice

from dinrail.errors import CallRefused, NotConnected

__all__ = ["Plain", "System", "system_of"]


class System(Protocol):
    """The radio as the system sees it."""

    address: str
    """Of the radio, "" where the system does not tell."""
    lost: asyncio.Event
    """The radio was turned off or pulled, or its service has ended."""

    async def open(self) -> None:
        """Find the radio; raises NotConnected with the reason."""
        ...

    async def close(self) -> None:
        """Leave."""
        ...

    def why_lost(self) -> NotConnected:
        """What became of it."""
        ...

    async def release(self, device: BLEDevice) -> None:
        """End a link that was half made."""
        ...

    async def end_links(self, addresses: Collection[str]) -> None:
        """End links of these devices that an earlier life has left: while one stands, its device is not heard."""
        ...

    async def forget(self, device: BLEDevice) -> None:
        """Remove what the system remembers of a device, its pairing with it; raises NotConnected when it refuses."""
        ...

    async def pair(self, device: BLEDevice, pin: str) -> None:
        """Pair, one at a time; raises NotConnected, CallRefused."""
        ...

    async def paired(self) -> frozenset[str]:
        """Addresses of devices that are paired."""
        ...


class Plain:
    """Windows and macOS: bleak does everything that can be done."""

    def __init__(self) -> None:
        self.address = ""
        self.lost = asyncio.Event()

    async def open(self) -> None:
        """Nothing to look for."""

    async def close(self) -> None:
        """Nothing to leave."""

    def why_lost(self) -> NotConnected:
        """Never happens."""
        return NotConnected("the radio is gone", key="ble_radio_off")

    async def release(self, device: BLEDevice) -> None:
        """The system ends links with the process."""

    async def end_links(self, addresses: Collection[str]) -> None:
        """The same."""

    async def forget(self, device: BLEDevice) -> None:
        """Only a person can."""

    async def pair(self, device: BLEDevice, pin: str) -> None:
        """The system asks for the PIN itself."""
        raise CallRefused("this system pairs in its own settings", method="pair", key="ble_pair_in_system")

    async def paired(self) -> frozenset[str]:
        """Not known."""
        return frozenset()


def system_of(radio: str, platform: str = sys.platform) -> System:
    """For the operating system we are on."""
    if platform == "linux":
        from dinrail_bluetooth.bluez import Bluez  # noqa: PLC0415 - imports only on Linux

        return Bluez(radio)
    return Plain()
