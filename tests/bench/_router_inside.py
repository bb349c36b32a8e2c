"""The router without its socket: bus, engine and routes of the real thing, fed with the bytes a broker would send.

What a message costs here is the router's own work and nothing else, so that small differences can be seen.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator

import mqtt5
from _router_client import BURST, paths, source

from dinrail.bus import Bus
from dinrail.bus._link import Link
from dinrail.clock import SystemClock
from dinrail.names import Topics
from dinrail.settings import BrokerAddress
from dinrail_router.compiler import compile_routes
from dinrail_router.engine import Engine
from dinrail_router.report import Report

__all__ = ["Inside"]

CHUNK = 32 * 1024


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Never full."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep it."""
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        """Never."""
        return False

    def take(self) -> Iterator[mqtt5.Packet]:
        """Packets written since."""
        view, at = memoryview(b"".join(self.written)), 0
        self.written.clear()
        while at < len(view):
            packet, used = mqtt5.read(view[at:])
            at += used
            yield packet


class Inside:
    """An engine with these routes in force."""

    def __init__(self, routes: bytes) -> None:
        address = BrokerAddress("inside", 1)
        bus = Bus(address, client_id="router")
        self.wire = Wire()
        self._link = Link(address, bus._traffic, bus.counters)
        self._link.connection_made(self.wire)
        self._feed(mqtt5.ConnAckPacket(receive_max=100).write())
        bus._connection.link = self._link
        bus._traffic.attach(self._link, self._link.connack.result())
        clock = SystemClock()
        self.engine = Engine(bus, Topics(), clock, lambda: None)
        self._report = Report(bus, self.engine, clock)
        compiled = compile_routes(routes)
        assert not compiled.errors, compiled.errors[0]
        self.engine.swap(compiled.plans, compiled.sources)
        self._ids: dict[str, int | None] = {}

    async def start(self) -> None:
        """Learn under which number the broker would send the messages of each source."""
        await asyncio.sleep(0.1)
        for packet in self.wire.take():
            if isinstance(packet, mqtt5.SubscribePacket):
                self._ids[packet.topic_filters[0].pattern] = packet.subscription_id

    def bursts(self, sources: int, points: int, sequence: int) -> list[bytes]:
        """One message of every point, in bursts of 30."""
        now = time.time_ns() // 1_000_000
        packets = [
            mqtt5.PublishPacket(
                f"smarthome/{name}/{path}",
                b'{"value":%d,"ts":%d,"quality":"good"}' % (50_000 + (sequence + at) % 5000, now),
                subscription_ids=[self._ids[f"smarthome/{name}/#"] or 0],
            ).write()
            for name in map(source, range(sources))
            for at, path in enumerate(paths(points))
        ]
        return [b"".join(packets[at : at + BURST]) for at in range(0, len(packets), BURST)]

    async def cost(self, bursts: Iterable[bytes]) -> float:
        """Seconds of processor time for taking these in and writing what comes of them, acknowledged."""
        spent = 0.0
        for burst in bursts:
            began = time.process_time()
            self._feed(burst)
            await asyncio.sleep(0)
            spent += time.process_time() - began
            answers = b"".join(
                mqtt5.PubAckPacket(packet.packet_id).write()
                for packet in self.wire.take()
                if isinstance(packet, mqtt5.PublishPacket) and packet.packet_id is not None
            )
            began = time.process_time()
            self._feed(answers)
            await asyncio.sleep(0)
            spent += time.process_time() - began
        return spent

    async def report(self) -> float:
        """Seconds of processor time the counters' document takes in a second."""
        began = time.process_time()
        await self._report.publish()
        return (time.process_time() - began) / self._report.pause

    def _feed(self, data: bytes) -> None:
        for start in range(0, len(data), CHUNK):
            part = data[start : start + CHUNK]
            self._link.get_buffer(-1)[: len(part)] = part
            self._link.buffer_updated(len(part))
