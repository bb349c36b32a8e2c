"""Exceptions of the gateway itself, taken from its log."""

from __future__ import annotations

import logging
from collections.abc import Callable

from dinrail.clock import Clock
from dinrail.documents import CapturedError
from dinrail.runner.capture import ErrorCapture

__all__ = ["OwnErrors"]


class OwnErrors(logging.Handler):
    """A log handler: every record with an exception is one captured error, repetitions merged as adapters do it."""

    def __init__(self, clock: Clock, take: Callable[[CapturedError], None]) -> None:
        super().__init__(logging.ERROR)
        self._capture = ErrorCapture(clock, take)

    def emit(self, record: logging.LogRecord) -> None:
        """Never raises: a fault here must not hide the one it tells of."""
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._capture.take(error, record.getMessage())
