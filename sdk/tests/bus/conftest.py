"""Buses that are connected and stopped again, and a server that plays any bytes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

import pytest
from mqtt5 import ConnAckPacket

from dinrail.bus import Bus
from dinrail.settings import BrokerAddress
from dinrail.testing import FakeBroker


class MakeBus(Protocol):
    """Makes and starts a bus."""

    def __call__(self, client_id: str = "a", address: BrokerAddress | None = None, **options: Any) -> Bus: ...


@pytest.fixture
async def make_bus(broker: FakeBroker) -> AsyncIterator[MakeBus]:
    buses: list[Bus] = []

    def make(client_id: str = "a", address: BrokerAddress | None = None, **options: Any) -> Bus:
        bus = Bus(address or broker.address, client_id=client_id, **options)
        buses.append(bus)
        bus.start()
        return bus

    yield make
    await asyncio.gather(*(bus.stop(0.2) for bus in buses))


@pytest.fixture
def cut_off(broker: FakeBroker) -> Callable[[Bus], Awaitable[None]]:
    """Kill the broker and wait until the bus knows."""

    async def kill(bus: Bus) -> None:
        lost = asyncio.Event()
        bus.on_disconnect(lambda reason: lost.set())
        await broker.kill()
        await asyncio.wait_for(lost.wait(), 5)

    return kill


@pytest.fixture
async def bus(make_bus: MakeBus) -> Bus:
    made = make_bus("a")
    await made.connected(5)
    return made


@pytest.fixture
async def peer(make_bus: MakeBus) -> Bus:
    made = make_bus("peer")
    await made.connected(5)
    return made


Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """Accepts connections, answers CONNECT, then runs the script."""

    def __init__(self, script: Script, hello: bytes) -> None:
        self._script = script
        self._hello = hello
        self.connections = 0
        self.port = 0
        self.tasks: set[asyncio.Task[None] | None] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.tasks.add(asyncio.current_task())
        try:
            await reader.read(4096)
            writer.write(self._hello)
            await self._script(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    @property
    def address(self) -> BrokerAddress:
        return BrokerAddress("127.0.0.1", self.port)


class Serve(Protocol):
    """Starts a RawServer."""

    async def __call__(self, script: Script, hello: bytes = ...) -> RawServer: ...


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    servers: list[tuple[asyncio.Server, RawServer]] = []

    async def start(script: Script, hello: bytes = ConnAckPacket().write()) -> RawServer:
        raw = RawServer(script, hello)
        server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
        raw.port = server.sockets[0].getsockname()[1]
        servers.append((server, raw))
        return raw

    yield start
    for server, raw in servers:
        server.close()
        tasks = [task for task in raw.tasks if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
