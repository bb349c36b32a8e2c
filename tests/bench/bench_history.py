"""The history: what 20,000 samples a second cost the historian, what a year takes on disk, how long questions take.

A real historian process on a real Mosquitto and a real VictoriaMetrics, all on the loopback; the questions are asked as
the gateway asks them. Prints JSON lines.

    python tests/bench/bench_history.py [--seconds 10] [--rate 20000] [--points 2]

points: whose year is put on disk, a sample each 10 s; DINRAIL_BENCH_HISTORY_POINTS=1000 for all of it. Bytes per
sample and questions about one point hardly depend on it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from _history_year import EVERY_S, YEAR_S, fill, settle, size
from _modbus_figures import processor_seconds, show

from dinrail.bus import Bus
from dinrail.clock import SystemClock
from dinrail.names import Topics
from dinrail.testing.conformance import Mosquitto, Rig, Subject
from dinrail.testing.conformance.expectation import eventually
from dinrail.testing.database import Database
from dinrail_gateway.history.database import Database as Questions
from dinrail_gateway.history.service import HistoryService, Question
from dinrail_gateway.points.space import DataSpace

SOURCES = 1000
CHARTS = 12
DAY_MS = 86_400_000


class Bench(Subject):
    """A historian with what it has by default."""

    command = ("-m", "dinrail_historian")
    has_device = False

    def __init__(self, database: Database, bytecode: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self._database = database

    def config(self) -> dict[str, Any]:
        return {"url": f"{self._database.url}/api/v1/write"}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        """It runs already."""

    async def stop_device(self) -> None:
        """It is stopped outside."""

    def links(self) -> int:
        return 0


class Load:
    """A thousand points that change evenly."""

    def __init__(self, rig: Rig) -> None:
        self.bus = Bus(rig.broker.address, client_id="load")
        self.sent = 0

    async def open(self) -> None:
        self.bus.start()
        await self.bus.connected()
        self._topics = [self.bus.prepare(f"smarthome/plc/area_{at // 50}/p{at}", retain=True) for at in range(SOURCES)]

    async def send(self, rate: int, seconds: float) -> None:
        """So many a second in fifty portions."""
        began, step, share = time.monotonic(), 0, rate // 50
        while time.monotonic() - began < seconds:
            now = int(time.time() * 1000)
            for _ in range(share):
                self.sent += 1
                body = f'{{"value":{self.sent % 977 / 10},"ts":{now},"quality":"good"}}'
                self._topics[self.sent % SOURCES].send(body.encode())
            step += 1
            await asyncio.sleep(max(0.0, began + step / 50 - time.monotonic()))


async def ingest(rate: int, seconds: float, bytecode: str) -> None:
    """One core's share, memory, and whether all of it arrived."""
    async with Database() as database, Rig(Bench(database, bytecode), Mosquitto()) as rig:
        rig.seen.configure(rig.subject.config())
        await rig.launch()
        await rig.state("connected", timeout=20)
        load = Load(rig)
        await load.open()
        await load.send(rate, 3)
        await _stored(rig, load.sent)
        before, sent = await _stored(rig, 0), load.sent
        cpu, theirs, since = processor_seconds(rig.process.pid), processor_seconds(database.pid), time.monotonic()
        await load.send(rate, seconds)
        took = time.monotonic() - since
        used, used_there = processor_seconds(rig.process.pid) - cpu, processor_seconds(database.pid) - theirs
        told, sent = load.sent - sent, load.sent
        arrived = await _stored(rig, before + told) - before
        name = f"history_ingest_{rate}"
        show(f"{name}_sent", told / took, "1/s", rate)
        show(f"{name}_cpu", 100 * used / took, "% of one core", 60.0)
        show(f"{name}_database_cpu", 100 * used_there / took, "% of one core", 60.0)
        show(f"{name}_resident", rig.process.resident_mb(), "MB", 60.0)
        show(f"{name}_arrived", 100 * arrived / told, "%", 100.0)
        await load.bus.stop()


async def year(points: int) -> None:
    """A year of points on disk, and questions about it."""
    async with Database() as database:
        end = int(time.time()) // 3600 * 3600
        began = time.monotonic()
        samples = await fill(database, points, end)
        await settle(database)
        show("history_year_samples", samples, "samples", 1000 * YEAR_S / EVERY_S)
        show("history_year_taken", samples / (time.monotonic() - began), "samples/s", 100.0)
        show("history_year_bytes_per_sample", size(database) / samples, "bytes", 1.5)
        show("history_year_on_disk", size(database) / 1e6, "MB", 5000.0)
        bus = Bus(Mosquitto().address, client_id="bench")
        history = HistoryService(Questions(database.url), DataSpace(bus, Topics(), SystemClock()), SystemClock())
        now = end * 1000
        one = Question(["plc.p0"], now - 365 * DAY_MS, now, "day", "avg", "Europe/Berlin")
        show("history_year_by_day", await _median(lambda: history.ask(one)), "ms", 150.0)
        energy = one._replace(fn="integral")
        show("history_year_by_day_energy", await _median(lambda: history.ask(energy)), "ms", 150.0)
        charts = [
            Question([f"plc.p{number % points}"], now - DAY_MS, now, "auto", "avg", "Europe/Berlin")
            for number in range(CHARTS)
        ]
        show("history_12_charts", await _median(lambda: asyncio.gather(*map(history.ask, charts))), "ms", 500.0)
        history.database.close()


async def _stored(rig: Rig, wanted: int) -> int:
    """Samples the historian counts as stored, once it is so many or a pulse has told that it waits for none."""

    def count() -> int:
        return int(rig.seen.pulses[-1].counters.get("stored", 0))

    heard = len(rig.seen.pulses)
    await eventually(lambda: len(rig.seen.pulses) > heard + 1 and count() >= wanted, 20, "less arrived than was sent")
    return count()


async def _median(ask: Any) -> float:
    took = []
    for _ in range(7):
        began = time.monotonic()
        await ask()
        took.append((time.monotonic() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=int, default=20_000)
    parser.add_argument("--points", type=int, default=int(os.environ.get("DINRAIL_BENCH_HISTORY_POINTS") or 2))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as bytecode:
        asyncio.run(ingest(args.rate, args.seconds, str(Path(bytecode))))
    asyncio.run(year(args.points))


if __name__ == "__main__":
    main()
