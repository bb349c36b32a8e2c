"""Reading and changing routes, and what the router says about them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from dinrail.documents import State
from dinrail.reason import Reason
from dinrail_gateway.documents.document import Document, Outdated
from dinrail_gateway.documents.json_text import Rejected, parse
from dinrail_gateway.documents.versions import Versions
from dinrail_gateway.errors import ApiError, Conflict, Unavailable
from dinrail_gateway.problems.board import Board, Problem
from dinrail_gateway.routes.difference import difference
from dinrail_gateway.routes.document import FILE, Routing
from dinrail_gateway.routes.lint import Linter
from dinrail_gateway.routes.refused import invalid
from dinrail_gateway.routes.router_calls import ROUTER
from dinrail_gateway.routes.schemas import ChangeView, RoutesView
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.types.service import reason_view

__all__ = ["Build", "RouteService", "document_of"]

MAX_KNOWN = 100
MAX_TRIES = 5

Build = Callable[[bytes], bytes]
"""Makes a new text of the file from the present one; may raise ApiError or Rejected. Runs in a thread."""


class RouteService:
    """The routing document for the API; pins the router's refusals on the board."""

    def __init__(self, document: Document[Routing], *, linter: Linter, fleet: Fleet, board: Board) -> None:
        self._document = document
        self._linter = linter
        self._fleet = fleet
        self._board = board
        self._revisions: dict[int, int] = {}
        document.on_accept(self._accepted)
        fleet.on_state(self._heard)

    @property
    def document(self) -> dict[str, Any]:
        """The accepted content; raises Unavailable while there has never been one."""
        return self._require().document

    @property
    def sources(self) -> dict[str, Any]:
        """What it says of sources."""
        routing = self._document.value
        found = routing.document.get("sources") if routing else None
        # A content of an earlier version, taken when nobody looked at this.
        return found if isinstance(found, dict) else {}

    @property
    def revision(self) -> int:
        """Its number."""
        return self._document.revision

    @property
    def versions(self) -> Versions:
        """Earlier contents; touches the disk."""
        return self._document.versions

    def view(self) -> RoutesView:
        """The accepted routes and what the router made of them."""
        routing = self._require()
        state = self._fleet.state(ROUTER)
        config = state.config if state else None
        rejected = config.rejected if config and config.rejected_rev == routing.crc else None
        return {
            "document": routing.document,
            "revision": self._document.revision,
            "applied": {
                "rev": self._revisions.get(config.rev) if config else None,
                "rejected": reason_view(rejected),
            },
        }

    async def change(self, build: Build, *, revision: int | None, by: str) -> RoutesView:
        """Take new routes: checked here, and by the router if it answers.

        Raises Invalid with every finding; Conflict with the present routes, and what changed since, when `revision`
        is given and outdated. Without one, a change made meanwhile is built upon.
        """
        self._require()
        try:
            for _ in range(MAX_TRIES):
                if await self._try(build, revision, by):
                    return self.view()
        except Rejected as rejected:
            raise invalid(rejected.problems) from None
        except OSError as error:
            message = f"the configuration cannot be written: {error.strerror or error}"
            raise Unavailable(message, key="config_unwritable", detail=error.strerror) from None
        raise await self._outdated(self._document.revision, build)

    async def _try(self, build: Build, revision: int | None, by: str) -> bool:
        started = self._document.revision
        if revision not in (None, started):
            raise await self._outdated(revision, build)
        text = await asyncio.to_thread(build, self._document.text)
        await self._linter.require(text)
        try:
            await self._document.change(lambda _: text, revision=started, by=by)
        except Outdated:
            if revision is not None:
                raise await self._outdated(revision, build) from None
            return False
        return True

    async def _outdated(self, revision: int | None, build: Build) -> ApiError:
        diff = await asyncio.to_thread(self._diff, revision, build)
        return Conflict("the routes were changed meanwhile", extra={"current": self.view(), "diff": diff})

    def _diff(self, revision: int | None, build: Build) -> list[ChangeView]:
        """Since `revision`; against what the asker wants to save when that revision is not kept any more."""
        data = None if revision is None else self._document.versions.read(revision)
        base = None if data is None else document_of(data)
        try:
            mine = parse(build(data if data and base else self._document.text))
        except (ApiError, Rejected):
            mine = base
        return [] if mine is None else difference(base or mine, self.document, mine)

    def _require(self) -> Routing:
        routing = self._document.value
        if routing is None:
            raise Unavailable("routing.json was never readable", key="document_unreadable")
        return routing

    def _accepted(self, routing: Routing) -> None:
        self._revisions[routing.crc] = self._document.revision
        while len(self._revisions) > MAX_KNOWN:
            del self._revisions[next(iter(self._revisions))]
        self._show(self._fleet.state(ROUTER))

    def _heard(self, instance: str, state: State) -> None:
        if instance == ROUTER:
            self._show(state)

    def _show(self, state: State | None) -> None:
        routing, config = self._document.value, state.config if state else None
        reason = config.rejected if config and routing and config.rejected_rev == routing.crc else None
        self._board.replace(ROUTER, [_refusal(reason)] if reason else [])


def document_of(data: bytes) -> dict[str, Any] | None:
    """Content of an earlier version; None when the copy is damaged."""
    try:
        found = parse(data)
    except Rejected:
        return None
    return found if isinstance(found, dict) else None


def _refusal(reason: Reason) -> Problem:
    line = reason.params.get("line")
    return Problem(
        FILE,
        reason.key,
        reason.message,
        str(reason.params.get("path") or ""),
        line if isinstance(line, int) else None,
        reason.params,
    )
