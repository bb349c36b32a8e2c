"""The Bluetooth adapter with 8 batteries on 3 slots, each read every five seconds, 200 strangers around.

Six boards of 16 cells of three makers, one battery of a library type, one shunt that is only listened to.

A real adapter process, a real D-Bus daemon with a simulated org.bluez, both here; `reference` is the bar. Prints
JSON lines.

    python tests/bench/bench_bluetooth.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from _modbus_figures import processor_seconds, show

from dinrail.testing import FakeBroker
from dinrail.testing.boards import Pack
from dinrail.testing.conformance import Rig, Subject
from dinrail_bluetooth.sim import PrivateBus, SimulatedBluez, daly, jbd, jk, passer_by, victron

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "services/bluetooth/tests/rig"))
from cbt_board import cbt

KINDS = ((jbd, "jbd"), (daly, "daly-d2"), (jk, "jk-ble"))
BATTERIES = 8
KEY = "0df4d0395b7d1a876c0c33ecb9e70dcd"


class Bench(Subject):
    """All kinds of batteries there are."""

    command = ("-m", "dinrail_bluetooth")

    def __init__(self, folder: str) -> None:
        self.bus = PrivateBus(Path(folder) / "bus")
        boards = [KINDS[at % 3][0](f"A4:C1:38:00:00:0{at}", pack=Pack(16, speed=60)) for at in range(6)]
        self.boards = [*boards, cbt(), victron(KEY, pack=Pack(4, soc=71.0, speed=60))]
        self.types = [*(KINDS[at % 3][1] for at in range(6)), "ble-cbtpwr", "victron-ble"]
        self.bluez = SimulatedBluez([*self.boards, *(passer_by(number) for number in range(200))])
        self.environment = {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": f"{folder}/bytecode",
            "DBUS_SYSTEM_BUS_ADDRESS": self.bus.address,
        }

    def config(self) -> dict[str, Any]:
        return {
            "interval": 5.0,
            "devices": [
                {"name": f"b{at}", "address": each.address, "type": kind}
                | ({"key": KEY} if kind == "victron-ble" else {})
                for at, (each, kind) in enumerate(zip(self.boards, self.types, strict=True))
            ],
        }

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

    def links(self) -> int:
        return sum(each.connected for each in self.boards)


async def run(bench: Bench, seconds: float) -> None:
    """Start, let everybody be read once, measure."""
    async with Rig(bench, FakeBroker()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config())
        began = time.monotonic()
        await rig.launch()
        while rig.seen.sample("b0.soc") is None:  # noqa: ASYNC110 - the observer has no event for it
            await asyncio.sleep(0.01)
        show("bluetooth_first_value", time.monotonic() - began, "s after process start", 10.0)
        while any(rig.seen.sample(f"b{at}.soc") is None for at in range(BATTERIES)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        show("bluetooth_all_values", time.monotonic() - began, "s after process start", 30.0)
        cpu, since = processor_seconds(rig.process.pid), time.monotonic()
        links = sum(each.connections for each in bench.boards)
        await asyncio.sleep(seconds)
        used, took = processor_seconds(rig.process.pid) - cpu, time.monotonic() - since
        made = sum(each.connections for each in bench.boards) - links
        show("bluetooth_8_batteries_cpu", 100 * used / took, "% of one core", 15.0)
        show("bluetooth_8_batteries_resident", rig.process.resident_mb(), "MB", 50.0)
        show("bluetooth_8_batteries_links", made / took, "1/s", BATTERIES / 5.0)
        await bench.stop_device()


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Bench(folder), parser.parse_args().seconds))


if __name__ == "__main__":
    main()
