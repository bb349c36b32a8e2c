"""The latest messages of all sources that routes read: for previews on real samples, and for replays."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["MOST", "Recorded", "Recorder"]

MOST = 10_000


class Recorded(NamedTuple):
    """One message: `at` the time of its receipt, Unix ms."""

    instance: str
    path: str
    payload: bytes
    at: int

    @property
    def address(self) -> str:
        """Its point."""
        return f"{self.instance}.{self.path}"


class Recorder:
    """A ring of 10,000; `keep` runs in the hot path and takes what makes a Recorded."""

    def __init__(self) -> None:
        self._ring: deque[tuple[str, str, bytes, int]] = deque(maxlen=MOST)
        self.keep: Callable[[tuple[str, str, bytes, int]], None] = self._ring.append

    def snapshot(self) -> Recorder:
        """A copy that another thread may look through."""
        copied = Recorder()
        copied._ring.extend(self._ring)
        return copied

    def latest(self, wanted: Callable[[str], bool], most: int) -> list[Recorded]:
        """Up to `most` messages of the points wanted, in the order they came."""
        verdicts: dict[str, bool] = {}
        found: list[Recorded] = []
        for entry in reversed(self._ring):
            recorded = Recorded(*entry)
            address = recorded.address
            if address not in verdicts:
                verdicts[address] = wanted(address)
            if verdicts[address]:
                found.append(recorded)
                if len(found) >= most:
                    break
        found.reverse()
        return found
