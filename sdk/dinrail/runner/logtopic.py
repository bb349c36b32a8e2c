"""Log records on `dinrail/<instance>/log` and as plain lines on stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Literal

from dinrail.clock import Clock
from dinrail.documents import LogRecord
from dinrail.runner.pacing import TokenBucket

__all__ = ["LogTopic", "log_to_stderr", "one_line"]

MAX_TEXT = 2000
LEVELS: tuple[tuple[int, Literal["debug", "info", "warning", "error"]], ...] = (
    (logging.ERROR, "error"),
    (logging.WARNING, "warning"),
    (logging.INFO, "info"),
)


def one_line(text: str, limit: int = MAX_TEXT) -> str:
    """`text` in one line without control characters, cut at `limit` characters."""
    text = text[: limit + 1]
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


class LogTopic(logging.Handler):
    """A handler that publishes at most 20 records a second (burst 50) and counts the rest."""

    def __init__(self, clock: Clock, publish: Callable[[LogRecord], None], dropped: Callable[[], None]) -> None:
        super().__init__()
        self._clock = clock
        self._publish = publish
        self._dropped = dropped
        self._bucket = TokenBucket(clock, rate=20, burst=50)
        self._busy = False

    def emit(self, record: logging.LogRecord) -> None:
        """Publish one record; what the publishing itself logs goes to stderr only."""
        if self._busy:
            return
        if not self._bucket.take():
            self._dropped()
            return
        self._busy = True
        try:
            self._publish(LogRecord(self._clock.now_ms(), _level(record.levelno), record.name, one_line(_text(record))))
        finally:
            self._busy = False


class _PlainLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"{_level(record.levelno)} {record.name}: {one_line(_text(record))}"


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send all records to stderr as plain lines, e.g. `warning dinrail.bus: …`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _text(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
    except (TypeError, ValueError):
        text = str(record.msg)
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        text = f"{text}: {type(error).__name__}: {error}"
    return text


def _level(number: int) -> Literal["debug", "info", "warning", "error"]:
    return next((name for lowest, name in LEVELS if number >= lowest), "debug")
