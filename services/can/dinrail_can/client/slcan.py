"""python-can's slcan bus, reading in blocks instead of single bytes, and asking for the controller's state."""

from __future__ import annotations

import os
import select
import time
from collections import deque
from typing import Any

from can.exceptions import CanOperationError
from can.interfaces.slcan import slcanBus

from dinrail_can.client.errors import ErrorState

__all__ = ["SlcanBus"]

BLOCK = 16384
LONGEST = 512
ASK_S = 1.0
FRAMES = b"tTrR"
WARNING, PASSIVE, BUS_ERROR = 0x04, 0x20, 0x80
OFF = WARNING | PASSIVE | BUS_ERROR
"""Lawicel's flags have none for bus-off; all three and nothing received is the nearest to it."""


class SlcanBus(slcanBus):
    """Lines that are no frames are taken note of and dropped."""

    def __init__(self, channel: str, errors: ErrorState, **options: Any) -> None:
        self._errors = errors
        self._rest = b""
        self._lines: deque[str] = deque()
        self._asked = self._heard = time.monotonic()
        super().__init__(channel, sleep_after_open=0.0, **options)

    def _read(self, timeout: float | None) -> str | None:
        if not self._lines:
            self._ask()
            if select.select([self.fileno()], [], [], timeout)[0]:
                data = os.read(self.fileno(), BLOCK)
                if not data:
                    raise CanOperationError("the serial port has ended")
                self._take(data)
        return self._lines.popleft() if self._lines else None

    def _take(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).replace(b"\a", b"\a\r").split(b"\r")
        if len(self._rest) > LONGEST:
            self._rest = b""
            self._errors.add("malformed")
        for line in lines:
            kind = line[:1]
            if kind and kind in FRAMES:
                self._lines.append(line.decode("ascii", "replace"))
                self._heard = time.monotonic()
            elif kind == b"F":
                self._flags(line)
            elif kind == b"\a":
                self._errors.add("refused_by_adapter")

    def _flags(self, line: bytes) -> None:
        try:
            flags = int(line[1:3], 16)
        except ValueError:
            self._errors.add("malformed")
            return
        silent = time.monotonic() - self._heard > ASK_S
        if flags & OFF == OFF and silent:
            self._errors.take(0x40, b"")
        elif flags & PASSIVE:
            self._errors.stage = "passive"
        else:
            self._errors.stage = "warning" if flags & WARNING else "active"
        if flags & BUS_ERROR:
            self._errors.add("bus_errors")

    def _ask(self) -> None:
        now = time.monotonic()
        if now - self._asked >= ASK_S:
            self._asked = now
            self._write("F")
