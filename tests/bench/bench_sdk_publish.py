"""What one sample costs an adapter, from `route_data` to the socket, beside a minimal paho publisher in the same run.

Samples come in bursts of 50, as one poll of 500 points of which a tenth changed; between two bursts the loop turns.
Each client runs in a process of its own against a peer that swallows bytes; counted is the processor time of the
whole client, user and system. Prints JSON lines.

    python tests/bench/bench_sdk_publish.py [--samples 200000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import threading
import time

import paho.mqtt.client as paho
import uvloop
from mqtt5 import ConnAckPacket
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from dinrail.bus import Bus
from dinrail.clock import SystemClock
from dinrail.names import Topics
from dinrail.runner.counters import Counters
from dinrail.runner.outlet import Outlet
from dinrail.settings import BrokerAddress

BURST = 50
TAGS = [f"MAIN.aString.{number}.fVoltage" for number in range(500)]


def main() -> None:
    """Run all cases, or one of them as the measured child."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=200_000)
    parser.add_argument("--case", choices=CASES)
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    if options.case:
        CASES[options.case](options.port, options.samples)
        return
    paho_us = best_of(3, "paho", options.samples)
    show("sdk_publish_uvloop", best_of(3, "published_uvloop", options.samples), paho_us)
    show("sdk_publish_asyncio", best_of(3, "published_asyncio", options.samples), paho_us)
    show("sdk_route_unchanged", best_of(3, "unchanged", options.samples), paho_us)


def show(name: str, value: float, reference: float) -> None:
    """One JSON line; values in µs of processor time per sample, reference: the minimal paho publisher."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu, Python {platform.python_version()}"
    line = {"name": name, "value": round(value, 2), "unit": "us/sample", "reference": round(reference, 2)}
    print(json.dumps({**line, "ratio": round(value / reference, 3), "machine": machine}), flush=True)


def best_of(runs: int, case: str, samples: int) -> float:
    """The least processor time per sample of several runs, in µs."""
    return min(run_case(case, samples) for _ in range(runs))


def run_case(case: str, samples: int) -> float:
    """One client process against a fresh peer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=swallow, args=(server,), daemon=True).start()
        command = [sys.executable, __file__, "--case", case, "--samples", str(samples), "--port"]
        done = subprocess.run(
            [*command, str(server.getsockname()[1])], check=False, capture_output=True, text=True, timeout=120
        )
    if done.returncode:
        sys.exit(f"{case} failed:\n{done.stderr}")
    return float(done.stdout)


def swallow(server: socket.socket) -> None:
    """Accept one client and read everything it sends."""
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(ConnAckPacket().write())
        while connection.recv(1 << 20):
            pass


def report(before: resource.struct_rusage, samples: int) -> None:
    """Print µs per sample."""
    after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(spent / samples * 1e6)


async def through_the_sdk(port: int, samples: int, *, changing: bool) -> None:
    """Route bursts; `changing` makes every value another one."""
    clock = SystemClock()
    bus = Bus(BrokerAddress("127.0.0.1", port), client_id="bench")
    counters = Counters(clock)
    outlet = Outlet(bus, Topics(), "plc", clock=clock, counters=counters, complain=complain)
    outlet.limit(10_000_000)
    bus.start()
    await bus.connected(5)
    outlet.online()
    pump = asyncio.create_task(outlet.run())
    for tag in TAGS:
        outlet.route("plc", tag, 0.0, ts=None, quality="good", reason="")
    sent = counters.counts["samples_out"]
    before = resource.getrusage(resource.RUSAGE_SELF)
    for start in range(0, samples, BURST):
        value = start / 7 if changing else 0.0
        for number in range(start, start + BURST):
            outlet.route("plc", TAGS[number % len(TAGS)], value, ts=None, quality="good", reason="")
        await asyncio.sleep(0)
        while bus.is_congested:  # noqa: ASYNC110 - the peer must keep up, or values would be merged
            await asyncio.sleep(0.001)
    await outlet.flush()
    report(before, samples)
    published = counters.counts["samples_out"] - sent
    if changing and published < samples * 0.99:
        sys.exit(f"only {published} of {samples} samples were published")
    pump.cancel()
    await bus.stop()


def complain(error: Exception, what: str) -> None:
    """Nothing may be refused here."""
    sys.exit(f"{what}: {error}")


def paho_publish(port: int, samples: int) -> None:
    """The same samples with json and paho."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="bench", protocol=MQTTProtocolVersion.MQTTv5)
    client.max_queued_messages_set(0)
    client.connect("127.0.0.1", port)
    client.loop_start()
    while not client.is_connected():
        time.sleep(0.01)
    before = resource.getrusage(resource.RUSAGE_SELF)
    for number in range(samples):
        sample = {"value": number / 7, "ts": time.time_ns() // 1_000_000, "quality": "good"}
        topic = f"smarthome/plc/{TAGS[number % len(TAGS)].replace('.', '/')}"
        client.publish(topic, json.dumps(sample), retain=True)
    while client.want_write():
        time.sleep(0.01)
    report(before, samples)
    client.loop_stop()


CASES = {
    "published_uvloop": lambda port, n: uvloop.run(through_the_sdk(port, n, changing=True)),
    "published_asyncio": lambda port, n: asyncio.run(through_the_sdk(port, n, changing=True)),
    "unchanged": lambda port, n: uvloop.run(through_the_sdk(port, n, changing=False)),
    "paho": paho_publish,
}

if __name__ == "__main__":
    main()
