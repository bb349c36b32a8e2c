"""A browser's event stream, spoken to the application in the process."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.types import ASGIApp, Message, Scope

__all__ = ["BrowserStream"]


class BrowserStream:
    """async with BrowserStream(app, "/api/routes/trace", cookie="…", route="r") as stream: await stream.data()"""

    def __init__(
        self, app: ASGIApp, path: str, *, cookie: str = "", headers: dict[str, str] | None = None, **query: str
    ) -> None:
        told = {"host": "testserver", **(headers or {})}
        if cookie:
            told["cookie"] = f"dinrail_session={cookie}"
        self._app = app
        self._scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": "&".join(f"{name}={quote(value)}" for name, value in query.items()).encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in told.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        self._in: asyncio.Queue[Message] = asyncio.Queue()
        self._out: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._text = b""
        self.gate = asyncio.Event()
        """While cleared, the browser reads nothing and the application's sends wait."""
        self.gate.set()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body: Any = None
        """Decoded answer, where it is no stream."""

    async def __aenter__(self) -> BrowserStream:
        self._task = asyncio.create_task(self._run(), name="browser stream")
        self._in.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        start = await asyncio.wait_for(self._out.get(), 15)
        self.status = start["status"]
        self.headers = {name.decode(): value.decode() for name, value in start["headers"]}
        if self.status != 200:
            self.body = msgspec.json.decode((await asyncio.wait_for(self._out.get(), 15))["body"])
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.gate.set()
        self._in.put_nowait({"type": "http.disconnect"})
        if self._task:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._task, 5)

    async def event(self, timeout: float = 15.0) -> tuple[str, Any]:
        """Name (empty for the usual ones) and data of the next event; EOFError at the end of the stream."""
        async with asyncio.timeout(timeout):
            while True:
                block, found, rest = self._text.partition(b"\n\n")
                if not found:
                    await self._more()
                    continue
                self._text = rest
                fields = dict(line.split(b": ", 1) for line in block.split(b"\n") if not line.startswith(b":"))
                if fields:
                    return fields.get(b"event", b"").decode(), msgspec.json.decode(fields[b"data"])

    async def data(self, timeout: float = 15.0) -> Any:
        """Data of the next usual event."""
        while True:
            name, data = await self.event(timeout)
            if not name:
                return data

    async def _more(self) -> None:
        message = await self._out.get()
        self._text += message["body"]
        if not message.get("more_body"):
            raise EOFError

    async def _run(self) -> None:
        await self._app(self._scope, self._in.get, self._take)

    async def _take(self, message: Message) -> None:
        await self.gate.wait()
        self._out.put_nowait(message)
