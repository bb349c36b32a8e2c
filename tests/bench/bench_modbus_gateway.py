"""1,000 registers at 1 s on 10 units behind one connection to a gateway whose devices take 10 ms for an answer.

A real adapter process; the gateway is here on the loopback. The same requests in a bare loop over a blocking socket are
the limit, measured in the same run: how long a cycle takes, from its first request to its last, in both. Then one unit
falls silent, and the period of the others is compared with the one before. Prints JSON lines; `reference` is the least
possible or the bar.

    python tests/bench/bench_modbus_gateway.py [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import socket
import statistics
import struct
import tempfile
from typing import Any

from _modbus_figures import processor_seconds, show

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from dinrail_modbus.planner import Span, plan
from dinrail_modbus.sim import Fault, ModbusServer, SeenRequest
from dinrail_modbus.sim.bank import Bank

UNITS, REGISTERS, SPLIT = 10, 100, 60  # of each unit 60 registers in a row, a hole too wide to read along, 40 more
ADDRESSES = [*range(SPLIT), *range(1000, 1000 + REGISTERS - SPLIT)]
FEWEST = plan((Span(address, 1) for address in ADDRESSES), limit=125, max_gap=16)
THINKING_S = 0.01
WITHIN = 1.1  # of the limit
PERIOD_WITHIN = 1.05
SETTLE_S = 4.0


class Gateway(Subject):
    """Ten units of a hundred registers."""

    command = ("-m", "dinrail_modbus")

    def __init__(self, bytecode: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        bank = Bank()
        for address in ADDRESSES:
            bank.put("input_registers", address, [address])
        self.server = ModbusServer(dict.fromkeys(range(1, UNITS + 1), bank))
        self.server.inject(Fault("delay", seconds=THINKING_S))

    def config(self) -> dict[str, Any]:
        points = [
            {"name": f"v{address}", "table": "input_registers", "address": address, "scale": 0.1}
            for address in ADDRESSES
        ]
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.server.port}],
            "interval": 1.0,
            "devices": [{"unit_id": unit, "prefix": f"u{unit}", "points": points} for unit in range(1, UNITS + 1)],
        }

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


def cycles(seen: list[SeenRequest]) -> list[list[SeenRequest]]:
    """Requests by cycle; a new one begins with each first request to unit 1. The last may be incomplete."""
    found: list[list[SeenRequest]] = []
    for request in seen:
        if request.unit == 1 and request.address == FEWEST[0].start:
            found.append([])
        if found:
            found[-1].append(request)
    return found[:-1]


def length(cycle: list[SeenRequest]) -> float:
    """Seconds from the first to the last request."""
    return cycle[-1].at - cycle[0].at


def bare_loop(port: int, rounds: int) -> None:
    """Every request of a cycle, one after the other, with nothing else to do; blocks."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for turn in range(rounds):
            for unit in range(1, UNITS + 1):
                for request in FEWEST:
                    link.sendall(struct.pack(">HHHBBHH", turn, 0, 6, unit, 4, request.start, request.size))
                    wanted = 9 + 2 * request.size
                    while wanted > 0:
                        wanted -= len(link.recv(wanted))


async def measured_loop(gateway: Gateway) -> float:
    """Median length of a cycle of the bare loop."""
    since = len(gateway.server.requests)
    await asyncio.to_thread(bare_loop, gateway.server.port, 12)
    return statistics.median(length(cycle) for cycle in cycles(list(gateway.server.requests)[since:]))


async def watch(gateway: Gateway, seconds: float) -> list[SeenRequest]:
    """Requests of the next seconds."""
    gateway.server.requests.clear()
    await asyncio.sleep(seconds)
    return list(gateway.server.requests)


def period(seen: list[SeenRequest]) -> float:
    """Mean seconds from one first request to unit 1 to the next."""
    times = [request.at for request in seen if request.unit == 1 and request.address == FEWEST[0].start]
    return statistics.mean(after - before for before, after in itertools.pairwise(times))


async def run(gateway: Gateway, seconds: float) -> None:
    """Start, let it settle, measure; then with a dead unit."""
    await gateway.start_device()
    before = await measured_loop(gateway)
    await gateway.stop_device()
    async with Rig(gateway, FakeBroker()) as rig:
        await rig.start()
        await asyncio.sleep(SETTLE_S)
        cpu = processor_seconds(rig.process.pid)
        seen = await watch(gateway, seconds)
        used = processor_seconds(rig.process.pid) - cpu
        whole = cycles(seen)
        limit = statistics.median((before, await measured_loop(gateway)))
        show("modbus_gateway_requests", statistics.mean(map(len, whole)), "requests per cycle", UNITS * len(FEWEST))
        taken = statistics.median(map(length, whole))
        show("modbus_gateway_cycle", 1000 * taken, "ms, first to last request", 1000 * limit * WITHIN)
        show("modbus_gateway_over_limit", taken / limit, "of the bare loop's time", WITHIN)
        show("modbus_gateway_cpu", 100 * used / seconds, "% of one core", 10.0)
        show("modbus_gateway_resident", rig.process.resident_mb(), "MB", 40.0)
        healthy = period(seen)
        gateway.server.inject(Fault("silent", unit=UNITS))
        await asyncio.sleep(SETTLE_S)
        changed = period(await watch(gateway, seconds)) / healthy
        show("modbus_dead_unit_period", changed, "of the others' period before", PERIOD_WITHIN)


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as bytecode:
        asyncio.run(run(Gateway(bytecode), seconds))


if __name__ == "__main__":
    main()
