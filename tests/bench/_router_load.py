"""The two ends of the router's benchmark, each a process: 100 sources that publish in bursts, and a sink.

    python _router_load.py sources PORT RATE SECONDS
    python _router_load.py sink PORT FILTER
Raw sockets and ready-made packets, so that they cost less than what is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any, cast

import mqtt5
import uvloop

from dinrail.parts import PartReader

SOURCES = 100
BURST = 30
PASSWORD = "bench"


def source(number: int) -> str:
    """Instance id of a source."""
    return f"source_{number:03}"


def paths(number: int) -> list[str]:
    """Points of a source: 8 that have a route each, 22 that two wildcard routes share."""
    del number
    single = [f"MAIN/value_{point}" for point in range(8)]
    shared = [f"group_{group}/cell_{point}/voltage" for group in range(2) for point in range(11)]
    return single + shared


class Client(asyncio.Protocol):
    """A connection that counts messages and keeps the router's own counters."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.count = 0
        self.counters: dict[str, Any] = {"routes": []}
        self._reader = PartReader()
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say who we are."""
        self._transport = cast("asyncio.Transport", transport)
        self.write(
            mqtt5.ConnectPacket(self.name, username=self.name, password=PASSWORD.encode(), clean_start=True).write()
        )

    def write(self, data: bytes) -> None:
        """Send bytes."""
        assert self._transport is not None
        self._transport.write(data)

    def data_received(self, data: bytes) -> None:
        """Count messages, acknowledge what asks for it."""
        view = memoryview(self._buffer + data)
        at = 0
        while True:
            try:
                packet, used = mqtt5.read(view[at:])
            except IndexError:
                break
            at += used
            if isinstance(packet, mqtt5.PublishPacket):
                self._took(packet)
                if packet.packet_id is not None:
                    self.write(mqtt5.PubAckPacket(packet.packet_id).write())
            elif isinstance(packet, mqtt5.ConnAckPacket):
                self.ready.set_result(None)
        self._buffer = bytes(view[at:])

    def _took(self, packet: mqtt5.PublishPacket) -> None:
        if not packet.topic.startswith("dinrail/router/counters/"):
            self.count += 1
            return
        document = self._reader.feed(packet.payload)
        if document is not None:
            self.counters = json.loads(document)


async def connect(name: str, port: int) -> Client:
    """An accepted connection."""
    _, client = await asyncio.get_running_loop().create_connection(lambda: Client(name), "127.0.0.1", port)
    await client.ready
    return client


async def run_sources(port: int, rate: float, seconds: float) -> None:
    """Bursts of 30 messages, one source after the other, at `rate` messages per second; prints how many."""
    clients = [await connect(source(number), port) for number in range(SOURCES)]
    topics = [[f"smarthome/{source(number)}/{path}" for path in paths(number)] for number in range(SOURCES)]
    sent, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        now = time.time_ns() // 1_000_000
        number = sent // BURST % SOURCES
        burst = [
            mqtt5.PublishPacket(
                topic, b'{"value":%d,"ts":%d,"quality":"good"}' % (50000 + (sent + at) % 5000, now), retain=True
            ).write()
            for at, topic in enumerate(topics[number])
        ]
        clients[number].write(b"".join(burst))
        sent += BURST
        await asyncio.sleep(max(0.0, began + sent / rate - time.monotonic()))
    print(json.dumps({"sent": sent, "seconds": time.monotonic() - began}), flush=True)
    await asyncio.sleep(0.5)


async def run_sink(port: int, wanted: str) -> None:
    """Subscribe and count until standard input closes; prints how many arrived."""
    client = await connect("sink", port)
    filters = [
        mqtt5.TopicFilter(topic, max_qos=mqtt5.QoS.AT_LEAST_ONCE) for topic in (wanted, "dinrail/router/counters/+")
    ]
    client.write(mqtt5.SubscribePacket(1, filters).write())
    print(json.dumps({"ready": True}), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    dropped = sum(sum(route["dropped"].values()) for route in client.counters["routes"])
    print(json.dumps({"received": client.count, "dropped": dropped}), flush=True)


if __name__ == "__main__":
    kind, port, *rest = sys.argv[1:]
    if kind == "sources":
        uvloop.run(run_sources(int(port), float(rest[0]), float(rest[1])))
    else:
        uvloop.run(run_sink(int(port), rest[0]))
