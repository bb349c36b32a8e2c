"""The CAN adapter at 4,000 frames a second with 200 signals, all of which change with every frame.

A real adapter process; the bus is a process of its own behind a real wire: slcan on a pseudo terminal, or socketcand on
the loopback. 50 messages of 4 signals each, published every 0.5 s. Prints JSON lines; `reference` is the bar
(processor, memory) or what was sent (frames).

    python tests/bench/bench_can.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from dinrail_can.sim import Simulator
from dinrail_can.sim.flood import Flood

RATE, MESSAGES, SIGNALS = 4000, 50, 4
FIRST = 0x400
BARS = {"cpu": 30.0, "resident": 45.0}
SETTLE_S, PULSE_S = 3.0, 5.5


def database() -> str:
    """200 signals of 16 bits, half of them with sign and factor."""
    rows = ['VERSION ""', "", "BU_: N", ""]
    for at in range(MESSAGES):
        rows.append(f"BO_ {FIRST + at} Message{at:02}: 8 N")
        for place in range(SIGNALS):
            kind = "- (0.1,0)" if place % 2 else "+ (1,0)"
            rows.append(f' SG_ Value{place} : {16 * place}|16@1{kind} [0|0] "V" N')
        rows.append("")
    return "\n".join(rows)


class Bench(Subject):
    """One bus behind one wire."""

    command = ("-m", "dinrail_can")

    def __init__(self, bytecode: str, wire: str, place: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self.wire, self.place = wire, Path(place)
        self.bus: asyncio.subprocess.Process | None = None

    def config(self) -> dict[str, Any]:
        endpoint: dict[str, Any] = {"interface": "slcan", "device": str(self.place / "can")}
        if self.wire == "socketcand":
            port = int((self.place / "port").read_text())
            endpoint = {"interface": "socketcand", "host": "127.0.0.1", "port": port}
        return {"endpoints": [endpoint], "databases": [{"dbc": database()}], "signals": [{"path": "*"}]}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        arguments = ("--bus", str(self.place))
        self.bus = await asyncio.create_subprocess_exec(
            sys.executable, __file__, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        await self.answer()

    async def stop_device(self) -> None:
        if self.bus is not None and self.bus.returncode is None:
            self.bus.kill()
            await self.bus.wait()

    async def answer(self) -> bytes:
        """A line of the bus."""
        if self.bus is None or self.bus.stdout is None:
            raise RuntimeError("the bus does not run")
        return await self.bus.stdout.readline()

    def begin(self, frames: int) -> None:
        """Have so many frames sent."""
        if self.bus is None or self.bus.stdin is None:
            raise RuntimeError("the bus does not run")
        self.bus.stdin.write(f"{frames}\n".encode())

    def links(self) -> int:
        return 0


async def bus(place: Path) -> None:
    """The process of the bus: sends as many frames as a line of its input says."""
    async with Simulator(Flood(1, limit=1), pty=place / "can") as simulator:
        simulator.bus.nodes.clear()
        (place / "port").write_text(str(simulator.port))
        print("ready", flush=True)
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            flood = Flood(RATE, [FIRST + at for at in range(MESSAGES)], limit=int(line))
            simulator.bus.nodes[:] = [flood]
            while flood.sent < flood.limit:  # noqa: ASYNC110 - it sends in steps of its own
                await asyncio.sleep(0.1)
            print(simulator.slcan.lost if simulator.slcan else 0, flush=True)


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": reference}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def processor_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def run(bench: Bench, seconds: float) -> None:
    """Start, let it settle, send, measure; then look whether everything came."""
    async with Rig(bench, FakeBroker()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config(), limits={"packets_per_s": 5000})
        await rig.launch()
        await rig.state("connected")
        frames = int(RATE * (seconds + SETTLE_S))
        bench.begin(frames)
        await asyncio.sleep(SETTLE_S)
        before, since, published = processor_seconds(rig.process.pid), time.monotonic(), len(rig.seen.payloads)
        await asyncio.sleep(seconds - 0.5)
        used, took = processor_seconds(rig.process.pid) - before, time.monotonic() - since
        name = f"can_4000_{bench.wire}"
        show(f"{name}_cpu", 100 * used / took, "% of one core", BARS["cpu"])
        show(f"{name}_resident", rig.process.resident_mb(), "MB", BARS["resident"])
        show(f"{name}_messages", (len(rig.seen.payloads) - published) / took, "messages/s", MESSAGES * SIGNALS * 2)
        await bench.answer()
        await asyncio.sleep(PULSE_S)
        counters = rig.seen.pulses[-1].counters
        show(f"{name}_frames", counters.get("frames", 0), "frames decoded", frames)
        await bench.stop_device()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--bus", type=Path)
    options = parser.parse_args()
    if options.bus:
        asyncio.run(bus(options.bus))
        return
    with tempfile.TemporaryDirectory() as bytecode:
        for wire in ("slcan", "socketcand"):
            with tempfile.TemporaryDirectory() as place:
                asyncio.run(run(Bench(bytecode, wire, place), options.seconds))


if __name__ == "__main__":
    main()
