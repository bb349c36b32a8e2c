"""Callbacks of the bus's owner, fenced off: what they raise is counted and reported, never fatal."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from mqtt5 import PublishPacket

from dinrail.bus._counters import BusCounters
from dinrail.reason import Reason

__all__ = ["Hooks"]

_LOG_EVERY = 10.0
T = TypeVar("T")


class Hooks:
    """Lists of callbacks and how they are called."""

    def __init__(self, log: logging.Logger, counters: BusCounters) -> None:
        self.connect: list[Callable[[bool], object]] = []
        self.disconnect: list[Callable[[Reason], object]] = []
        self.handler_error: list[Callable[[Exception, PublishPacket], object]] = []
        self._log = log
        self._counters = counters
        self._quiet_until = 0.0

    def connected(self, session_present: bool) -> None:
        """Tell that the connection is up."""
        for callback in self.connect:
            try:
                callback(session_present)
            except Exception:  # noqa: BLE001 - the connection must survive whatever its owner does
                self._failed("on_connect callback failed")

    def disconnected(self, reason: Reason) -> None:
        """Tell that the connection is gone."""
        for callback in self.disconnect:
            try:
                callback(reason)
            except Exception:  # noqa: BLE001 - as above
                self._failed("on_disconnect callback failed")

    def handler_failed(self, error: Exception, packet: PublishPacket) -> None:
        """A message handler raised."""
        if not self.handler_error:
            self._failed(f"handler of {packet.topic[:200]!r} failed")
            return
        self._counters.handler_errors += 1
        for callback in self.handler_error:
            try:
                callback(error, packet)
            except Exception:  # noqa: BLE001 - as above
                self._failed("on_handler_error callback failed")

    def fenced(self, outcome: Callable[[T], object]) -> Callable[[T], None]:
        """The callback of a message's outcome, with the fence around it."""

        def call(result: T) -> None:
            try:
                outcome(result)
            except Exception:  # noqa: BLE001 - as above
                self._failed("outcome callback failed")

        return call

    def _failed(self, what: str) -> None:
        self._counters.handler_errors += 1
        if time.monotonic() >= self._quiet_until:
            self._quiet_until = time.monotonic() + _LOG_EVERY
            self._log.exception("%s (%d so far)", what, self._counters.handler_errors)
