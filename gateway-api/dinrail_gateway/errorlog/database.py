"""The file `system_logs.db`: opened, or put aside when it is damaged or far too big."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

__all__ = ["LIMIT_BYTES", "Damaged", "open_database", "put_aside"]

LIMIT_BYTES = 64 * 1024 * 1024
"""Unless the settings say otherwise."""
FAR_TOO_BIG = 4
"""Times the limit: deleting that much row by row would take longer than anybody waits."""
KEPT_ASIDE = 3
BUSY_S = 2.0
VERSION = 1
SCHEMA = """
CREATE TABLE faults (
  fingerprint TEXT PRIMARY KEY, type TEXT NOT NULL, message TEXT NOT NULL,
  first INTEGER NOT NULL, last INTEGER NOT NULL, count INTEGER NOT NULL, seen INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE parts (
  fingerprint TEXT NOT NULL REFERENCES faults ON DELETE CASCADE, part TEXT NOT NULL,
  last INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (fingerprint, part)
) WITHOUT ROWID;
CREATE TABLE occurrences (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL REFERENCES faults ON DELETE CASCADE, part TEXT NOT NULL,
  ts INTEGER NOT NULL, count INTEGER NOT NULL, message TEXT NOT NULL, context TEXT NOT NULL, traceback TEXT NOT NULL
);
CREATE INDEX occurrences_of ON occurrences (fingerprint, ts);
CREATE INDEX occurrences_at ON occurrences (ts);
"""


class Damaged(Exception):
    """The file is no database of ours; `detail` says how that shows."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def open_database(path: Path, limit: int = LIMIT_BYTES) -> sqlite3.Connection:
    """Connection for one thread at a time; raises Damaged, OperationalError while it is locked or unwritable."""
    if path.exists() and path.stat().st_size > FAR_TOO_BIG * limit:
        raise Damaged(f"{path.stat().st_size >> 20} MB")
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except sqlite3.OperationalError:
        connection.close()
        raise
    except (sqlite3.DatabaseError, Damaged) as error:
        connection.close()
        raise Damaged(str(error)) from None
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    for pragma in ("auto_vacuum=INCREMENTAL", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version == 0 and not tables:
        connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    elif version != VERSION or not {"faults", "parts", "occurrences"} <= tables:
        raise Damaged(f"its version is {version}, ours is {VERSION}")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise Damaged("the check of the file failed")


def put_aside(path: Path) -> Path:
    """Rename a file that cannot be used, and forget all but the newest three put aside before; returns where it is."""
    aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
    path.replace(aside)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    for old in sorted(path.parent.glob(f"{path.name}.damaged-*"))[:-KEPT_ASIDE]:
        old.unlink(missing_ok=True)
    return aside
