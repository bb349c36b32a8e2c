"""An instance beside the one that misbehaves: how regularly it delivers meanwhile."""

from __future__ import annotations

import threading

from stack import Stack
from stack.demo import POWER

__all__ = ["LONGEST_GAP_S", "Neighbour"]

LONGEST_GAP_S = 10.0  # of one that is polled once a second, on a machine with other work


class Neighbour:
    """Follows the times of a neighbour's samples while something happens."""

    def __init__(self, stack: Stack) -> None:
        self._point = lambda: int(stack.api.point(POWER)["ts"])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.times: list[int] = []

    def __enter__(self) -> Neighbour:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            self.times.append(self._point())

    @property
    def longest_gap(self) -> float:
        """Seconds between two samples."""
        return max(later - sooner for sooner, later in zip(self.times, self.times[1:], strict=False)) / 1000
