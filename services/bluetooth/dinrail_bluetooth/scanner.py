"""Listening to advertisements while somebody needs it: passively where the system can, else by asking."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bleak import BleakScanner
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData

from dinrail.errors import NotConnected
from dinrail_bluetooth.failures import LIBRARY, told

__all__ = ["Scanner"]

START_S = 5.0
FLAGS = 0x01
EVERYBODY = (b"\x02", b"\x04", b"\x05", b"\x06", b"\x1a", b"\x00")
"""First bytes of the flags nearly every advertisement begins with; a monitor of BlueZ needs some pattern."""

Heard = Callable[[BLEDevice, AdvertisementData], None]


class Scanner:
    """`running` and `passive` say how it is now; `active_because` why it is not passive although it might be."""

    def __init__(self, radio: str, heard: Heard, *, passive: bool) -> None:
        self._radio, self._heard = radio, heard
        self._prefer_passive = passive and sys.platform == "linux"
        self._scanner: BleakScanner | None = None
        self.passive = False
        self.active_because = "" if self._prefer_passive else "configured"

    @property
    def running(self) -> bool:
        """Whether it listens."""
        return self._scanner is not None

    async def start(self) -> None:
        """Listen; raises NotConnected."""
        if self._scanner is not None:
            return
        if self._prefer_passive:
            try:
                await self._start("passive")
            except NotConnected as refused:  # perhaps for a moment only: the next time it is tried again
                self.active_because = refused.message
            else:
                self.passive, self.active_because = True, ""
                return
        await self._start("active")
        self.passive = False

    async def stop(self) -> None:
        """Be quiet; twice is fine, nothing is raised."""
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            with suppress(*LIBRARY, TimeoutError):
                async with asyncio.timeout(START_S):
                    await scanner.stop()

    async def _start(self, mode: Any) -> None:
        more: dict[str, Any] = {}
        if sys.platform == "linux":
            more["bluez"] = {"adapter": self._radio}
            if mode == "passive":
                more["bluez"]["or_patterns"] = [(0, FLAGS, each) for each in EVERYBODY]
        try:
            scanner = BleakScanner(self._heard, scanning_mode=mode, **more)
            async with asyncio.timeout(START_S):
                await scanner.start()
        except (*LIBRARY, TimeoutError) as error:
            raise NotConnected(str(told(error, self._radio)), key="ble_scan_failed", detail=str(error)[:160]) from None
        self._scanner = scanner
