"""Captured exceptions: fingerprint, merged repetitions, a bounded rate."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable

from dinrail.clock import Clock
from dinrail.documents import CapturedError
from dinrail.runner.logtopic import one_line
from dinrail.runner.pacing import TokenBucket

__all__ = ["ErrorCapture"]

QUIET_S = 60.0
MAX_KNOWN = 64
MAX_TRACEBACK = 8 * 1024
MAX_MESSAGE = 1000


class ErrorCapture:
    """Turns exceptions into CapturedError documents; the same fault is told at most once a minute."""

    def __init__(self, clock: Clock, publish: Callable[[CapturedError], None]) -> None:
        self._clock = clock
        self._publish = publish
        self._bucket = TokenBucket(clock, rate=0.5, burst=10)
        self._known: dict[str, tuple[float, int]] = {}  # fingerprint → (told at, merged since)

    def take(self, error: BaseException, context: str = "") -> str:
        """Publish `error`, or only count it when it was told lately; returns its fingerprint."""
        mark = fingerprint(error)
        now = self._clock.monotonic()
        told, merged = self._known.get(mark, (float("-inf"), 0))
        if now - told < QUIET_S or not self._bucket.take():
            self._remember(mark, told, merged + 1)
            return mark
        self._remember(mark, now, 0)
        text = "".join(traceback.format_exception(error, limit=-20))
        self._publish(
            CapturedError(
                self._clock.now_ms(),
                type(error).__name__,
                one_line(str(error), MAX_MESSAGE),
                _printable(text[-MAX_TRACEBACK:]),
                one_line(context, MAX_MESSAGE),
                mark,
                merged + 1,
            )
        )
        return mark

    def _remember(self, mark: str, told: float, merged: int) -> None:
        self._known.pop(mark, None)
        self._known[mark] = (told, merged)
        if len(self._known) > MAX_KNOWN:
            del self._known[next(iter(self._known))]


def fingerprint(error: BaseException) -> str:
    """12 hex digits of the type and the places an exception passed, the same for the same fault."""
    codes = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)][-20:]
    places = "|".join(f"{code.co_filename}:{code.co_qualname}:{line}" for code, line in codes)
    return hashlib.blake2b(f"{type(error).__name__}|{places}".encode(), digest_size=6).hexdigest()


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() or char == "\n" else "�" for char in text)
