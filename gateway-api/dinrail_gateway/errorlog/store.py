"""Faults and their occurrences as rows; every method belongs into the one thread that owns the connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec

from dinrail.documents import CapturedError
from dinrail_gateway.errorlog.database import LIMIT_BYTES

__all__ = ["DAYS", "KEPT_PER_FAULT", "Fault", "Occurrence", "Query", "Store"]

KEPT_PER_FAULT = 50
DAYS = 90
DAY_MS = 86_400_000
STEP = 50
STEPS = 100


class Fault(msgspec.Struct, frozen=True):
    """One kind of error; times in Unix ms, `parts`: who had it how often, `new`: nobody looked since the last time."""

    fingerprint: str
    type: str
    message: str
    first: int
    last: int
    count: int
    new: bool
    parts: dict[str, int]


class Occurrence(msgspec.Struct, frozen=True):
    """It happened: `count` times since the one before."""

    part: str
    ts: int
    count: int
    message: str
    context: str
    traceback: str


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """Which faults; empty means all. text: in type or message; since: Unix ms of the last time."""

    part: str = ""
    text: str = ""
    since: int = 0
    only_new: bool = False
    start: int = 0
    limit: int = 100


class Store:
    """Raises sqlite3 errors as they come; the keeper knows what they mean."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, captured: Sequence[tuple[str, CapturedError]]) -> None:
        """Keep what parts told, all of it or nothing."""
        with _transaction(self._db):
            for part, error in captured:
                self._add(part, error)

    def _add(self, part: str, error: CapturedError) -> None:
        mark = error.fingerprint or f"{error.type}:{error.message}"[:64]
        self._db.execute(
            "INSERT INTO faults (fingerprint, type, message, first, last, count) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (fingerprint) DO UPDATE SET type = excluded.type, message = excluded.message,"
            " last = max(last, excluded.last), count = count + excluded.count",
            (mark, error.type, error.message, error.ts, error.ts, error.count),
        )
        self._db.execute(
            "INSERT INTO parts VALUES (?, ?, ?, ?) ON CONFLICT (fingerprint, part)"
            " DO UPDATE SET last = max(last, excluded.last), count = count + excluded.count",
            (mark, part, error.ts, error.count),
        )
        self._db.execute(
            "INSERT INTO occurrences (fingerprint, part, ts, count, message, context, traceback)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (mark, part, error.ts, error.count, error.message, error.context, error.traceback),
        )
        self._db.execute(
            "DELETE FROM occurrences WHERE fingerprint = ? AND id NOT IN"
            " (SELECT id FROM occurrences WHERE fingerprint = ? ORDER BY id DESC LIMIT ?)",
            (mark, mark, KEPT_PER_FAULT),
        )

    def faults(self, query: Query) -> tuple[int, list[Fault]]:
        """How many fit, and a page of them, the latest first."""
        text = query.text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        where = r"""last >= :since AND (:only_new = 0 OR last > seen)
            AND (:text = '' OR type || ' ' || message LIKE '%' || :text || '%' ESCAPE '\')
            AND (:part = '' OR EXISTS (SELECT 1 FROM parts p WHERE p.fingerprint = f.fingerprint AND p.part = :part))"""
        bound = {**msgspec.structs.asdict(query), "text": text}
        total = self._db.execute(f"SELECT count(*) FROM faults f WHERE {where}", bound).fetchone()[0]  # noqa: S608
        rows = self._db.execute(
            "SELECT fingerprint, type, message, first, last, count, last > seen FROM faults f"  # noqa: S608
            f" WHERE {where} ORDER BY last DESC, fingerprint LIMIT :limit OFFSET :start",
            bound,
        ).fetchall()
        return total, [self._fault(row) for row in rows]

    def fault(self, fingerprint: str) -> tuple[Fault, list[Occurrence]] | None:
        """One fault with its kept occurrences, the latest first."""
        row = self._db.execute(
            "SELECT fingerprint, type, message, first, last, count, last > seen FROM faults WHERE fingerprint = ?",
            (fingerprint,),
        ).fetchone()
        if row is None:
            return None
        found = self._db.execute(
            "SELECT part, ts, count, message, context, traceback FROM occurrences WHERE fingerprint = ?"
            " ORDER BY id DESC",
            (fingerprint,),
        )
        return self._fault(row), [Occurrence(*each) for each in found]

    def _fault(self, row: tuple[Any, ...]) -> Fault:
        parts = self._db.execute("SELECT part, count FROM parts WHERE fingerprint = ? ORDER BY part", (row[0],))
        mark, kind, message, first, last, count, new = row
        return Fault(mark, kind, message, first, last, count, bool(new), dict(parts.fetchall()))

    def latest(self) -> list[tuple[str, int, str, str]]:
        """Part, time, type and message of the last error each part had."""
        rows = self._db.execute(
            "SELECT o.part, max(o.ts), f.type, o.message FROM occurrences o"
            " JOIN faults f ON f.fingerprint = o.fingerprint GROUP BY o.part"
        )
        return [(str(part), int(ts), str(kind), str(message)) for part, ts, kind, message in rows]

    def see(self, fingerprint: str | None, until: int) -> int:
        """Somebody looked at one fault, or at all; returns at how many."""
        return self._db.execute(
            "UPDATE faults SET seen = max(seen, ?) WHERE ? IS NULL OR fingerprint = ?",
            (until, fingerprint, fingerprint),
        ).rowcount

    def forget(self, fingerprint: str) -> bool:
        """Delete one fault; False when there is none."""
        return self._db.execute("DELETE FROM faults WHERE fingerprint = ?", (fingerprint,)).rowcount > 0

    def sweep(self, now: int, limit: int = LIMIT_BYTES, days: int = DAYS) -> None:
        """Delete what is too old, then the oldest until the file is small enough; a bounded step, called again."""
        self._db.execute("DELETE FROM occurrences WHERE ts < ?", (now - days * DAY_MS,))
        self._db.execute("DELETE FROM faults WHERE last < ?", (now - days * DAY_MS,))
        oldest = "SELECT id FROM occurrences ORDER BY ts, id LIMIT ?"
        steps = 0
        while self.size() > limit and steps < STEPS:
            steps += 1
            self._db.execute(f"DELETE FROM occurrences WHERE id IN ({oldest})", (STEP,))  # noqa: S608
        if steps:
            bare = "SELECT 1 FROM occurrences o WHERE o.fingerprint = faults.fingerprint"
            self._db.execute(f"DELETE FROM faults WHERE NOT EXISTS ({bare})")  # noqa: S608
        self._db.execute("PRAGMA incremental_vacuum").fetchall()
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def size(self) -> int:
        """Bytes in use."""
        pages, free, size = (
            self._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        return int((pages - free) * size)


class _transaction:  # noqa: N801 - reads as a statement
    """All or nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")
