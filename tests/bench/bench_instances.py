"""What it costs to watch 50 containers: the whole answer of the statistics, their history, and one round of sampling.

The gateway runs in this process over real services and a fake broker; sampling reads the cgroup files of 50 stand-in
groups laid out as version 2 does, in a folder in memory: the kernel's own cost more, as they are made when read.
Prints JSON lines.

    python tests/bench/bench_instances.py [--instances 50]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from dinrail_gateway.runtime.cgroups.sampler import Sampler
from dinrail_gateway.runtime.interface import Found
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import staged

FILES = {
    "cpu.stat": "usage_usec 5000\nuser_usec 4000\nsystem_usec 1000\nnr_periods 9\nnr_throttled 1\nthrottled_usec 70\n",
    "memory.current": "20000000\n",
    "memory.stat": "anon 1\nfile 2\n" + "".join(f"counter_{n} {n}\n" for n in range(40)) + "inactive_file 4096\n",
    "memory.events": "low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n",
    "io.stat": "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n",
    "pids.current": "4\n",
}
SAMPLE_S = 2.0


def groups(folder: Path, count: int) -> dict[str, Found]:
    """Groups of so many containers, each with a network of its own: this process's."""
    (folder / "cgroup.controllers").write_text("cpu memory io pids\n")
    found = {}
    for number in range(count):
        name = f"{number:064x}"
        group = folder / "docker" / name
        group.mkdir(parents=True)
        for file, text in FILES.items():
            (group / file).write_text(text)
        found[f"m{number}"] = Found(instance=f"m{number}", id=name, state="running", pid=1, started_ms=1)
    return found


async def main(count: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory, tempfile.TemporaryDirectory() as disk:
        running = groups(Path(memory), count)
        sampler = Sampler(Path(memory), Path("/proc"))  # after them: it looks once which version they are
        await sampler.sample(running)
        before, rounds = time.process_time(), 100
        for _ in range(rounds):
            samples = await sampler.sample(running)
        if any(sample.memory_bytes is None or sample.cpu_percent is None for sample in samples.values()):
            raise SystemExit("nothing was read: the figures would be those of an empty round")
        share = (time.process_time() - before) / rounds / SAMPLE_S * 100
        print(json.dumps({"what": "sampling", "instances": count, "percent_of_a_core": round(share, 2)}))
        async with staged(Path(disk)) as stage:
            for name in running:
                await stage.add(name, meter_config(f"{name}.local"), enabled=False)
            stage.supervisor.samples = samples
            stage.gateway.vitals.take()
            for path in ("stats", "m0/stats/history", "m0/deaths", ""):
                took = []
                for _ in range(50):
                    begun = time.perf_counter()
                    answer = await stage.http.get(f"/api/instances/{path}".rstrip("/"))
                    took.append((time.perf_counter() - begun) * 1000)
                    answer.raise_for_status()
                if path in ("stats", "") and len(answer.json()) != count:
                    raise SystemExit(f"{path}: {len(answer.json())} of {count} instances answered")
                took.sort()
                figures = {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(took[47], 1)}
                print(json.dumps({"what": f"GET /api/instances/{path}", "instances": count, **figures}))
        sampler.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--instances", type=int, default=50)
    asyncio.run(main(parser.parse_args().instances))
