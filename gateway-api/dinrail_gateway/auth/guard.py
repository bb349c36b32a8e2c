"""The door: before any route is looked up, every request proves who it is, or is one of the few open ones."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Annotated

import msgspec
from fastapi import Depends
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dinrail_gateway.auth.host_key import HOST_ROUTES
from dinrail_gateway.auth.origin import same_origin
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.auth.roles import OPEN, allowed, lasting, required
from dinrail_gateway.auth.scrape_key import SCRAPE_ROUTES
from dinrail_gateway.auth.service import AuthService
from dinrail_gateway.errors import ApiError, Forbidden, Unauthenticated
from dinrail_gateway.nodered.key import NodeRedKey

__all__ = ["COOKIE", "Caller", "Guard", "authorize", "principal_of"]

COOKIE = "dinrail_session"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """ASGI middleware: 401 without a session or token, 403 for writes, WebSockets and streams from foreign pages."""

    def __init__(self, app: ASGIApp, auth_of: Callable[[Scope], AuthService]) -> None:
        self._app = app
        self._auth_of = auth_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            scope.setdefault("state", {})["principal"] = self._check(scope)
        except ApiError as error:
            await _refuse(scope, receive, send, error)
            return
        await self._app(scope, receive, _uncached(send) if scope["type"] == "http" else send)

    def _check(self, scope: Scope) -> Principal | None:
        headers = Headers(scope=scope)
        principal = _principal(headers, self._auth_of(scope))
        websocket = scope["type"] == "websocket"
        by_token = principal is not None and principal.kind != "session"
        harmless = not websocket and scope["method"] in _READING and not lasting(scope["method"], scope["path"])
        if principal is not None and principal.kind == "host" and not _for_host(scope["path"]):
            raise Forbidden("a command on the host may not ask this", key="forbidden")
        if principal is not None and principal.kind == "scraper" and scope["path"] not in SCRAPE_ROUTES:
            raise Forbidden("who collects metrics may not ask this", key="forbidden")
        # A WebSocket would carry what it may not read one by one.
        method = "WEBSOCKET" if websocket else scope["method"]
        if principal is not None and principal.kind == "neighbour" and not NodeRedKey.opens(method, scope["path"]):
            raise Forbidden("Node-RED's own key only reads points, instances and history", key="forbidden")
        if not harmless and not by_token and not same_origin(headers, required=websocket):
            raise Forbidden("the request comes from a foreign page", key="foreign_origin")
        if principal is None and (websocket or (scope["method"], scope["path"]) not in OPEN):
            raise Unauthenticated("log in first")
        return principal


def principal_of(connection: HTTPConnection) -> Principal:
    """Who a guarded request comes from."""
    principal = connection.scope["state"]["principal"]
    if not isinstance(principal, Principal):
        raise Unauthenticated("log in first")
    return principal


Caller = Annotated[Principal, Depends(principal_of)]
"""A parameter of an endpoint: who asks."""


async def authorize(connection: HTTPConnection) -> None:
    """Dependency of every guarded route: the table of roles decides."""
    method = connection.scope.get("method", "WEBSOCKET")
    needed = required(method, connection.scope["route"].path)
    principal = principal_of(connection)
    if not allowed(principal.role, needed):
        raise Forbidden(f"this needs the role {needed}", key="role_missing", role=needed)


def _for_host(path: str) -> bool:
    return path == HOST_ROUTES or path.startswith(f"{HOST_ROUTES}/")


def _principal(headers: Headers, auth: AuthService) -> Principal | None:
    kind, _, text = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        text = text.strip()
        keys = (auth.host_key, auth.scrape_key, auth.node_red_key)
        return auth.by_bearer(text) or next((found for key in keys if (found := key.principal(text))), None)
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return auth.by_session(cookie.value) if cookie else None


def _uncached(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("cache-control", "no-store")
            headers.setdefault("x-content-type-options", "nosniff")
        await send(message)

    return with_headers


async def _refuse(scope: Scope, receive: Receive, send: Send, error: ApiError) -> None:
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 4401, "reason": error.reason.key})
            return
    prefix = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    body = msgspec.json.encode(error.body())
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{prefix}.start", "status": error.status, "headers": headers})
    await send({"type": f"{prefix}.body", "body": body})
