"""The serial adapter with 8 batteries of 16 cells on one line, each read every two seconds.

A real adapter process between a simulated serial server and a broker, both here on the loopback; `reference` is
the bar. Prints JSON lines.

    python tests/bench/bench_serial.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from typing import Any

from _modbus_figures import processor_seconds, show

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from dinrail_serial.sim import DalySpeaker, Pack, SimulatedLine

BATTERIES = 8


class Bench(Subject):
    """Eight boards of Daly."""

    command = ("-m", "dinrail_serial")

    def __init__(self, bytecode: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self.line = SimulatedLine([DalySpeaker(Pack(speed=60), board) for board in range(1, BATTERIES + 1)])

    def config(self) -> dict[str, Any]:
        boards = range(1, BATTERIES + 1)
        return {
            "endpoints": [{"transport": "tcp", "host": "127.0.0.1", "port": self.line.port}],
            "interval": 2.0,
            "batteries": [{"name": f"b{board}", "type": "daly-a5", "address": board} for board in boards],
        }

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.line.listen()

    async def stop_device(self) -> None:
        await self.line.stop()

    def links(self) -> int:
        return self.line.links


async def run(bench: Bench, seconds: float) -> None:
    """Start, let it settle, measure."""
    async with Rig(bench, FakeBroker()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config())
        began = time.monotonic()
        await rig.launch()
        while rig.seen.sample("b1.soc") is None:  # noqa: ASYNC110 - the observer has no event for it
            await asyncio.sleep(0.002)
        show("serial_first_value", time.monotonic() - began, "s after process start", 2.0)
        await asyncio.sleep(5)
        cpu, since = processor_seconds(rig.process.pid), time.monotonic()
        heard = sum(each.heard for each in bench.line.speakers)
        await asyncio.sleep(seconds)
        used, took = processor_seconds(rig.process.pid) - cpu, time.monotonic() - since
        questions = sum(each.heard for each in bench.line.speakers) - heard
        show("serial_8_batteries_cpu", 100 * used / took, "% of one core", 15.0)
        show("serial_8_batteries_resident", rig.process.resident_mb(), "MB", 35.0)
        show("serial_8_batteries_questions", questions / took, "1/s", 3.5 * BATTERIES)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as bytecode:
        asyncio.run(run(Bench(bytecode), 1.0))
        asyncio.run(run(Bench(bytecode), seconds))


if __name__ == "__main__":
    main()
