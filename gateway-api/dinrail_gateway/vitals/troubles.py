"""The last thing that went wrong with each instance: a captured error, or an end nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from dinrail.documents import CapturedError
from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.errorlog.keeper import ErrorLog
from dinrail_gateway.errors import ApiError
from dinrail_gateway.runtime.interface import Death

__all__ = ["LastErrors", "Trouble"]

MAX_PARTS = 2000


class Trouble(msgspec.Struct, frozen=True):
    """When (Unix ms) and what."""

    ts: int
    reason: Reason


class LastErrors:
    """In memory; what the error log kept of an earlier gateway is asked for once."""

    def __init__(self, log: ErrorLog, deaths: Callable[[str], Sequence[Death]]) -> None:
        """deaths: those of an instance, the youngest first."""
        self._log = log
        self._deaths = deaths
        self._captured: dict[str, Trouble] = {}
        log.on_error(self._take)

    async def load(self) -> None:
        """What was last before this gateway; a log that cannot be read costs nothing but that."""
        try:
            found = await self._log.ask(lambda store: store.latest())
        except (ApiError, DinrailError):
            return
        for part, ts, kind, message in found:
            self._captured.setdefault(part, _trouble(ts, kind, message))

    def of(self, instance: str) -> Trouble | None:
        """The younger of both; None when nothing ever went wrong."""
        captured, deaths = self._captured.get(instance), self._deaths(instance)
        died = Trouble(deaths[0].ts, deaths[0].reason) if deaths else None
        if captured is None or died is None:
            return captured or died
        return captured if captured.ts > died.ts else died

    def forget(self, instance: str) -> None:
        """It is configured no more."""
        self._captured.pop(instance, None)

    def moved(self, old: str, new: str) -> None:
        """It has another name now."""
        if (trouble := self._captured.pop(old, None)) is not None:
            self._captured[new] = trouble

    def _take(self, part: str, error: CapturedError) -> None:
        if part in self._captured or len(self._captured) < MAX_PARTS:
            self._captured[part] = _trouble(error.ts, error.type, error.message)


def _trouble(ts: int, kind: str, message: str) -> Trouble:
    text = message[:300]
    return Trouble(ts, Reason("captured_error", {"type": kind, "message": text}, f"{kind}: {text}"))
