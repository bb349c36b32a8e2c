"""The latest messages of all sources that routes read: for previews on real samples, and for replays."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from dinrail_router.history import Entry, History

__all__ = ["MOST", "Recorded", "Recorder"]

MOST = 10_000
CHUNK = 250


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
    """The latest 10,000 of all points, and of each point some that are older."""

    def __init__(self) -> None:
        self._chunks: deque[list[Entry]] = deque()
        self._open: list[Entry] = []
        self._history = History()

    def keep(self, entry: Entry) -> None:
        """One more; runs in the hot path and takes what makes a Recorded."""
        self._open.append(entry)
        if len(self._open) >= CHUNK:
            self._turn()

    def snapshot(self) -> Recorder:
        """A copy that another thread may look through."""
        copied = Recorder()
        copied._chunks.extend(self._chunks)  # a full one does not change any more
        copied._open = self._open.copy()
        copied._history = self._history.copy()
        return copied

    def latest(self, wanted: Callable[[str], bool], most: int) -> list[Recorded]:
        """Up to `most` messages of the points wanted, in the order they came."""
        verdicts: dict[str, bool] = {}
        found: list[Recorded] = []
        for chunk in (self._open, *reversed(self._chunks), self._history.entries()):
            for entry in reversed(chunk):
                if len(found) >= most:
                    break
                recorded = Recorded(*entry)
                address = recorded.address
                if address not in verdicts:
                    verdicts[address] = wanted(address)
                if verdicts[address]:
                    found.append(recorded)
        found.reverse()
        return found

    def _turn(self) -> None:
        self._chunks.append(self._open)
        self._open = []
        if len(self._chunks) >= MOST // CHUNK:
            self._history.take(self._chunks.popleft())
