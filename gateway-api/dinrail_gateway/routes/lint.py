"""What the router finds in a routing file that is not saved yet."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Literal

import msgspec

from dinrail.reason import Param
from dinrail_gateway.documents.json_text import Rejected, check_plain, render, with_lines
from dinrail_gateway.errors import NoAnswer
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.routes.document import FILE, RoutingCodec
from dinrail_gateway.routes.refused import invalid
from dinrail_gateway.routes.router_calls import RouterCalls, Unreachable

__all__ = ["Finding", "Linter"]

LINT_TIMEOUT_S = 20.0
"""10,000 routes take 2 s on an idle machine."""


class Finding(msgspec.Struct, frozen=True):
    """One finding; `line` and `column` count from 1, 0 is unknown."""

    level: Literal["error", "warning"]
    key: str
    message: str = ""
    pointer: str = ""
    line: int = 0
    column: int = 0
    route: str = ""
    hint: str = ""
    params: dict[str, Param] = {}


class Linter:
    """Has texts of the routing file checked by the router."""

    def __init__(self, calls: RouterCalls) -> None:
        self._calls = calls
        self._decoder = msgspec.json.Decoder(list[Finding])
        self._log = logging.getLogger("dinrail.gateway.routes")

    async def findings(self, text: bytes) -> list[Finding]:
        """Everything the router says; raises ApiError when it does not answer."""
        answer = await self._calls.ask("lint", {"text": text.decode()}, timeout=LINT_TIMEOUT_S)
        try:
            return self._decoder.decode(answer)
        except (msgspec.DecodeError, RecursionError):
            raise NoAnswer("the router answered nonsense", key="router_answer_malformed") from None

    async def examine(self, document: dict[str, Any]) -> list[Finding]:
        """Everything that is wrong or doubtful in a document as it would be saved; nothing is kept."""
        try:
            text = await asyncio.to_thread(_rendered, document)
        except Rejected as rejected:
            raise invalid(rejected.problems) from None
        own, found = await asyncio.to_thread(_own, text), await self.findings(text)
        known = {finding.pointer for finding in found if finding.level == "error"}
        return [*found, *(finding for finding in own if finding.pointer not in known)]

    async def require(self, text: bytes) -> None:
        """Raise Rejected with every error, or ApiError when the router that is there could not check.

        A router that is away says later, by its state, what it thinks.
        """
        try:
            found = await self.findings(text)
        except Unreachable as error:
            self._log.info("routes were not checked by the router: %s", error)
            return
        if wrong := [_problem(finding) for finding in found if finding.level == "error"]:
            raise Rejected(*wrong)


def _rendered(document: dict[str, Any]) -> bytes:
    check_plain(document)
    return render(document)


def _own(text: bytes) -> list[Finding]:
    """What the gateway itself would refuse."""
    try:
        RoutingCodec().check(text, None)
    except Rejected as rejected:
        return [
            Finding("error", found.key, found.message, found.path, found.line or 0, params=found.params)
            for found in with_lines(rejected.problems, text)
        ]
    return []


def _problem(finding: Finding) -> Problem:
    params: dict[str, Param] = {**finding.params, "route": finding.route, "hint": finding.hint}
    return Problem(FILE, finding.key, finding.message, finding.pointer, finding.line or None, params)
