"""Another server at the address of the history."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail_gateway.testing.stage import staged

PAGE = b"<html>Log in</html>"


@pytest.fixture
async def page() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0
        )
        await reader.readexactly(length)
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            % (len(PAGE), PAGE)
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("path", ["", "/points", "/changes", "/export.csv"])
async def test_it_is_said(tmp_path: Path, page: str, path: str) -> None:
    asked = {"point": "a.b", "from": 1_795_740_000_000, "to": 1_795_741_000_000}
    if path == "/points":
        asked = {}
    async with staged(tmp_path, history=page) as stage:
        answer = await stage.http.get(f"/api/history{path}", params=asked)
    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "history_away")
