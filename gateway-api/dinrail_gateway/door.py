"""The door for browsers where no proxy stands before the gateway: the browser application, and headers on everything.

The same headers as compose/proxy/Caddyfile sets; a test compares them.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["HEADERS", "Door"]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: http: https:; frame-src http: https:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
IMMUTABLE = "public, max-age=31536000, immutable"


class Door:
    """ASGI: what is the gateway's goes to `app`, everything else is a file of the application or its first page."""

    def __init__(self, app: ASGIApp, files: Path) -> None:
        self._app = app
        self._files = StaticFiles(directory=files, check_dir=False)
        self._pages: ASGIApp = GZipMiddleware(self._serve, minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    # A page that is made to be framed brings its own, stricter policy.
                    headers.setdefault(name, value)
            await send(message)

        inside = self._app if _gateways(scope["path"]) else self._pages
        await inside(scope, receive, with_headers)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        path = self._files.get_path(scope)
        try:
            answer = await self._files.get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith("assets"):
                return PlainTextResponse(str(error.detail), error.status_code)
            path = "index.html"  # a page inside the application
            try:
                answer = await self._files.get_response(path, scope)
            except HTTPException:
                return PlainTextResponse("The browser application is not installed here", 404)
        answer.headers["Cache-Control"] = IMMUTABLE if path.startswith("assets") else "no-cache"
        return answer


def _gateways(path: str) -> bool:
    return path in ("/api", "/healthz", "/metrics", "/metrics/points") or path.startswith(("/api/", "/hooks/"))
