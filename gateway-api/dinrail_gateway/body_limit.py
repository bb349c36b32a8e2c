"""No request body beyond 8 MiB is read, whatever its headers say."""

from __future__ import annotations

import contextlib

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dinrail_gateway.errors import TooLarge

__all__ = ["MAX_BODY", "BodyLimit"]

MAX_BODY = 8 * 1024 * 1024
"""10,000 routes have 3 MB."""


class BodyLimit:
    """ASGI middleware: 413 before the handler when the length is told, during reading when it is not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = dict(scope["headers"]).get(b"content-length", b"0")
        if not told.isdigit() or int(told) > MAX_BODY:
            await _refuse(send)
            return
        read = 0
        started = False

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BODY:
                raise _too_large()
            return message

        async def guarded(message: Message) -> None:
            nonlocal started
            # What the application makes of the broken body is not the answer.
            if started or read <= MAX_BODY:
                started = True
                await send(message)

        with contextlib.suppress(TooLarge):
            await self._app(scope, counted, guarded)
        if read > MAX_BODY and not started:
            await _refuse(send)


def _too_large() -> TooLarge:
    return TooLarge(f"a body has at most {MAX_BODY} bytes", max=MAX_BODY)


async def _refuse(send: Send) -> None:
    body = msgspec.json.encode(_too_large().body())
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": TooLarge.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
