"""Reading and changing routes, and what the router says about them."""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from dinrail.bus import Bus
from dinrail.documents import Reply, State
from dinrail.errors import BusError
from dinrail.names import Topics
from dinrail.reason import Reason
from dinrail_gateway.documents.document import Document, Outdated
from dinrail_gateway.documents.json_text import Rejected, check_plain, render
from dinrail_gateway.errors import ApiError, Conflict, Invalid, Unavailable
from dinrail_gateway.problems.board import Board, Problem
from dinrail_gateway.routes.document import FILE, Routing
from dinrail_gateway.routes.schemas import RoutesView
from dinrail_gateway.status.fleet import Fleet
from dinrail_gateway.types.service import reason_view

__all__ = ["RouteService"]

ROUTER = "router"
LINT_TIMEOUT_S = 3.0
MAX_KNOWN = 100


class _Finding(msgspec.Struct):
    level: str
    key: str
    message: str = ""
    pointer: str = ""
    line: int = 0
    route: str = ""
    hint: str = ""


class RouteService:
    """The routing document for the API; pins the router's refusals on the board."""

    def __init__(self, document: Document[Routing], *, bus: Bus, fleet: Fleet, board: Board) -> None:
        self._document = document
        self._bus = bus
        self._fleet = fleet
        self._board = board
        self._revisions: dict[int, int] = {}
        self._log = logging.getLogger("dinrail.gateway.routes")
        self._decoder = msgspec.json.Decoder(Reply[list[_Finding]])
        bus.accept_replies(Topics.of(ROUTER, "reply", "gateway", "#"))
        document.on_accept(self._accepted)
        fleet.on_state(self._heard)

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

    async def replace(self, document: dict[str, Any], revision: int | None) -> RoutesView:
        """Take new routes: checked here, then by the router if it answers.

        Raises Invalid with every finding, Conflict with the present routes when `revision` is outdated.
        """
        try:
            check_plain(document)
        except Rejected as rejected:
            raise _invalid(rejected.problems) from None
        text = render(document)
        self._require_current(revision)
        await self._lint(text)
        try:
            await self._document.change(lambda _: text, revision=revision)
        except Outdated:
            raise self._outdated() from None
        except Rejected as rejected:
            raise _invalid(rejected.problems) from None
        except OSError as error:
            message = f"the configuration cannot be written: {error.strerror or error}"
            raise Unavailable(message, key="config_unwritable", detail=error.strerror) from None
        return self.view()

    async def _lint(self, text: bytes) -> None:
        if not self._bus.is_connected:
            return
        try:
            packet = await self._bus.request(
                Topics.of(ROUTER, "call", "lint"),
                msgspec.json.encode({"text": text.decode()}),
                reply_topic=Topics.of(ROUTER, "reply", "gateway", "lint"),
                timeout=LINT_TIMEOUT_S,
            )
            reply = self._decoder.decode(packet.payload)
        except (BusError, msgspec.DecodeError) as error:
            # The router says later, by its state, what it cannot take.
            self._log.info("routes were not checked by the router: %s", error)
            return
        findings = reply.value if reply.ok and reply.value is not msgspec.UNSET else []
        wrong = [finding for finding in findings if finding.level == "error"]
        if wrong:
            raise _invalid([_problem(finding) for finding in wrong])

    def _require(self) -> Routing:
        routing = self._document.value
        if routing is None:
            raise Unavailable("routing.json was never readable", key="document_unreadable")
        return routing

    def _require_current(self, revision: int | None) -> None:
        if revision is not None and revision != self._document.revision:
            raise self._outdated()

    def _outdated(self) -> ApiError:
        return Conflict("the routes were changed meanwhile", extra={"current": self.view()})

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


def _problem(finding: _Finding) -> Problem:
    params: dict[str, str | int | float | bool | None] = {"route": finding.route, "hint": finding.hint}
    return Problem(FILE, finding.key, finding.message, finding.pointer, finding.line or None, params)


def _invalid(problems: list[Problem]) -> ApiError:
    first = problems[0]
    error = Invalid(first.message, key=first.key, path=first.path)
    error.reason = msgspec.structs.replace(error.reason, params=first.params)
    error.extra = {
        "errors": [
            {"path": found.path, "key": found.key, "message": found.message, "params": found.params}
            for found in problems
        ]
    }
    return error
