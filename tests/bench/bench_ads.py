"""The ADS adapter with 2,000 values every 100 ms, 200 of them changing each time: 2,000 messages a second.

A real adapter process between a simulated PLC and a broker, both here on the loopback. Three layouts: `scattered`,
where no two values can be read as one, with as many notifications as the budget has and sum reads for the rest;
`polled`, the same with sum reads alone; `neighbours`, values side by side as in a global variable list. Prints JSON
lines; `reference` is the bar (processor, memory), what there is to send (messages) or the fewest possible (sum reads).

    python tests/bench/bench_ads.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from dinrail_ads.sim import Program, Simulator, Variable
from dinrail_ads.sim.program.elementary import DINT
from dinrail_ads.sim.program.types import string

VALUES, SHARE, PERIOD_S = 2000, 200, 0.1
APART = 32
BARS = {"cpu": 25.0, "resident": 45.0}
READS = {"scattered": 42, "polled": 52, "neighbours": 2}
"""Sum reads a second: 4, 5 or no blocks each 100 ms, and two looks at the program's identity."""


class Bench(Subject):
    """One PLC with 2,000 counters."""

    command = ("-m", "dinrail_ads")

    def __init__(self, bytecode: str, layout: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self.layout = layout
        self.simulator = Simulator(_program(apart=layout != "neighbours"), speed=1)

    def config(self) -> dict[str, Any]:
        endpoint = {"host": "127.0.0.1", "port": self.simulator.port, "net_id": "127.0.0.1.1.1"}
        mode = "poll" if self.layout == "polled" else "auto"
        points = [{"path": "GVL_Bench.nValue*", "mode": mode}]
        return {"endpoints": [endpoint], "interval": PERIOD_S, "points": points}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.simulator.start()

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.server.links


def _program(*, apart: bool) -> Program:
    variables = []
    for index in range(VALUES):
        variables.append(Variable(f"GVL_Bench.nValue{index:04}", DINT, "a counter", {"unit": "W"}))
        if apart:
            variables.append(Variable(f"GVL_Bench.sApart{index:04}", string(APART - 1)))
    return Program("Bench", variables, behaviour=_counting)


def _counting(program: Program) -> Callable[[float], None]:
    """Every tenth value counts in each period, in turn."""
    places = [program.find(f"GVL_Bench.nValue{index:04}") for index in range(VALUES)]
    turn = 0

    def step(_seconds: float) -> None:
        nonlocal turn
        turn += 1
        data = struct.pack("<i", turn)
        for place in places[turn % (VALUES // SHARE) :: VALUES // SHARE]:
            program.memory.write(place.group, place.offset, data)

    return step


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": reference}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def processor_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def warm_up(bench: Bench) -> None:
    """One start that leaves bytecode behind, as an image has it."""
    async with Rig(bench, FakeBroker()) as rig:
        await rig.start()


async def run(bench: Bench, seconds: float) -> None:
    """Start, let it settle, measure."""
    async with Rig(bench, FakeBroker()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config(), limits={"packets_per_s": 5000})
        began = time.monotonic()
        await rig.launch()
        while rig.seen.sample("GVL_Bench.nValue0000") is None:  # noqa: ASYNC110 - the observer has no event for it
            await asyncio.sleep(0.002)
        name = f"ads_2000_{bench.layout}"
        show(f"{name}_first_value", time.monotonic() - began, "s after process start", 2.0)
        await rig.good("after its start")
        await asyncio.sleep(3)
        counts, before = bench.simulator.counts, processor_seconds(rig.process.pid)
        reads, since = counts["group 0xF080"], time.monotonic()
        published = len(rig.seen.payloads)
        await asyncio.sleep(seconds)
        used, took = processor_seconds(rig.process.pid) - before, time.monotonic() - since
        show(f"{name}_cpu", 100 * used / took, "% of one core", BARS["cpu"])
        show(f"{name}_resident", rig.process.resident_mb(), "MB", BARS["resident"])
        show(f"{name}_messages", (len(rig.seen.payloads) - published) / took, "messages/s", SHARE / PERIOD_S)
        show(f"{name}_sum_reads", (counts["group 0xF080"] - reads) / took, "requests/s", READS[bench.layout])


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as bytecode:
        asyncio.run(warm_up(Bench(bytecode, "neighbours")))
        for layout in ("scattered", "polled", "neighbours"):
            asyncio.run(run(Bench(bytecode, layout), seconds))


if __name__ == "__main__":
    main()
