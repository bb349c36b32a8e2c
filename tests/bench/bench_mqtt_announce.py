"""Ten thousand points announced to Home Assistant: from the adapter's start to the last announcement and state.

A real adapter process and a real external Mosquitto on the loopback; the bus is played. `reference` is the bar.

    python tests/bench/bench_mqtt_announce.py
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
from _modbus_figures import show

from dinrail.directory import Point
from dinrail.parts import split_document
from dinrail.sample import Sample, encode_sample
from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, Subject
from dinrail_mqtt.client import Client, Identity, Incoming
from dinrail_mqtt.config import Endpoint

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "services/mqtt/tests/rig"))
from external_broker import ExternalBroker

POINTS = 10_000
LIMIT_S = 120.0


class Bench(Subject):
    """One large instance, all of it selected."""

    command = ("-m", "dinrail_mqtt")

    def __init__(self) -> None:
        self.broker = ExternalBroker()

    def config(self) -> dict[str, Any]:
        endpoint = {"host": "127.0.0.1", "port": self.broker.port}
        return {"endpoints": [endpoint], "allow": ["127.0.0.1"], "homeassistant": {"points": ["bms"]}}

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.broker.start()

    async def stop_device(self) -> None:
        await self.broker.stop()

    def links(self) -> int:
        return self.broker.links()


async def run() -> None:
    """Count what arrives at the other broker."""
    bench, bus = Bench(), FakeBroker()
    announced: set[str] = set()
    states: set[str] = set()

    def heard(message: Incoming) -> None:
        if message.topic.endswith("/config"):
            announced.update(msgspec.json.decode(message.payload)["cmps"])
        elif "/state/" in message.topic:
            states.add(message.topic)

    async with Rig(bench, bus) as rig:
        await bench.start_device()
        outside = Client(Endpoint(host="127.0.0.1", port=bench.broker.port), Identity("listener"), heard)
        await outside.open()
        await outside.subscribe([("#", 1)])
        points = [Point(f"b{n // 100}.cell_{n % 100}", "REAL", unit="V") for n in range(POINTS)]
        for number, payload in enumerate(split_document(points, 1)):
            bus.publish(f"dinrail/bms/points/{number}", payload, retain=True)
        for point in points:
            topic = f"smarthome/bms/{point.path.replace('.', '/')}"
            bus.publish(topic, encode_sample(Sample(3.3, 1_800_000_000_000)), retain=True)
        rig.seen.configure(bench.config())
        began = time.monotonic()
        await rig.launch()
        async with asyncio.timeout(LIMIT_S):
            while len(announced) < POINTS or len(states) < POINTS:  # noqa: ASYNC110 - counted by a callback
                await asyncio.sleep(0.02)
        show("mqtt_announce_10000", time.monotonic() - began, "s", 30.0)
        show("mqtt_announce_10000_resident", rig.process.resident_mb(), "MB", 96.0)
        await outside.close()


if __name__ == "__main__":
    asyncio.run(run())
