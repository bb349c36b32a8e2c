"""The application on a real socket: its WebSocket under a reader that does not read, and the health check."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import msgspec
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dinrail.documents import Reply
from dinrail_gateway import cli
from dinrail_gateway.serving import Server, server_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage, staged, the_app
from dinrail_gateway.testing.waiting import until

the_app()  # built here: it takes longer than any callback of a test may


class Served:
    """A stage behind uvicorn as production runs it."""

    def __init__(self, stage: Stage, server: uvicorn.Server) -> None:
        self.stage = stage
        self.server = server
        self.port = server.servers[0].sockets[0].getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"

    async def cookie(self) -> str:
        """A session."""
        async with httpx.AsyncClient(base_url=f"http://{self.host}") as http:
            await http.post("/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
            return http.cookies["dinrail_session"]

    async def headers(self) -> dict[str, str]:
        """What a browser sends along."""
        return {"Cookie": f"dinrail_session={await self.cookie()}", "Origin": f"http://{self.host}"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with staged(tmp_path) as stage:
        config = server_config(stage.app, "127.0.0.1", 0)
        server = Server(config, streams=stage.gateway.traces.end_all)
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        yield Served(stage, server)
        server.should_exit = True
        await task


async def test_live_values_arrive_over_the_wire(served: Served) -> None:
    async with (
        served.stage.puppet("plc") as plc,
        connect(f"ws://{served.host}/api/live", additional_headers=await served.headers()) as browser,
    ):
        await plc.sample("x", 5)
        await until(lambda: served.stage.gateway.space.get("plc.x"))
        await browser.send('{"subscribe": ["plc.**"]}')

        rows = None
        while rows is None:
            rows = msgspec.json.decode(await asyncio.wait_for(browser.recv(), 5)).get("samples")

    assert [row[:2] for row in rows] == [["plc.x", 5]]


@pytest.mark.allow_blocking("twenty megabytes go through one loop that plays both sides")
async def test_a_reader_that_does_not_read_costs_a_bounded_mailbox(served: Served) -> None:
    points, text = 200, "x" * 4000
    async with served.stage.puppet("plc") as plc:
        headers = await served.headers()
        async with connect(f"ws://{served.host}/api/live", additional_headers=headers, max_queue=1) as browser:
            await browser.send('{"subscribe": ["**"]}')
            await until(lambda: served.stage.gateway.live.clients == 1)
            (client,) = served.stage.gateway.live._clients

            for number in range(25):
                await asyncio.gather(*(plc.sample(f"p{point}", f"{number} {text}") for point in range(points)))
            waiting = len(client._samples)

            latest: dict[str, str] = {}
            while len(latest) < points or any(not value.startswith("24 ") for value in latest.values()):
                message = msgspec.json.decode(await asyncio.wait_for(browser.recv(), 10))
                latest.update({row[0]: row[1] for row in message.get("samples", ())})

    assert waiting <= points


async def test_browsers_that_leave_are_forgotten_however_they_go(served: Served) -> None:
    live = served.stage.gateway.live
    headers = await served.headers()
    polite = await connect(f"ws://{served.host}/api/live", additional_headers=headers)
    rude = await connect(f"ws://{served.host}/api/live", additional_headers=headers)
    await until(lambda: live.clients == 2)

    await polite.close()
    await until(lambda: live.clients == 1)
    rude.transport.abort()
    await until(lambda: live.clients == 0)


@asynccontextmanager
async def traced(served: Served) -> AsyncIterator[AsyncIterator[str]]:
    """Lines of an open trace of a router that has one event to tell."""
    async with served.stage.puppet("router") as router:
        await router.answer_call("trace", lambda _: Reply(True, {}))
        async with (
            httpx.AsyncClient(base_url=f"http://{served.host}", headers=await served.headers()) as http,
            http.stream("GET", "/api/routes/trace", params={"route": "r"}) as answer,
        ):
            topic = f"dinrail/router/stream/trace/{router.calls[0][1]['id']}"
            await router.bus.publish_acked(topic, b'[{"route":"r"}]')
            yield answer.aiter_lines()


async def test_a_trace_arrives_over_the_wire_and_ends_with_its_reader(served: Served) -> None:
    async with traced(served) as lines:
        found = [await anext(lines) for _ in range(3)]
        assert served.stage.gateway.traces.count == 1

    assert found == [":", "", 'data: [{"route":"r"}]']
    await until(lambda: served.stage.gateway.traces.count == 0)


async def test_a_server_that_stops_ends_its_streams_first(served: Served) -> None:
    async with traced(served) as lines:
        assert await anext(lines) == ":"
        served.server.should_exit = True

        # Cut off instead of ended, it would raise.
        rest = [line async for line in lines]

    assert rest[0] == ""


async def everything(browser: ClientConnection) -> None:
    """Read until the end."""
    while True:
        await asyncio.wait_for(browser.recv(), 5)


async def test_a_huge_message_ends_the_connection_only(served: Served) -> None:
    headers = await served.headers()
    async with connect(f"ws://{served.host}/api/live", additional_headers=headers) as browser:
        await browser.send("x" * 100_000)
        with pytest.raises(ConnectionClosed):
            await everything(browser)

    assert (await served.stage.client().get("/healthz")).status_code == 200


@pytest.mark.parametrize(("header", "status"), [({}, 401), ({"Origin": "http://evil.example"}, 403)])
async def test_strangers_are_answered_with_a_status_not_with_a_socket(
    served: Served, header: dict[str, str], status: int
) -> None:
    origin = {"Origin": f"http://{served.host}"} | header

    with pytest.raises(InvalidStatus) as refused:
        async with connect(f"ws://{served.host}/api/live", additional_headers=origin):
            pass

    assert refused.value.response.status_code == status


async def test_the_healthcheck_command_finds_a_gateway_that_answers(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DINRAIL_PORT", str(served.port))

    assert await asyncio.to_thread(cli.main, ["healthcheck"]) == 0
