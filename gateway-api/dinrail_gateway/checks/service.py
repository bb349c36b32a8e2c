"""Runs every check of the catalog once an hour and on demand; what is not well stands among the problems."""

from __future__ import annotations

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import Sequence

import msgspec

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.checks import catalog
from dinrail_gateway.checks.check import Check, Finding, House, reason, unknown
from dinrail_gateway.errors import Conflict, NotFound
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["CheckService", "Result", "found_checks"]

SOURCE = "checks"
FIRST_S = 60.0
EVERY_S = 3600.0
PATIENCE_S = 30.0
_NOT_YET = Finding("unknown", [Reason("check_not_run", {}, "not looked at yet")])


class Result(msgspec.Struct, frozen=True):
    """A check and what its last look found; checked: Unix ms, 0 before the first look."""

    check: Check
    finding: Finding
    checked: int = 0


def found_checks() -> list[Check]:
    """A new instance of every check there is, by file name."""
    modules = sorted(module.name for module in pkgutil.iter_modules(catalog.__path__))
    return [importlib.import_module(f"{catalog.__name__}.{name}").CHECK() for name in modules]


class CheckService:
    """`house` is given more before `start` by whoever has it."""

    def __init__(self, house: House, board: Board, *, clock: Clock, checks: Sequence[Check] | None = None) -> None:
        self.house = house
        self._board = board
        self._clock = clock
        made = found_checks() if checks is None else checks
        self._results = {check.id: Result(check, _NOT_YET) for check in made}
        self._looking = asyncio.Lock()
        self._fixing: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.checks")

    def start(self) -> None:
        """Begin."""
        self._task = begin(self._run, "self-checks")

    async def stop(self) -> None:
        """End."""
        await end(self._task)

    def results(self) -> list[Result]:
        """The last look of each."""
        return list(self._results.values())

    async def look(self, *ids: str) -> list[Result]:
        """Look at these now, at all without any; raises NotFound."""
        wanted = [self._known(id_).check for id_ in ids] or [result.check for result in self._results.values()]
        async with self._looking:
            findings = await asyncio.gather(*(self._find(check) for check in wanted))
            now = self._clock.now_ms()
            for check, finding in zip(wanted, findings, strict=True):
                self._results[check.id] = Result(check, finding, now)
            self._tell()
        return [self._results[check.id] for check in wanted]

    async def fix(self, id_: str) -> tuple[Reason, Result]:
        """Mend one and look again; raises NotFound, Conflict when there is nothing to mend or it is being mended."""
        result = self._known(id_)
        if not result.finding.fixable:
            raise Conflict(f"there is nothing {id_!r} could mend now", key="check_not_fixable", check=id_)
        if id_ in self._fixing:
            raise Conflict(f"{id_!r} is being mended", key="check_busy", check=id_)
        self._fixing.add(id_)
        try:
            done = await result.check.fix(self.house)
        finally:
            self._fixing.discard(id_)
        (after,) = await self.look(id_)
        return done, after

    async def _run(self) -> None:
        await self._clock.sleep(FIRST_S)
        while True:
            await self.look()
            await self._clock.sleep(EVERY_S)

    async def _find(self, check: Check) -> Finding:
        try:
            return await asyncio.wait_for(check.look(self.house), PATIENCE_S)
        except TimeoutError:
            return unknown(reason("check_timeout", f"no result within {PATIENCE_S:g} s", seconds=PATIENCE_S))
        except Exception as error:  # noqa: BLE001 - one broken check must not hide the others
            self._log.exception("the check %s failed", check.id)
            detail = f"{type(error).__name__}: {error}"[:200]
            return unknown(reason("check_failed", f"the check itself failed: {detail}", detail=detail))

    def _tell(self) -> None:
        self._board.replace(
            SOURCE,
            [
                Problem.of(why, f"/{id_}")
                for id_, result in self._results.items()
                if result.finding.state in ("warning", "error")
                for why in result.finding.reasons
            ],
        )

    def _known(self, id_: str) -> Result:
        if id_ not in self._results:
            raise NotFound(f"there is no check {id_[:64]!r}", key="unknown_check", check=id_[:64])
        return self._results[id_]
