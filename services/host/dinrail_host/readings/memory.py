"""How full the memory is."""

from __future__ import annotations

from collections.abc import Iterator

import psutil

from dinrail_host.reading import Group, Reading

__all__ = ["MemoryGroup"]

MB = 1e6


class MemoryGroup(Group):
    """Of the whole machine."""

    name = "memory"

    def read(self, now: float) -> Iterator[Reading]:
        """Used is what cannot be had without swapping."""
        memory = psutil.virtual_memory()
        used = 100 * (1 - memory.available / memory.total) if memory.total else 0.0
        yield Reading("memory.usage", round(used, 1), "REAL", "%", "Share that is used")
        yield Reading("memory.available", round(memory.available / MB), "UDINT", "MB", "Can be had without swapping")
        yield Reading("memory.total", round(memory.total / MB), "UDINT", "MB", "Memory the system has")
        swap = psutil.swap_memory()
        if swap.total:
            yield Reading("swap.usage", round(swap.percent, 1), "REAL", "%", "Share of the swap space that is used")
