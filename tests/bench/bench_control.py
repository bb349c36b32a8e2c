"""The control plane over fifty real containers: answers under load, start, kill, change, sampling, emergency stop.

Prints one JSON object per line. Needs the images; starts a stack of its own project and removes it.

    python tests/bench/bench_control.py [--instances 50]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

sys.path.insert(0, str(Path(__file__).parents[1]))

from dinrail_gateway.runtime.cgroups.sampler import Sampler
from dinrail_gateway.runtime.docker.inspected import found
from stack import Stack
from stack.compose import until

FOLDER = Path(__file__).parents[1] / "faults" / "hog"
SAMPLE_S = 2.0
LOAD_S = 30.0
PER_S = 20
TRIES = 5
PATHS = ("instances", "instances/stats", "instances/b07", "instances/b07/stats/history", "points", "problems")
CGROUP = Path(os.environ.get("DINRAIL_CGROUP", "/sys/fs/cgroup"))
PROC = Path(os.environ.get("DINRAIL_HOST_PROC", "/proc"))
TOGETHER = 20


def emit(name: str, value: float, unit: str, reference: float) -> None:
    """One figure against what was asked."""
    row = {"name": name, "value": round(value, 2), "unit": unit, "reference": reference}
    row |= {"ratio": round(value / reference, 3), "machine": f"{os.cpu_count()} cores"}
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


class Bus:
    """What instances say of themselves, with the time it was heard."""

    def __init__(self, stack: Stack) -> None:
        given = stack.api.call("POST", "/api/broker/clients", {"name": "bench", "read": ["status"]})
        self.heard: dict[str, tuple[float, Any]] = {}
        self._client = paho.Client(CallbackAPIVersion.VERSION2, given["client_id"], protocol=MQTTProtocolVersion.MQTTv5)
        self._client.username_pw_set(given["username"], given["password"])
        self._client.on_message = self._take
        self._client.on_connect = lambda client, *_: client.subscribe([("dinrail/+/pulse", 0), ("dinrail/+/state", 0)])
        until(lambda: self._connect(stack), timeout=20, what="the broker lets it in")

    def _connect(self, stack: Stack) -> bool:
        self._client.connect("127.0.0.1", stack.ports["MQTT"])
        self._client.loop_start()
        return True

    def _take(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        if message.payload:
            self.heard[message.topic] = time.monotonic(), json.loads(message.payload)

    def after(self, topic: str, began: float, fits: Callable[[Any], bool] = lambda _: True) -> float:
        """Seconds from then to the first message that fits."""

        def probe() -> float:
            at, content = self.heard.get(topic, (0.0, None))
            return at - began if at >= began and fits(content) else 0.0

        return until(probe, timeout=60, what=topic, every=0.02)

    def close(self) -> None:
        """Leave."""
        self._client.loop_stop()
        self._client.disconnect()


def fill(stack: Stack, count: int) -> None:
    """So many instances that run."""
    for number in range(count):
        config = {"fault": "none", "points": 10}
        body = {"id": f"b{number:02}", "type": "hog", "title": "", "enabled": True, "config": config}
        stack.api.call("POST", "/api/instances", body)
    for number in range(count):
        stack.wait_status(f"b{number:02}", "running", timeout=300)


def under_load(stack: Stack) -> None:
    """Reads at a steady pace, whatever each takes."""
    took: list[float] = []
    stats: list[float] = []
    began = time.monotonic()
    for number in range(round(LOAD_S * PER_S)):
        time.sleep(max(0.0, began + number / PER_S - time.monotonic()))
        path, at = PATHS[number % len(PATHS)], time.perf_counter()
        stack.api.call("GET", f"/api/{path}")
        took.append((time.perf_counter() - at) * 1000)
        if path == "instances/stats":
            stats.append(took[-1])
    emit("control.api_p95", statistics.quantiles(took, n=20)[-1], "ms", 50)
    emit("control.stats_p95", statistics.quantiles(stats, n=20)[-1], "ms", 50)


def started(stack: Stack, bus: Bus) -> float:
    """From the request to its first pulse."""
    stack.api.act("b03", "stop")
    until(lambda: stack.container("b03")["State"]["Running"] is False, timeout=30, what="it is stopped")
    began = time.monotonic()
    stack.api.act("b03", "start")
    return bus.after("dinrail/b03/pulse", began)


def killed(stack: Stack) -> float:
    """From the request until the engine says that run is over."""
    run = stack.container("b04")["State"]["Pid"]
    began = time.monotonic()
    stack.api.call("POST", "/api/admin/instances/b04/kill?confirm=true")
    until(lambda: stack.container("b04")["State"]["Pid"] != run, timeout=20, what="it is dead", every=0.02)
    took = time.monotonic() - began
    stack.wait_status("b04", "running", timeout=60)
    return took


def changed(stack: Stack, bus: Bus, points: int) -> float:
    """From the request until its adapter says that it runs on the new revision."""
    known = stack.api.instance("b05")
    body = {key: known[key] for key in ("type", "title", "enabled", "runtime", "limits")}
    body["config"] = {**known["config"], "points": points}
    began = time.monotonic()
    revision = stack.api.call("PUT", "/api/instances/b05", body)["revision"]
    return bus.after("dinrail/b05/state", began, lambda state: (state.get("config") or {}).get("rev", 0) >= revision)


def one_by_one(stack: Stack, bus: Bus) -> None:
    """One among all, again and again; the worst counts, and nobody else may be touched."""
    before = {name: run for name, run in stack.instances().items() if name not in ("b03", "b04", "b05")}
    emit("control.start_to_first_pulse", max(started(stack, bus) for _ in range(TRIES)), "s", 3)
    emit("control.kill", max(killed(stack) for _ in range(TRIES)), "s", 1)
    emit("control.one_changed_applied", max(changed(stack, bus, 11 + number) for number in range(TRIES)), "s", 2)
    if {name: run for name, run in stack.instances().items() if name in before} != before:
        raise SystemExit("a neighbour was touched")


async def sampling(stack: Stack) -> None:
    """The kernel's own files of all of them."""
    listed = json.loads(stack.docker("inspect", *stack.instances().values()))
    running = {one.instance: one for one in map(found, listed) if one.state == "running"}
    sampler = Sampler(CGROUP, PROC)
    await sampler.sample(running)
    before, rounds = time.process_time(), 20
    for _ in range(rounds):
        samples = await sampler.sample(running)
    share = (time.process_time() - before) / rounds / SAMPLE_S * 100
    if any(each.memory_bytes is None for each in samples.values()):
        raise SystemExit("nothing was read: the figures would be those of an empty round")
    sampler.close()
    emit("control.sampling", share, "% of a core", 3)


def panic(stack: Stack) -> None:
    """Twenty are stopped, by what the engine says."""
    own = ["--filter", f"label=dinrail.project={stack.project}", "--filter", "label=dinrail.instance"]

    def running() -> list[str]:
        return stack.docker("ps", "-q", *own).split()

    for name in sorted(stack.instances())[TOGETHER:]:
        stack.api.act(name, "stop")
    until(lambda: len(running()) == TOGETHER, timeout=120, what="twenty are left")
    began = time.monotonic()
    stack.api.call("POST", "/api/admin/panic", {"level": "all"})
    until(lambda: not running(), timeout=60, what="all are stopped", every=0.05)
    emit("control.panic_of_twenty", time.monotonic() - began, "s", 3)


def known(stack: Stack) -> bool:
    """Whether the gateway has found the type."""
    return any(each["type"] == "hog" and each["image"] == "ready" for each in stack.api.call("GET", "/api/types"))


def main(count: int) -> None:
    """Measure on a fresh stack."""
    stack = Stack("dinrail-bench")
    image = f"dinrail/hog:{stack.environment()['DINRAIL_VERSION']}"
    stack.docker("build", "-q", "-t", image, str(FOLDER), timeout=120)
    try:
        stack.start()
        until(lambda: known(stack), timeout=60, what="the type is known")
        fill(stack, count)
        bus = Bus(stack)
        time.sleep(10)  # what starts up is not what is measured
        under_load(stack)
        asyncio.run(sampling(stack))
        one_by_one(stack, bus)
        bus.close()
        panic(stack)
    finally:
        stack.remove()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--instances", type=int, default=50)
    main(parser.parse_args().instances)
