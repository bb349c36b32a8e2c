"""Whether the clock was ever set, is kept right by somebody, and does not jump."""

from __future__ import annotations

from typing import ClassVar

from dinrail.kernelclock import kernel_clock
from dinrail_gateway.audit.trail import EARLIEST_MS
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, unknown, warning

__all__ = ["CHECK", "ClockCheck"]

JUMP_MS = 2000
MAX_ERROR_MS = 1000


class ClockCheck(Check):
    """Wrong time shifts schedules, history and certificates; nothing here can set it."""

    id = "clock"
    title: ClassVar[dict[str, str]] = {"en": "Clock", "de": "Uhr"}

    def __init__(self) -> None:
        self._offset: float | None = None

    async def look(self, house: House) -> Finding:
        """Never set, jumped since the last look, nobody keeps it."""
        clock = house.gateway.clock
        now, steady = clock.now_ms(), clock.monotonic() * 1000
        before, self._offset = self._offset, now - steady
        if now < EARLIEST_MS:
            return error(reason("clock_never_set", "the clock was never set"))
        jumped = 0 if before is None else round(self._offset - before)
        if abs(jumped) > JUMP_MS:
            seconds = round(jumped / 1000)
            return warning(reason("clock_jumped", f"the clock jumped by {seconds} s", seconds=seconds))
        kernel = kernel_clock()
        if kernel is None:
            return unknown(reason("clock_unknown", "this system does not tell how its clock is kept"))
        if not kernel.synchronised:
            return warning(reason("clock_not_synchronised", "nobody keeps the clock of this host right"))
        if kernel.max_error_ms > MAX_ERROR_MS:
            message = f"the clock may be wrong by {kernel.max_error_ms} ms"
            return warning(reason("clock_inexact", message, ms=kernel.max_error_ms))
        return ok()


CHECK = ClockCheck
