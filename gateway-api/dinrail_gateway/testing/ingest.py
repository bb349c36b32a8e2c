"""A stand-in for Sentry's ingest: HTTP on loopback that takes envelopes apart and keeps every byte it was sent."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any, NamedTuple

__all__ = ["Ingest", "Received"]


class Received(NamedTuple):
    """One request, and the event in its envelope."""

    path: str
    headers: dict[str, str]
    raw: bytes
    event: dict[str, Any]


class Ingest:
    """async with Ingest() as ingest: … ingest.received; `status` and `headers` of its answers; hang: never answers."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.received: list[Received] = []
        self.wrong: list[str] = []
        self.status = 200
        self.headers = ""
        self.hang = False
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def dsn(self) -> str:
        """What a person would enter."""
        start, host = ("https", "localhost") if self._tls else ("http", "127.0.0.1")
        return f"{start}://0123456789abcdef0123456789abcdef@{host}:{self.port}/42"

    async def __aenter__(self) -> Ingest:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for writer in self._open:
            writer.close()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines) if name
            }
            body = await reader.readexactly(int(headers["content-length"]))
            if self.hang:
                await asyncio.sleep(3600)
            self._take(first, headers, head + body, body)
            writer.write(f"HTTP/1.1 {self.status} X\r\nContent-Length: 2\r\n{self.headers}\r\n{{}}".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def _take(self, first: str, headers: dict[str, str], raw: bytes, body: bytes) -> None:
        method, path, _ = first.split(" ")
        head, kind, rest = body.split(b"\n", 2)
        header, item = json.loads(head), json.loads(kind)
        payload = rest[: item["length"]]
        event = json.loads(payload)
        checks = {
            "method": method == "POST",
            "content type": headers["content-type"] == "application/x-sentry-envelope",
            "key": "sentry_key=0123456789abcdef0123456789abcdef" in headers["x-sentry-auth"],
            "version": "sentry_version=7" in headers["x-sentry-auth"],
            "envelope header": set(header) == {"event_id", "sent_at"},
            "item": (item["type"], rest[item["length"] :]) == ("event", b"\n"),
            "event id": event["event_id"] == header["event_id"] and len(event["event_id"]) == 32,
        }
        self.wrong.extend(name for name, right in checks.items() if not right)
        self.received.append(Received(path, headers, raw, event))
