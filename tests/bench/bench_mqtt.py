"""The MQTT adapter between a real external Mosquitto and the bus: messages both ways at once, with QoS 1.

A real adapter process, both brokers here on the loopback. Counted is what arrived at the other end; `reference` is the
bar. Prints JSON lines.

    python tests/bench/bench_mqtt.py [--seconds 10] [--looking]

looking: meanwhile somebody has the topic browser open on everything; its cost comes on top, the rest must stay.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
from _modbus_figures import processor_seconds, show

from dinrail.bus import Bus, PublishPacket
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.testing.conformance import Mosquitto, Rig, Subject
from dinrail.testing.conformance.expectation import eventually
from dinrail_mqtt.client import Client, Identity, Incoming
from dinrail_mqtt.config import Endpoint

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "services/mqtt/tests/rig"))
from external_broker import ExternalBroker

TOPICS = 500
QUIET_S = 3.0


class Bench(Subject):
    """Five hundred topics in, five hundred out."""

    command = ("-m", "dinrail_mqtt")

    def __init__(self, bytecode: str) -> None:
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": bytecode}
        self.broker = ExternalBroker("allow_anonymous true\nmax_inflight_messages 1000")

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.broker.port}],
            "allow": ["127.0.0.1"],
            "subscriptions": [{"filter": "in/+", "name": "in.{1}", "type": "LREAL", "qos": 1}],
            "publications": [{"name": f"out.p{number}"} for number in range(TOPICS)],
        }

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


class Ends:
    """Who sends and counts at both ends."""

    def __init__(self, rig: Rig, bench: Bench) -> None:
        self.inside = Bus(rig.broker.address, client_id="ends")
        self.outside = Client(Endpoint(host="127.0.0.1", port=bench.broker.port), Identity("ends"), self._out)
        self.came_in = self.came_out = self.sent_in = self.sent_out = self.refused = self.looked = 0

    async def open(self) -> None:
        self.inside.start()
        await self.inside.connected()
        self.inside.subscribe("smarthome/subject_1/in/+", self._in)
        await self.outside.open()
        await self.outside.subscribe([("out/+", 1)])

    async def look(self) -> None:
        """Like the gateway for a browser: lease the live list and go on with it."""
        topic, reply = Topics.of("subject_1", "call", "stream"), Topics.of("subject_1", "reply", "look")
        self.inside.subscribe(Topics.of("subject_1", "stream", "topics"), self._looked)
        while True:
            with contextlib.suppress(BusError):  # the bench itself sends more than it can
                await self.inside.request(topic, b'{"name":"topics"}', reply_topic=reply)
            await asyncio.sleep(4)

    async def close(self) -> None:
        await self.outside.close()
        await self.inside.stop()

    async def send(self, each_way: int, seconds: float) -> None:
        """So many a second each way, spread evenly."""
        began, step = time.monotonic(), 0
        share = each_way // 50
        while time.monotonic() - began < seconds:
            for number in range(share):
                value = step * share + number
                self.outside.publish(f"in/t{value % TOPICS}", str(value).encode())
                body = msgspec.json.encode(value)
                topic = f"smarthome/set/subject_1/out/p{value % TOPICS}"
                self.inside.publish_then(topic, body, self._acked)
            self.sent_in += share
            self.sent_out += share
            step += 1
            await asyncio.sleep(max(0.0, began + step / 50 - time.monotonic()))

    async def settled(self) -> float:
        """Until nothing more arrives; how long (s) the last one took: what is late is not lost."""
        began = last = time.monotonic()
        before = 0
        while time.monotonic() - last < QUIET_S:
            await asyncio.sleep(0.05)
            if (now := self.came_in + self.came_out) != before:
                before, last = now, time.monotonic()
        return last - began

    def _acked(self, result: object) -> None:
        self.refused += result != 0

    def _in(self, packet: PublishPacket) -> None:
        self.came_in += not packet.retain

    def _looked(self, packet: PublishPacket) -> None:
        self.looked += len(packet.payload)

    def _out(self, message: Incoming) -> None:
        self.came_out += 1


async def counters(rig: Rig) -> dict[str, int]:
    """What the adapter counts, from a pulse that is still to come."""
    heard = len(rig.seen.pulses)
    await eventually(lambda: len(rig.seen.pulses) > heard + 1, 15, "no pulse")
    return rig.seen.pulses[-1].counters


async def run(bench: Bench, each_way: int, seconds: float, *, looking: bool) -> None:
    """Start, let it settle, measure."""
    async with Rig(bench, Mosquitto()) as rig:
        await bench.start_device()
        rig.seen.configure(bench.config(), limits={"packets_per_s": 20_000})
        await rig.launch()
        await rig.state("connected", timeout=20)
        ends = Ends(rig, bench)
        await ends.open()
        watching = asyncio.create_task(ends.look()) if looking else None
        await ends.send(each_way, 2)
        await asyncio.sleep(1)
        ends.came_in = ends.came_out = ends.sent_in = ends.sent_out = 0
        before = await counters(rig)
        cpu, since = processor_seconds(rig.process.pid), time.monotonic()
        await ends.send(each_way, seconds)
        used, took = processor_seconds(rig.process.pid) - cpu, time.monotonic() - since
        late = await ends.settled()
        told = await counters(rig)
        merged = told.get("merged", 0) - before.get("merged", 0)
        name = f"mqtt_{each_way}_each_way" + ("_looking" if looking else "")
        show(f"{name}_cpu", 100 * used / took, "% of one core", 30.0 * each_way / 1000)
        show(f"{name}_in", ends.sent_in / took, "1/s", each_way)
        show(f"{name}_read", told["messages"] - before["messages"], "messages", ends.sent_in)
        show(f"{name}_merged", merged, "messages", 1)
        show(f"{name}_lost_in", ends.sent_in - ends.came_in - merged, "messages", 1)
        refused = told.get("writes_refused", 0) - before.get("writes_refused", 0)
        show(f"{name}_refused", refused, "messages", 1)
        show(f"{name}_lost_out", ends.sent_out - ends.came_out - refused, "messages", 1)
        show(f"{name}_late", late, "s", 2.0)
        show(f"{name}_resident", rig.process.resident_mb(), "MB", 45.0)
        if watching is not None:
            show(f"{name}_shown", ends.looked / took / 1024, "KiB/s", 640)
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
        await ends.close()


def main() -> None:
    """Read the options and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--looking", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as bytecode:
        for each_way in (1000, 3000):
            asyncio.run(run(Bench(bytecode), each_way, args.seconds, looking=args.looking))


if __name__ == "__main__":
    main()
