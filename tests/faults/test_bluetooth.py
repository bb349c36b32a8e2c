"""Row 32 of the fault catalogue: an adapter that is killed while it connects, a Bluetooth service that hangs."""

from __future__ import annotations

import asyncio
import shutil
import signal
import tempfile
from pathlib import Path
from typing import Any

import pytest

from dinrail.testing.boards import Pack
from dinrail.testing.conformance import Mosquitto, Rig, Subject
from dinrail.testing.context import eventually
from dinrail_bluetooth.sim import PrivateBus, SimulatedBluez, jbd, jk

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(120)]


class Radio(Subject):
    """Two batteries around a radio on a bus of its own."""

    command = ("-m", "dinrail_bluetooth")
    directory_from_device = True

    def __init__(self) -> None:
        self.bus = PrivateBus(Path(tempfile.mkdtemp(prefix="dinrail-bus-")))
        self.boards = [jbd(pack=Pack(8)), jk(pack=Pack(8))]
        self.bluez = SimulatedBluez(self.boards)
        self.environment = {"DBUS_SYSTEM_BUS_ADDRESS": self.bus.address}

    def config(self) -> dict[str, Any]:
        left, right = (each.address for each in self.boards)
        devices = [
            {"name": "left", "address": left, "type": "jbd"},
            {"name": "right", "address": right, "type": "jk-ble"},
        ]
        return {"interval": 0.5, "devices": devices}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.bus.start()
        await self.bluez.start(self.bus.address)

    async def stop_device(self) -> None:
        await self.bluez.stop()
        await self.bus.stop()
        await asyncio.to_thread(shutil.rmtree, self.bus.folder, ignore_errors=True)

    def links(self) -> int:
        return sum(each.connected for each in self.boards)


def value(rig: Rig, path: str) -> object:
    sample = rig.seen.sample(path)
    return sample.value if sample is not None and sample.quality == "good" else None


async def test_an_adapter_killed_while_it_connects_finds_its_batteries_again() -> None:
    radio = Radio()
    left = radio.boards[0]
    left.faults.add("hang")
    async with Rig(radio, Mosquitto()) as rig:
        await radio.start_device()
        rig.seen.configure(radio.config())
        await rig.launch()
        await eventually(lambda: any(each.startswith("Connect ") and "A4_C1" in each for each in radio.bluez.calls))
        rig.process.signal(signal.SIGKILL)
        await rig.state("lost")
        # BlueZ goes on with what it was asked: the link comes to stand, and belongs to nobody.
        left.faults.clear()
        await radio.bluez.connect(left)
        await rig.launch()
        await eventually(lambda: value(rig, "left.soc") is not None, 40)
        await eventually(lambda: value(rig, "right.soc") is not None, 40)


async def test_a_service_that_hangs_is_told_and_both_batteries_come_back() -> None:
    radio = Radio()
    async with Rig(radio, Mosquitto()) as rig:
        await radio.start_device()
        rig.seen.configure(radio.config())
        await rig.launch()
        await eventually(lambda: value(rig, "left.soc") is not None and value(rig, "right.soc") is not None, 30)
        radio.bluez.deaf = True
        for each in radio.boards:
            await radio.bluez.drop(each)
        await rig.bad("while the service hangs", 30)
        assert rig.process.running
        radio.bluez.deaf = False
        await eventually(lambda: value(rig, "left.soc") is not None and value(rig, "right.soc") is not None, 60)
