"""The Bluetooth adapter as a subject of the conformance battery: two batteries around a simulated radio."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Any

from dinrail.testing.boards import Pack
from dinrail.testing.conformance import Subject as Contract
from dinrail_bluetooth.sim import PrivateBus, SimulatedBluez, jbd, jk

__all__ = ["Subject"]


class Subject(Contract):
    """One radio on a bus of its own."""

    command = ("-m", "dinrail_bluetooth")
    writable = "left.charge_mos"
    good_values = (False, True, False, True)
    wrong_type_values = ("much", 2, 0.5, None)
    out_of_range_values = ()
    read_only = "left.soc"
    notice_s = 8.0
    recovery_s = 25.0
    memory_mb = 50.0
    directory_from_device = True

    def __init__(self) -> None:
        self._bus = PrivateBus(Path(tempfile.mkdtemp(prefix="dinrail-bus-")))
        self._running = False
        self.boards = [jbd(pack=Pack(8)), jk(pack=Pack(8))]
        self.bluez = SimulatedBluez(self.boards)
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": self._bus.address}

    def config(self) -> dict[str, Any]:
        left, right = self.boards
        return {
            "interval": 0.5,
            "devices": [
                {"name": "left", "address": left.address, "type": "jbd", "writes": ["charge_mos"]},
                {"name": "right", "address": right.address, "type": "jk-ble"},
            ],
        }

    def changed_config(self) -> dict[str, Any]:
        changed = self.config()
        del changed["devices"][1]
        return changed

    def bad_config(self) -> tuple[dict[str, Any], str]:
        bad = self.config()
        bad["devices"][1]["type"] = "vedirect-text"
        return bad, "/devices/1/type"

    async def start_device(self) -> None:
        if not self._running:
            self._running = True
            await self._bus.start()
            await self.bluez.start(self._bus.address)

    async def stop_device(self) -> None:
        if self._running:
            self._running = False
            await self.bluez.stop()
            await self._bus.stop()
            await asyncio.to_thread(shutil.rmtree, self._bus.folder, ignore_errors=True)

    def links(self) -> int:
        return sum(each.connected for each in self.boards)
