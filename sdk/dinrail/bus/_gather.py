"""Lets messages gather in the socket while they come thick and fast.

A broker hands over every message by itself. Waking up for one costs more than handling it: cold caches, and a read
and a write of its own. docs/decisions/0005-messages-gather-before-they-are-read.md has the figures.
"""

from __future__ import annotations

import time
from collections import deque

__all__ = ["Gather"]

_READS = 8
_BUSY_S = 0.032
"""That many reads within this time are worth waiting for more; a burst now and then is over before."""
_ENOUGH = 4096
"""A read of so many bytes found enough without waiting."""


class Gather:
    """A nap of `seconds` before a read: finer than any timer of the loop, and it costs one system call."""

    __slots__ = ("_recent", "_seconds", "_small")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._recent = deque([float("-inf")] * _READS, _READS)
        self._small = True

    def before_read(self) -> None:
        """There is something to read."""
        recent = self._recent
        now = time.monotonic()
        if self._small and now - recent[0] < _BUSY_S:
            time.sleep(self._seconds)
        recent.append(now)

    def after_read(self, count: int) -> None:
        """So many bytes were read."""
        self._small = count < _ENOUGH
