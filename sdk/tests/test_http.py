"""Requests to a server played byte by byte: kept, closed, silent and senseless connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from dinrail.errors import ConfigError, NotConnected, ProtocolError, Timeout
from dinrail.http import HttpAddress, HttpAnswer, HttpLinks

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
Play = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class Server:
    def __init__(self, play: Play) -> None:
        self._play = play
        self.connections = 0
        self.heads: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                for line in head.lower().split(b"\r\n"):
                    if line.startswith(b"content-length: "):
                        await reader.readexactly(int(line[16:]))
                await self._play(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def served(play: Play, path: str = "", user: str = "", **links: str) -> AsyncIterator[tuple[Server, HttpLinks]]:
    server = Server(play)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    made = HttpLinks(HttpAddress.parse(f"http://{user}127.0.0.1:{port}{path}"), **links)
    try:
        yield server, made
    finally:
        made.close()
        listening.close()


async def fine(_: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(OK)


async def test_a_connection_is_kept_and_the_address_has_its_path_and_user() -> None:
    async with served(fine, "/base", "me:p%40ss@") as (server, links):
        for _ in range(3):
            assert await links.request("POST", "/x?y=1", b"body") == HttpAnswer(200, b"ok")
    assert server.connections == 1
    assert server.heads[0].startswith(b"POST /base/x?y=1 HTTP/1.1\r\n")
    assert b"Authorization: Basic bWU6cEBzcw==" in server.heads[0]


async def test_a_token_is_a_bearer() -> None:
    async with served(fine, token="secret") as (server, links):
        await links.request("GET", "/")
    assert b"Authorization: Bearer secret" in server.heads[0]


async def test_a_kept_connection_that_was_closed_is_replaced_once() -> None:
    async def once(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        writer.close()

    async with served(once) as (server, links):
        for _ in range(3):
            assert (await links.request("GET", "/")).status == 200
    assert server.connections == 3


async def test_an_answer_in_chunks_and_a_refusal_are_answers() -> None:
    async def chunks(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nwa \r\n3\r\nit\n\r\n0\r\n\r\n")

    async with served(chunks) as (_, links):
        answer = await links.request("GET", "/")
    assert (answer.status, answer.body, answer.says) == (503, b"wa it\n", "wa it")


async def test_silence_nonsense_and_nobody_are_told_apart() -> None:
    async def silent(_: bytes, __: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def senseless(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail ready\r\n")

    async with served(silent) as (_, links):
        with pytest.raises(Timeout) as late:
            await links.request("GET", "/", timeout=0.2)
        assert late.value.reason.key == "server_silent"
    async with served(senseless) as (_, links):
        with pytest.raises(ProtocolError):
            await links.request("GET", "/")
    with pytest.raises(NotConnected) as gone:
        await HttpLinks(HttpAddress("127.0.0.1", 1)).request("GET", "/")
    assert gone.value.reason.key == "server_unreachable"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "database:8428",
        "ftp://a",
        "http://",
        "http://a:99999",
        "http://a/?q",
        "http://a/#f",
        "http://a b",
        "http://ü",
    ],
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ConfigError):
        HttpAddress.parse(url)


def test_addresses_are_said_as_they_are() -> None:
    for url in ("http://database:8428", "https://u:p@m.example:443/api/v1", "http://[::1]:80"):
        assert str(HttpAddress.parse(url)) == url
