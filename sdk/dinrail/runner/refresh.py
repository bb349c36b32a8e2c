"""Which points are due for a refresh, spread evenly over the refresh time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

__all__ = ["RefreshRing"]


class Refreshed(Protocol):
    """What lies in the ring: `refresh` in seconds."""

    refresh: float


E = TypeVar("E", bound=Refreshed)


class _Circle(Generic[E]):
    """Entries of one refresh time, visited in turn so that each comes up once per refresh time."""

    def __init__(self, refresh: float) -> None:
        self.refresh = refresh
        self.entries: list[E] = []
        self._cursor = 0
        self._credit = 0.0

    def due(self, elapsed: float) -> Iterator[E]:
        self._credit += len(self.entries) * elapsed / self.refresh
        steps = min(int(self._credit), len(self.entries))
        self._credit -= int(self._credit)
        for _ in range(steps):
            self._cursor = (self._cursor + 1) % len(self.entries)
            yield self.entries[self._cursor]


class RefreshRing(Generic[E]):
    """All entries, grouped by their refresh time."""

    def __init__(self) -> None:
        self._circles: dict[float, _Circle[E]] = {}

    def rebuild(self, entries: Iterable[E]) -> None:
        """Replace the content; circles keep their place."""
        for circle in self._circles.values():
            circle.entries.clear()
        for entry in entries:
            self.add(entry)
        self._circles = {refresh: circle for refresh, circle in self._circles.items() if circle.entries}

    def add(self, entry: E) -> None:
        """Put one more entry in."""
        circle = self._circles.get(entry.refresh)
        if circle is None:
            circle = self._circles[entry.refresh] = _Circle(max(1.0, entry.refresh))
        circle.entries.append(entry)

    def due(self, elapsed: float) -> list[E]:
        """Entries whose turn came in the last `elapsed` seconds."""
        return [entry for circle in self._circles.values() for entry in circle.due(elapsed)]
