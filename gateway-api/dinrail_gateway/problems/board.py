"""The board every part pins its problems on, and takes them off when they are over."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from dinrail.clock import Clock
from dinrail.reason import Param, Reason

__all__ = ["MAX_PER_SOURCE", "Board", "Problem"]

MAX_PER_SOURCE = 100


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing a person can mend: where (`source` file or part, JSON pointer, line), why, since when (Unix ms)."""

    source: str
    key: str
    message: str = ""
    path: str = ""
    line: int | None = None
    params: dict[str, Param] = {}
    since: int = 0

    @classmethod
    def at(cls, path: str, key: str, message: str, *, line: int | None = None, **params: Param) -> Problem:
        """A problem whose source is filled in by whoever pins it on the board."""
        return cls("", key, message, path, line, params)

    @classmethod
    def of(cls, reason: Reason, path: str = "") -> Problem:
        """A reason from elsewhere, pinned to a place."""
        return cls("", reason.key, reason.message, path, None, reason.params)


class Board:
    """Present problems by source; bounded per source."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._problems: dict[str, list[Problem]] = {}
        self._callbacks: list[Callable[[], None]] = []

    def on_change(self, callback: Callable[[], None]) -> None:
        """Call after every real change."""
        self._callbacks.append(callback)

    def replace(self, source: str, problems: Iterable[Problem]) -> None:
        """All present problems one part reports; one that was there before keeps its `since`.

        `source` is filled in where a problem does not name another.
        """
        known = {_identity(problem): problem.since for problem in self._problems.get(source, ())}
        now = self._clock.now_ms()
        fresh = [
            msgspec.structs.replace(problem, source=problem.source or source, since=known.get(_identity(problem), now))
            for problem in list(problems)[:MAX_PER_SOURCE]
        ]
        if fresh == self._problems.get(source, []):
            return
        if fresh:
            self._problems[source] = fresh
        else:
            del self._problems[source]
        for callback in self._callbacks:
            callback()

    def of(self, source: str) -> list[Problem]:
        """Present problems of one source."""
        return list(self._problems.get(source, ()))

    def all(self) -> list[Problem]:
        """Every present problem, sources in alphabetical order."""
        return [problem for source in sorted(self._problems) for problem in self._problems[source]]


def _identity(problem: Problem) -> tuple[str, str, tuple[tuple[str, Param], ...]]:
    return problem.path, problem.key, tuple(sorted(problem.params.items()))
