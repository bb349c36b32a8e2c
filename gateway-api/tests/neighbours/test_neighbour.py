"""A neighbour that is away is told, and no more when it is back; one that this house has not is never looked for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from dinrail.reason import Reason
from dinrail.testing import FakeClock
from dinrail_gateway.neighbours.known import known
from dinrail_gateway.neighbours.neighbour import START_S, Neighbour

AWAY = Reason("prometheus_away", {}, "away")


@asynccontextmanager
async def answering(answer: bytes, asked: list[bytes] | None = None, port: int = 0) -> AsyncIterator[int]:
    """Something that gives this answer; the port it listens on."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if asked is not None:
            asked.append(head.split(b"\r\n")[0])
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        yield server.sockets[0].getsockname()[1]


def neighbour(port: int, clock: FakeClock) -> Neighbour:
    door = ("localhost", port)
    return Neighbour("prometheus", enabled=True, door=door, path="/-/ready", away=AWAY, clock=clock)


async def test_who_was_there_is_missed_at_once_and_healed_when_it_is_back(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[bytes] = []
    caplog.set_level(logging.INFO, "dinrail.gateway")
    async with answering(b"HTTP/1.0 200 OK\r\n\r\n", asked) as port:
        found = neighbour(port, clock)
        await found.look()
        assert (found.alive, found.problem(), asked) == (True, None, [b"GET /-/ready HTTP/1.0"])
    for _ in range(3):
        await found.look()
    assert (found.alive, found.problem()) == (False, AWAY)
    async with answering(b"HTTP/1.0 503 Not ready\r\n\r\n", port=port):
        await found.look()
        assert found.problem() == AWAY
    async with answering(b"HTTP/1.0 200 OK\r\n\r\n", port=port):
        await found.look()
        assert (found.alive, found.problem()) == (True, None)
    told = [(record.levelname, record.getMessage().partition(":")[0]) for record in caplog.records]
    assert told == [("WARNING", "prometheus does not answer"), ("INFO", "prometheus answers again")]
    await found.stop()


async def test_who_starts_together_with_us_has_a_minute(clock: FakeClock) -> None:
    async with answering(b"") as port:
        pass
    found = neighbour(port, clock)
    await found.look()
    await clock.advance(START_S - 1)
    await found.look()
    assert found.problem() is None
    await clock.advance(1)
    assert found.problem() == AWAY
    await found.stop()


async def test_who_hangs_is_away(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dinrail_gateway.neighbours.neighbour.ANSWER_S", 0.05)
    over = asyncio.Event()

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    silent = await asyncio.start_server(serve, "127.0.0.1", 0)
    found = neighbour(silent.sockets[0].getsockname()[1], clock)
    await found.look()
    assert not found.alive
    await clock.advance(START_S)
    assert found.problem() == AWAY
    over.set()
    silent.close()
    await found.stop()


async def test_what_is_switched_off_is_not_looked_for(clock: FakeClock) -> None:
    every = known(["observability"], clock)
    assert {each.name: each.enabled for each in every} == {"prometheus": True, "grafana": False}
    assert {each.name: each.enabled for each in known(["grafana"], clock)} == {"prometheus": False, "grafana": True}
    for each in known([], clock):
        each.start()
        await clock.advance(2 * START_S)
        assert (each.alive, each.problem()) == (False, None)
        await each.stop()
