"""Start and memory of an adapter with 500 points: the line adapter of the sdk's tests as a process of its own.

Prints JSON lines: seconds from the start of the process to its first sample, resident memory after all 500 points
were published and polled for some seconds, processor share at a 1 s poll with nothing changing.

    python tests/bench/bench_sdk_adapter.py
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import time
from pathlib import Path

sys.path.insert(0, str(LINE := Path(__file__).parents[2] / "sdk" / "tests" / "line"))

from dinrail.parts import split_document
from dinrail.testing import FakeBroker
from line_adapter.device import LineDevice

POINTS = 500
STEADY_S = 15
MEMORY_MB, FIRST_S, CPU_PERCENT = 35.0, 2.0, 5.0


def show(name: str, value: float, unit: str, reference: float) -> None:
    """One JSON line; reference: the promised limit."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 3), "unit": unit, "reference": reference}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_s(pid: int) -> float:
    """Processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def main() -> None:
    """Start it, wait for its points, look at it while it polls."""
    device = LineDevice()
    await device.start()
    async with FakeBroker() as broker:
        config = {
            "endpoints": [{"host": "127.0.0.1", "port": device.port}],
            "interval": 1.0,
            "registers": [f"r{number}" for number in range(POINTS - 5)],
        }
        definition = {"id": "plc", "type": "line", "config": config}
        broker.publish("dinrail/plc/config/0", split_document(definition, 1)[0], retain=True)
        env = {"DINRAIL_BROKER": str(broker.address), "DINRAIL_INSTANCE": "plc", "PYTHONPATH": str(LINE)}
        started = time.monotonic()
        process = await asyncio.create_subprocess_exec(sys.executable, "-m", "line_adapter", env=os.environ | env)
        await broker.wait_for("smarthome/plc/#", lambda m: b'"good"' in m.payload)
        first = time.monotonic() - started
        await broker.wait_until(lambda: sum(t.startswith("smarthome/plc/") for t in broker.retained) >= POINTS, 20)
        await asyncio.sleep(2)
        before = cpu_s(process.pid)
        await asyncio.sleep(STEADY_S)
        show("sdk_adapter_500_points_cpu", (cpu_s(process.pid) - before) / STEADY_S * 100, "percent", CPU_PERCENT)
        show("sdk_adapter_500_points_memory", resident_mb(process.pid), "MB", MEMORY_MB)
        show("sdk_adapter_first_sample", first, "s", FIRST_S)
        process.terminate()
        stopping = time.monotonic()
        await process.wait()
        show("sdk_adapter_soft_stop", time.monotonic() - stopping, "s", 2.0)
    await device.stop()


if __name__ == "__main__":
    asyncio.run(main())
