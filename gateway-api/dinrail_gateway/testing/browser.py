"""A browser's WebSocket, spoken to the application in the process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.types import ASGIApp, Message, Scope

__all__ = ["BrowserSocket", "Refused"]


class Refused(Exception):
    """The handshake was answered with an HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class BrowserSocket:
    """async with BrowserSocket(app, cookie="…") as socket: await socket.ask(subscribe=["plc.**"])"""

    def __init__(
        self, app: ASGIApp, *, cookie: str = "", origin: str | None = "http://testserver", bearer: str = ""
    ) -> None:
        headers = [(b"host", b"testserver")]
        if origin is not None:
            headers.append((b"origin", origin.encode()))
        if cookie:
            headers.append((b"cookie", f"dinrail_session={cookie}".encode()))
        if bearer:
            headers.append((b"authorization", f"Bearer {bearer}".encode()))
        self._app = app
        self._scope: Scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": "/api/live",
            "raw_path": b"/api/live",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }
        self._in: asyncio.Queue[Message] = asyncio.Queue()
        self._out: asyncio.Queue[Message] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self.gate = asyncio.Event()
        """While cleared, the browser reads nothing and the application's sends wait."""
        self.gate.set()
        self.closed: int | None = None
        """Close code, once the application ended it."""

    async def __aenter__(self) -> BrowserSocket:
        self._task = asyncio.create_task(self._run())
        self._in.put_nowait({"type": "websocket.connect"})
        answer = await asyncio.wait_for(self._out.get(), 15)
        if answer["type"] != "websocket.accept":
            raise Refused(answer.get("status", 403))
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.gate.set()
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1001})
        if self._task:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._task, 5)

    async def ask(self, **request: list[str]) -> None:
        """Send a request."""
        await self.send(msgspec.json.encode(request).decode())

    async def send(self, text: str) -> None:
        """Send any text."""
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def next(self, timeout: float = 15.0) -> dict[str, Any]:
        """The next message."""
        message = await asyncio.wait_for(self._out.get(), timeout)
        if message["type"] == "websocket.close":
            self.closed = message["code"]
            raise ConnectionResetError(message["code"])
        decoded: dict[str, Any] = msgspec.json.decode(message["text"])
        return decoded

    async def until(self, kind: str, fits: Callable[[Any], bool] = bool, timeout: float = 15.0) -> Any:
        """Content of the first message of a kind that fits."""
        async with asyncio.timeout(timeout):
            while True:
                message = await self.next(timeout)
                if kind in message and fits(message[kind]):
                    return message[kind]

    async def sample(self, address: str, timeout: float = 15.0) -> list[Any]:
        """The next row of an address."""
        rows = await self.until("samples", lambda found: any(row[0] == address for row in found), timeout)
        return next(row for row in reversed(rows) if row[0] == address)

    async def _run(self) -> None:
        await self._app(self._scope, self._in.get, self._take)

    async def _take(self, message: Message) -> None:
        await self.gate.wait()
        self._out.put_nowait(message)
