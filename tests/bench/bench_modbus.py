"""The Modbus adapter with 500 points in 10 blocks polled every second, 5 of each block changing each time.

A real adapter process between a Modbus server and a broker, both here on the loopback. Prints JSON lines; `reference`
is the bar (memory, start, processor) or the least possible (requests).

    python tests/bench/bench_modbus.py [--seconds 30]
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
from dinrail_modbus.planner import Span, plan
from dinrail_modbus.sim import ModbusServer
from dinrail_modbus.sim.bank import Bank

BLOCKS, SIZE, DISTANCE = 10, 50, 200
ADDRESSES = [DISTANCE * block + place for block in range(BLOCKS) for place in range(SIZE)]
CHANGING = [address for address in ADDRESSES if address % DISTANCE % 10 == 0]


class Bench(Subject):
    """500 registers on one unit."""

    command = ("-m", "dinrail_modbus")

    def __init__(self, bytecode: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self.bank = Bank()
        for address in ADDRESSES:
            self.bank.put("input_registers", address, [address])
        self.server = ModbusServer({1: self.bank})

    def config(self) -> dict[str, Any]:
        points = [
            {"name": f"b{address // DISTANCE}.v{address % DISTANCE}", "table": "input_registers", "address": address}
            for address in ADDRESSES
        ]
        scaled = [point | {"scale": 0.1, "unit": "V", "description": "a measured value"} for point in points]
        endpoint = {"host": "127.0.0.1", "port": self.server.port}
        return {"endpoints": [endpoint], "interval": 1.0, "devices": [{"unit_id": 1, "points": scaled}]}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.server.listen()

    async def stop_device(self) -> None:
        await self.server.stop()

    def links(self) -> int:
        return self.server.links

    async def change(self) -> None:
        """A tenth of the registers each second."""
        step = 0
        while True:
            step += 1
            for address in CHANGING:
                self.bank.put("input_registers", address, [(address + step) % 65536])
            await asyncio.sleep(1)


async def warm_up(bench: Bench) -> None:
    """One start that leaves bytecode behind, as an image has it."""
    async with Rig(bench, FakeBroker()) as rig:
        await rig.start()


async def run(bench: Bench, seconds: float) -> None:
    """Start, let it settle, measure."""
    async with Rig(bench, FakeBroker()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config())
        began = time.monotonic()
        await rig.launch()
        while rig.seen.sample("b0.v0") is None:  # noqa: ASYNC110 - the observer has no event for it
            await asyncio.sleep(0.002)
        show("modbus_first_value", time.monotonic() - began, "s after process start", 2.0)
        await rig.good("after its start")
        changing = asyncio.create_task(bench.change())
        await asyncio.sleep(3)
        requests, cpu, since = len(bench.server.requests), processor_seconds(rig.process.pid), time.monotonic()
        published = len(rig.seen.payloads)
        await asyncio.sleep(seconds)
        seen = list(bench.server.requests)[requests:]
        used, took = processor_seconds(rig.process.pid) - cpu, time.monotonic() - since
        cycles = sum(request.address == 0 for request in seen)
        fewest = len(plan((Span(address, 1) for address in ADDRESSES), limit=125, max_gap=16))
        show("modbus_500_points_cpu", 100 * used / took, "% of one core", 5.0)
        show("modbus_500_points_resident", rig.process.resident_mb(), "MB", 35.0)
        show("modbus_requests_per_cycle", len(seen) / cycles, "requests", fewest)
        show("modbus_samples", (len(rig.seen.payloads) - published) / took, "samples/s", len(CHANGING))
        changing.cancel()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=30.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as bytecode:
        asyncio.run(warm_up(Bench(bytecode)))
        asyncio.run(run(Bench(bytecode), seconds))


if __name__ == "__main__":
    main()
