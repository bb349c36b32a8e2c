"""ASGI: `POST /hooks/<instance>/<token>`, before sessions, origins and audit; everything else passes."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from dinrail_gateway.errors import ApiError
from dinrail_gateway.hooks.service import Hooks

__all__ = ["HookDoor"]


class HookDoor:
    """Takes what is for a hook, and passes everything else on."""

    def __init__(self, app: ASGIApp, hooks_of: Callable[[Scope], Hooks]) -> None:
        self._app = app
        self._hooks_of = hooks_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith("/hooks/"):
            await self._app(scope, receive, send)
            return
        try:
            await self._hooks_of(scope).take(scope, receive)
        except ApiError as error:
            await _answer(send, error.status, msgspec.json.encode(error.body()), error.headers)
        else:
            await _answer(send, 200, b'{"ok": true}', {})


async def _answer(send: Send, status: int, body: bytes, more: dict[str, str]) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        *((name.lower().encode(), value.encode()) for name, value in more.items()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
