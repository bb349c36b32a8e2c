"""Looks at the parts around the gateway and pins what is wrong on the board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.problems.board import Board, Problem

__all__ = ["SelfCheck"]

INTERVAL_S = 2.0
PATIENCE_S = 4.0


class SelfCheck:
    """Named checks; each gives a reason while its part is not well. A hiccup shorter than four seconds is not told."""

    def __init__(self, board: Board, *, clock: Clock) -> None:
        self._board = board
        self._clock = clock
        self._checks: dict[str, Callable[[], Reason | None]] = {}
        self._since: dict[str, float] = {}
        self._task: asyncio.Task[None] | None = None

    def add(self, part: str, check: Callable[[], Reason | None]) -> None:
        """Look at one more part."""
        self._checks[part] = check

    def parts(self, *names: str) -> dict[str, str]:
        """`ok` or the reason key of these parts, as they are now."""
        found = {name: self._checks[name]() for name in names if name in self._checks}
        return {name: reason.key if reason else "ok" for name, reason in found.items()}

    def types(self, problems: Iterable[tuple[str, Reason]]) -> None:
        """Problems of adapter types."""
        self._board.replace("types", [Problem.of(reason, f"/{name}") for name, reason in problems])

    def start(self) -> None:
        """Begin."""
        self._task = begin(self._run, "selfcheck")

    async def stop(self) -> None:
        """End."""
        await end(self._task)

    async def _run(self) -> None:
        while True:
            now = self._clock.monotonic()
            for part, check in self._checks.items():
                reason = check()
                if reason is None:
                    self._since.pop(part, None)
                lasting = reason is not None and now - self._since.setdefault(part, now) >= PATIENCE_S
                self._board.replace(part, [Problem.of(reason)] if reason and lasting else [])
            await self._clock.sleep(INTERVAL_S)
