"""Looking at Node-RED through its door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.neighbours.probe import Probe
from dinrail_gateway.nodered.watch import NodeRed

FINE = b'HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{"safe": false}'


@asynccontextmanager
async def door(answer: bytes) -> AsyncIterator[int]:
    """Something that gives this answer; the port it listens on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def clock() -> FakeClock:
    """Time that stands still until it is moved."""
    return FakeClock()


def key(found: NodeRed) -> str | None:
    problem = found.problem()
    return problem.key if problem is not None else None


async def test_who_answers_is_alive_and_comes_back(clock: FakeClock) -> None:
    async with door(FINE) as port:
        found = NodeRed(enabled=True, door=("127.0.0.1", port), clock=clock)
        await found.look()
        assert (found.alive, found.safe, found.problem()) == (True, False, None)
    await found.look()
    assert not found.alive
    assert key(found) == "node_red_away"
    async with door(FINE) as port:
        found._probe = Probe(("127.0.0.1", port))
        await found.look()
        assert (found.alive, found.problem()) == (True, None)


async def test_one_without_its_flows_is_told(clock: FakeClock) -> None:
    async with door(FINE.replace(b"false", b"true")) as port:
        found = NodeRed(enabled=True, door=("127.0.0.1", port), clock=clock)
        await found.look()
    assert found.safe
    assert key(found) == "node_red_safe"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.0 503 No\r\n\r\n{}",
        b"HTTP/1.0 200 OK\r\n\r\n[",
        b"\xff\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 9000,
    ],
)
async def test_another_answer_is_none(clock: FakeClock, answer: bytes) -> None:
    async with door(answer) as port:
        found = NodeRed(enabled=True, door=("127.0.0.1", port), clock=clock)
        await found.look()
    assert not found.alive
