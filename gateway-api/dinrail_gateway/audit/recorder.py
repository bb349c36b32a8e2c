"""ASGI middleware: every request that changes something, and every refusal, becomes one act of the audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import Depends
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dinrail.clock import Clock
from dinrail.runner.pacing import TokenBucket
from dinrail_gateway.audit.trail import Act, Trail
from dinrail_gateway.auth.principal import Principal
from dinrail_gateway.auth.sender import Senders

__all__ = ["ASKS", "Audited", "Note", "Recorder"]

READING = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSED = frozenset({401, 403, 429})
FAILED = 400
MAX_SHOWN = 16 * 1024
_encode = msgspec.json.Encoder().encode


class Note:
    """What an endpoint adds to its act."""

    def __init__(self) -> None:
        self.before: Any = None
        self.after: Any = None
        self.target: dict[str, str] = {}
        self.asks = False

    def change(self, *, before: Any = None, after: Any = None, **target: str) -> None:
        """How it was and is, without secrets."""
        self.before, self.after, self.target = _shown(before), _shown(after), target


def _note_of(connection: HTTPConnection) -> Note:
    note: Note = connection.scope.setdefault("state", {}).setdefault("note", Note())
    return note


Audited = Annotated[Note, Depends(_note_of)]
"""A parameter of an endpoint: its place in the audit."""


async def _ask(connection: HTTPConnection) -> None:
    _note_of(connection).asks = True


ASKS = Depends(_ask)
"""Of a route that only looks like a change: its answer is computed and nothing is kept."""


class Recorder:
    """Outermost, so that it also sees what the guard refuses; strangers' refusals are paced, the rest is merged."""

    def __init__(self, app: ASGIApp, parts: Callable[[Scope], tuple[Trail, Senders, Clock]]) -> None:
        self._app = app
        self._parts = parts
        self._bucket: TokenBucket | None = None
        self._merged = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and write down how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, revision = 500, ""

        async def watching(message: Message) -> None:
            nonlocal status, revision
            if message["type"] == "http.response.start":
                status, revision = message["status"], Headers(raw=message["headers"]).get("etag", "").strip('"')
            await send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            note: Note | None = scope.get("state", {}).get("note")
            changing = scope["method"] not in READING and "route" in scope and not (note and note.asks)
            if changing or status in REFUSED:
                await self._record(scope, status, revision)

    async def _record(self, scope: Scope, status: int, revision: str) -> None:
        trail, senders, clock = self._parts(scope)
        state = scope.get("state", {})
        principal: Principal | None = state.get("principal")
        times = 1
        if principal is None and status in REFUSED:
            self._bucket = self._bucket or TokenBucket(clock, rate=1.0, burst=30)
            if not self._bucket.take():
                self._merged += 1
                return
            times, self._merged = 1 + self._merged, 0
        note: Note = state.get("note") or Note()
        route = scope["path"] if "route" not in scope else f"/api{scope['route'].path.removeprefix('/api')}"
        places = {key: str(value)[:200] for key, value in scope.get("path_params", {}).items()}
        # Who logs in is nobody until he is in.
        entered = note.target.get("user", "") if status < FAILED else ""
        trail.add(
            Act(
                ts=clock.now_ms(),
                who=principal.name if principal else entered,
                role=principal.role if principal else "",
                by=principal.kind if principal else "",
                address=await senders.of(HTTPConnection(scope)),
                action=f"{scope['method']} {route}"[:200],
                status=status,
                revision=revision,
                target=places | note.target,
                before=note.before,
                after=note.after,
                times=times,
            )
        )


def _shown(value: Any) -> Any:
    """As it is, or that it is too long to be kept with every change."""
    size = len(_encode(value))
    return value if size <= MAX_SHOWN else {"$omitted": size}
