"""Letters on the disk: a SQLite file, each change synced before it counts.

Neither a kill nor a power cut loses one. Blocking; see `Office` for the thread it lives in.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from dinrail.reason import Reason
from dinrail_webhook.letters import Letter, State, Tally

__all__ = ["FILE", "MAX_DEAD", "Store"]

FILE = "letters.sqlite"
MAX_DEAD = 1000
"""Of each target; the oldest go first."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS letters (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, target TEXT NOT NULL, value TEXT NOT NULL,
  ts INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, spent REAL NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'waiting', reason TEXT);
CREATE INDEX IF NOT EXISTS by_target ON letters (target, state, number);
CREATE TABLE IF NOT EXISTS latest (target TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
_COLUMNS = "id, target, value, ts, attempts, spent, state, reason"


class Store:
    """One file, or memory where there is no folder for it; raises OSError or sqlite3.Error when the disk refuses."""

    def __init__(self, folder: Path | None) -> None:
        self.damaged = False
        self._file = folder / FILE if folder else None
        try:
            self._base = self._open()
        except sqlite3.DatabaseError as error:
            if self._file is None or isinstance(error, sqlite3.OperationalError):
                raise
            self._put_aside()
            self._base = self._open()

    def close(self) -> None:
        """Release the file."""
        self._base.close()

    def add(self, letter: Letter, room: int) -> bool:
        """Keep a letter; False when so many wait already."""
        with self._base as base:
            (waiting,) = base.execute(
                "SELECT count(*) FROM letters WHERE target = ? AND state = 'waiting'", (letter.target,)
            ).fetchone()
            if waiting >= room:
                return False
            base.execute(
                "INSERT INTO letters (id, target, value, ts) VALUES (?, ?, ?, ?)",
                (letter.id, letter.target, _encode(letter.value), letter.ts),
            )
            self._remember(letter.target, letter.value)
        return True

    def remember(self, target: str, value: bool | int | float | str) -> None:
        """What was handed in last."""
        with self._base:
            self._remember(target, value)

    def latest(self) -> dict[str, Any]:
        """What was handed in last, by target."""
        rows = self._base.execute("SELECT * FROM latest WHERE target != ''")
        return {target: msgspec.json.decode(value) for target, value in rows}

    def first(self, target: str, but: Sequence[str] = ()) -> Letter | None:
        """The oldest that waits, without some."""
        found = self._base.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE target = ? AND state = 'waiting'"  # noqa: S608
            " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY number LIMIT 1",
            (target, _encode(but)),
        ).fetchone()
        return _letter(found) if found else None

    def settle(self, identity: str, letter: Letter | None) -> None:
        """How it stands now; None: delivered."""
        if letter is None:
            self.remove([identity])
        else:
            self.update(letter)

    def probe(self) -> None:
        """A change that changes nothing."""
        with self._base as base:
            base.execute("INSERT OR REPLACE INTO latest VALUES ('', 'null')")

    def update(self, letter: Letter) -> None:
        """Keep how its attempts went; too many dead ones push out the oldest."""
        with self._base as base:
            base.execute(
                "UPDATE letters SET attempts = ?, spent = ?, state = ?, reason = ? WHERE id = ?",
                (letter.attempts, letter.spent, letter.state, _encode(letter.reason), letter.id),
            )
            if letter.state == "dead":
                base.execute(
                    "DELETE FROM letters WHERE number IN (SELECT number FROM letters WHERE target = ?"
                    " AND state = 'dead' ORDER BY number DESC LIMIT -1 OFFSET ?)",
                    (letter.target, MAX_DEAD),
                )

    def remove(self, ids: Sequence[str]) -> None:
        """Delivered."""
        with self._base as base:
            base.executemany("DELETE FROM letters WHERE id = ?", [(each,) for each in ids])

    def listed(self, state: State, target: str | None, offset: int, limit: int) -> tuple[int, list[Letter]]:
        """How many there are, and some of them, the newest first."""
        chosen, values = _where(state, target)
        (total,) = self._base.execute(f"SELECT count(*) FROM letters WHERE {chosen}", values).fetchone()  # noqa: S608
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE {chosen} ORDER BY number DESC LIMIT ? OFFSET ?",  # noqa: S608
            (*values, limit, offset),
        )
        return total, [_letter(row) for row in rows]

    def revive(self, ids: Sequence[str] | None, target: str | None) -> int:
        """Dead letters wait again, those named or all of a target (None: of every one); how many."""
        return self._change("UPDATE letters SET state = 'waiting', attempts = 0, spent = 0, reason = NULL", ids, target)

    def discard(self, ids: Sequence[str] | None, target: str | None) -> int:
        """Dead letters are forgotten; how many."""
        return self._change("DELETE FROM letters", ids, target)

    def tallies(self) -> dict[str, Tally]:
        """How many there are, by target."""
        found: dict[str, Tally] = {}
        for target, state, count in self._base.execute("SELECT target, state, count(*) FROM letters GROUP BY 1, 2"):
            setattr(found.setdefault(target, Tally()), state, count)
        return found

    def bury(self, known: Sequence[str], reason: Reason) -> None:
        """What waits for a target that is no more is dead, until it is back and they are sent again."""
        with self._base as base:
            marks = ",".join("?" * len(known))
            base.execute(
                f"UPDATE letters SET state = 'dead', reason = ? WHERE state = 'waiting' AND target NOT IN ({marks})",  # noqa: S608
                (_encode(reason), *known),
            )

    def _change(self, action: str, ids: Sequence[str] | None, target: str | None) -> int:
        with self._base as base:
            if ids is not None:
                changed = base.executemany(f"{action} WHERE state = 'dead' AND id = ?", [(each,) for each in ids])
            else:
                chosen, values = _where("dead", target)
                changed = base.execute(f"{action} WHERE {chosen}", values)
            return max(0, changed.rowcount)

    def _remember(self, target: str, value: bool | int | float | str) -> None:
        self._base.execute("INSERT OR REPLACE INTO latest VALUES (?, ?)", (target, _encode(value)))

    def _open(self) -> sqlite3.Connection:
        if self._file is not None:
            self._file.open("ab").close()  # the system's own words, if it refuses
        base = sqlite3.connect(self._file or ":memory:", check_same_thread=False, timeout=2.0)
        try:
            base.execute("PRAGMA journal_mode = WAL")
            base.execute("PRAGMA synchronous = FULL")
            base.execute("PRAGMA cache_size = -512")
            base.executescript(_SCHEMA)
            base.execute("SELECT count(*) FROM letters").fetchone()
        except BaseException:
            base.close()
            raise
        return base

    def _put_aside(self) -> None:
        """A file that is no database is kept beside the new one."""
        if self._file is None:
            return
        self._file.replace(self._file.with_suffix(".damaged"))
        for rest in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                self._file.with_name(self._file.name + rest).unlink()
        self.damaged = True


def _where(state: State, target: str | None) -> tuple[str, tuple[str, ...]]:
    return ("state = ?", (state,)) if target is None else ("state = ? AND target = ?", (state, target))


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _letter(row: tuple[Any, ...]) -> Letter:
    identity, target, value, ts, attempts, spent, state, told = row
    reason = msgspec.json.decode(told, type=Reason | None) if told else None
    return Letter(identity, target, msgspec.json.decode(value), ts, attempts, spent, state, reason)
