"""Whether the clock is right, as far as the kernel knows."""

from __future__ import annotations

from collections.abc import Iterator

from dinrail.kernelclock import kernel_clock
from dinrail_host.reading import YES_NO, Group, Reading, Unreadable

__all__ = ["ClockGroup"]


class ClockGroup(Group):
    """The clock of the machine, also from within a container."""

    name = "clock"

    def read(self, now: float) -> Iterator[Reading]:
        """Synchronised by a time server or not, and by how much it may be wrong."""
        clock = kernel_clock()
        if clock is None:
            raise Unreadable("clock_unknown")
        text = "Somebody keeps the clock right"
        yield Reading("clock.synchronised", clock.synchronised, "BOOL", "", text, YES_NO)
        if clock.synchronised:
            yield Reading("clock.offset", clock.offset_ms, "LREAL", "ms", "Last measured distance to the time server")
            yield Reading("clock.max_error", clock.max_error_ms, "UDINT", "ms", "By how much the clock may be wrong")
