"""Some messages of each point that are older than the latest of all: a fast source does not push out the others."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MAX_POINTS", "PER_POINT", "Entry", "History"]

PER_POINT = 20
MAX_POINTS = 2_000
ALTOGETHER = 10_000
APART_MS = 1_000

Entry = tuple[str, str, bytes, int]
"""Instance, path, payload and time of receipt (Unix ms) of a message."""


class History:
    """Up to 20 of each point, 1 s apart, 10,000 altogether; none when there are more than 2,000 points: that would cost
    more memory than it is worth.
    """

    def __init__(self) -> None:
        self._points: dict[tuple[str, str], list[Entry]] = {}
        self._count = 0
        self._off = False

    def take(self, entries: Iterable[Entry]) -> None:
        """Messages in the order they came."""
        if self._off:
            return
        points = self._points
        for entry in entries:
            point = entry[:2]
            kept = points.get(point)
            if kept is None:
                points[point] = [entry]
                self._count += 1
            elif not 0 <= entry[3] - kept[-1][3] < APART_MS:
                kept.append(entry)
                self._count += 1
                if len(kept) > PER_POINT:
                    del kept[0]
                    self._count -= 1
        if len(points) > MAX_POINTS:
            self._off = True
            points.clear()
        elif self._count > ALTOGETHER:
            self._thin()

    def entries(self) -> list[Entry]:
        """All, in the order they came."""
        return sorted((entry for kept in self._points.values() for entry in kept), key=lambda entry: entry[3])

    def copy(self) -> History:
        """One that another thread may look through."""
        copied = History()
        copied._points = {point: kept.copy() for point, kept in self._points.items()}
        return copied

    def _thin(self) -> None:
        """Leave each point the same number, with room for as many again."""
        each = max(1, ALTOGETHER // (2 * len(self._points)))
        for kept in self._points.values():
            del kept[:-each]
        self._count = sum(map(len, self._points.values()))
