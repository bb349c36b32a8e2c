"""What changed in a program while we were connected, newest last."""

from __future__ import annotations

import logging
from collections import deque
from typing import Any, NamedTuple

from dinrail_ads.tables import Diff

__all__ = ["Entry", "History"]

KEPT = 10


class Entry(NamedTuple):
    """`ts` Unix ms of the moment it was noticed; `sign`: how."""

    ts: int
    sign: str
    diff: Diff


class History:
    """The last changes."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entry: Entry, log: logging.Logger, port: int) -> None:
        """Keep and log one change."""
        self.entries.append(entry)
        diff = entry.diff
        log.info(
            "program of AMS port %d changed (%s): %d symbols added, %d removed, %d of another type; %d types changed",
            port,
            entry.sign,
            diff.added_count,
            diff.removed_count,
            diff.changed_count,
            diff.types_count,
        )

    def told(self, start: int, limit: int) -> list[dict[str, Any]]:
        """Newest first, with at most `limit` lines each from `start` on."""
        return [_told(entry, start, limit) for entry in reversed(self.entries)]


def _told(entry: Entry, start: int, limit: int) -> dict[str, Any]:
    diff = entry.diff
    lines = [line for line in diff.lines(start + limit) if line]
    return {
        "ts": entry.ts,
        "sign": entry.sign,
        "added": diff.added_count,
        "removed": diff.removed_count,
        "changed": diff.changed_count,
        "types": diff.types_count,
        "moved": diff.moved,
        "lines": lines[start : start + limit],
    }
