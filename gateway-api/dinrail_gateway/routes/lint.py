"""What the router finds in a routing file that is not saved yet."""

from __future__ import annotations

import logging

import msgspec

from dinrail.reason import Param
from dinrail_gateway.documents.json_text import Rejected
from dinrail_gateway.errors import ApiError
from dinrail_gateway.problems.board import Problem
from dinrail_gateway.routes.document import FILE
from dinrail_gateway.routes.router_calls import RouterCalls

__all__ = ["Finding", "Linter"]

LINT_TIMEOUT_S = 3.0


class Finding(msgspec.Struct):
    """One finding; `line` and `column` count from 1, 0 is unknown."""

    level: str
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
        return self._decoder.decode(answer)

    async def require(self, text: bytes) -> None:
        """Raise Rejected with every error; a router that does not answer says later, by its state, what it thinks."""
        try:
            found = await self.findings(text)
        except (ApiError, msgspec.DecodeError) as error:
            self._log.info("routes were not checked by the router: %s", error)
            return
        if wrong := [_problem(finding) for finding in found if finding.level == "error"]:
            raise Rejected(*wrong)


def _problem(finding: Finding) -> Problem:
    params: dict[str, Param] = {**finding.params, "route": finding.route, "hint": finding.hint}
    return Problem(FILE, finding.key, finding.message, finding.pointer, finding.line or None, params)
