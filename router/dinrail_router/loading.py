"""Takes versions of the routing file: validate → compile → swap, or stay and say why not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from dinrail.documents import AppliedConfig
from dinrail.reason import Reason
from dinrail_router.beside import beside
from dinrail_router.compiler import Compiled, compile_routes
from dinrail_router.engine import Engine
from dinrail_router.findings import Finding

__all__ = ["Loader"]

_LOGGED = 10

_log = logging.getLogger("dinrail.router")


class Loader:
    """`applied` says what runs and what was refused; `problem` why nothing runs yet or the file is gone."""

    def __init__(self, file: str, engine: Engine, changed: Callable[[], None]) -> None:
        """`changed` is called after each version, taken or refused."""
        self.loaded = asyncio.Event()
        self.applied: AppliedConfig | None = None
        self.problem: Reason | None = Reason("routes_missing", {"file": file}, f"waiting for {file}")
        self._file = file
        self._engine = engine
        self._changed = changed

    async def take(self, data: bytes) -> None:
        """One version; compiled in a thread so that routing goes on meanwhile."""
        compiled = await beside(compile_routes, data, lasting=True)
        errors = compiled.errors
        for finding in compiled.findings[:_LOGGED]:
            level = logging.WARNING if finding.level == "warning" else logging.ERROR
            _log.log(level, "%s", finding.located(self._file))
        if errors:
            self._refuse(compiled, errors)
        else:
            self._apply(compiled)
        self._changed()

    def missing(self, error: OSError) -> None:
        """There is no file to read; routes that run go on."""
        _log.warning("%s: %s; waiting for it", self._file, error.strerror or type(error).__name__)
        self.problem = Reason(
            "routes_missing", {"file": self._file, "detail": error.strerror or ""}, f"waiting for {self._file}"
        )
        self._changed()

    def _apply(self, compiled: Compiled) -> None:
        self._engine.swap(compiled.plans, compiled.sources)
        running, sources = len(self._engine.table.routes), len(self._engine.sources)
        _log.info("%s: %d of %d routes in force, %d sources", self._file, running, len(compiled.plans), sources)
        self.applied = AppliedConfig(compiled.rev)
        self.problem = None
        self.loaded.set()

    def _refuse(self, compiled: Compiled, errors: list[Finding]) -> None:
        running = self.applied.rev if self.applied is not None else 0
        reason = errors[0].reason(self._file, len(errors) - 1)
        self.applied = AppliedConfig(running, compiled.rev, reason)
        self.problem = None if self.loaded.is_set() else Reason("routes_rejected", reason.params, reason.message)
        _log.error("%s refused, %s", self._file, "the last good one stays" if running else "nothing runs yet")
