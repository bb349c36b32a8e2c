"""The names of the router's benchmarks, and a raw MQTT connection that costs less than what is measured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import mqtt5

__all__ = ["BURST", "FLOOD", "PASSWORD", "SOURCES", "Client", "connect", "paths", "source"]

SOURCES = 100
POINTS = 30
BURST = 30
FLOOD = "flood"
PASSWORD = "bench"


def source(number: int) -> str:
    """Instance id of a source."""
    return f"source_{number:03}"


def paths(points: int = POINTS) -> list[str]:
    """Points of a source: 8 that have a route each, the others in two groups that share a wildcard route each."""
    half = (points - 8) // 2
    shared = [f"group_{group}/cell_{point}/voltage" for group in range(2) for point in range(half)]
    return [f"MAIN/value_{point}" for point in range(8)] + shared


class Client(asyncio.Protocol):
    """Hands every message to `took` and acknowledges what asks for it."""

    def __init__(self, name: str, took: Callable[[mqtt5.PublishPacket], None]) -> None:
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._name = name
        self._took = took
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say who we are."""
        self._transport = cast("asyncio.Transport", transport)
        self.write(
            mqtt5.ConnectPacket(self._name, username=self._name, password=PASSWORD.encode(), clean_start=True).write()
        )

    def write(self, data: bytes) -> None:
        """Send bytes."""
        assert self._transport is not None
        self._transport.write(data)

    def subscribe(self, *filters: str) -> None:
        """Ask for messages, QoS 1 where they have it; `retain` is true for stored copies only."""
        qos = mqtt5.QoS.AT_LEAST_ONCE
        wanted = [mqtt5.TopicFilter(each, max_qos=qos, retain_as_published=False) for each in filters]
        self.write(mqtt5.SubscribePacket(1, wanted).write())

    def data_received(self, data: bytes) -> None:
        """Read every complete packet."""
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


async def connect(name: str, port: int, took: Callable[[mqtt5.PublishPacket], None] = lambda packet: None) -> Client:
    """An accepted connection."""
    _, client = await asyncio.get_running_loop().create_connection(lambda: Client(name, took), "127.0.0.1", port)
    await client.ready
    return client
