"""An HTTP server of one's own, for what real ones do on bad days.

/ok  /status/<n>  /redirect (inward)  /silent  /close  /broken (off in its answer)  /drip (for ever)
/nonsense  /flaky/<n> (n times 503)
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections import Counter
from typing import NamedTuple

import h11

__all__ = ["Received", "Receiver"]

READ = 65536
KEPT = 1000


class Received(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """Keeps the latest thousand requests in `got`."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.got: list[Received] = []
        self.port = 0
        self.mood = ""
        """A path that is acted by whatever is asked for."""
        self._asked: Counter[str] = Counter()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def listen(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Begin; after `stop` at the same port."""
        self._server = await asyncio.start_server(self._serve, host, port or self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Vanish."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            for writer in list(self._open):
                writer.transport.abort()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError, h11.RemoteProtocolError):
                request = await _read(reader)
                self.got = [*self.got[1 - KEPT :], request]
                await self._answer(self.mood or request.path, writer)
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        kind, _, rest = path.partition("?")[0].strip("/").partition("/")
        self._asked[path] += 1
        if kind == "silent":
            await asyncio.sleep(3600)
        elif kind == "drip":
            while True:
                writer.write(b"H")
                await asyncio.sleep(0.05)
        elif kind == "broken":
            writer.write(b"HTTP/1.1 200 O")
        elif kind == "nonsense":
            writer.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")
        elif kind == "redirect":
            writer.write(
                b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/inside\r\nContent-Length: 0\r\n\r\n" % self.port
            )
        elif kind != "close":
            status = (
                int(rest) if kind == "status" else 503 if kind == "flaky" and self._asked[path] <= int(rest) else 200
            )
            writer.write(b"HTTP/1.1 %d X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok" % status)
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Received:
    wire = h11.Connection(h11.SERVER)
    head: h11.Request | None = None
    body = b""
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            wire.receive_data(await reader.read(READ))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode(): value.decode() for name, value in head.headers}
            return Received(head.method.decode(), head.target.decode(), headers, body)
        else:
            raise OSError("gone before it had asked")
