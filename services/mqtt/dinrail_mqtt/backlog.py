"""What waits for the other broker, on disk: bounded in number and bytes, the oldest or the newest dropped."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from dinrail_mqtt.config import Queue

__all__ = ["Backlog", "Kept"]

T = TypeVar("T")
FLUSH_S = 0.5
BATCH = 500
SCHEMA = "CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER, message BLOB NOT NULL)"
OVERHEAD = 64
PRIMARY = 0xFF
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A message as it will be sent; ts: when it was said, Unix ms."""

    topic: str
    payload: bytes
    ts: int
    qos: int = 1


_decoder = msgspec.msgpack.Decoder(Kept)


class Backlog:
    """Files are touched by one thread only; what was put in is on disk within half a second.

    folder: None keeps everything in memory. A damaged file is set aside, also one that is damaged later, and a new one
    begun. A disk that refuses keeps nothing, loses nothing that lies there, and disturbs nobody; it is counted.
    """

    def __init__(self, folder: Path | None, limits: Queue, count: Callable[[str, int], None]) -> None:
        self.limits = limits
        self._folder = folder
        self._count = count
        self._waiting: list[Kept] = []
        self._lock = threading.Lock()
        self._flushing: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._db: sqlite3.Connection | None = None
        self._stored = self._bytes = 0
        self._past = 0  # sent, whether the disk could forget it or not

    @property
    def size(self) -> int:
        """Messages that wait."""
        return self._stored + len(self._waiting)

    def put(self, message: Kept) -> bool:
        """Keep one; False when it was dropped."""
        limits = self.limits
        if not limits.messages or (limits.drop == "newest" and self._full()):
            self._count("queue_dropped", 1)
            return False
        self._waiting.append(message)
        if len(self._waiting) > limits.messages:
            del self._waiting[0]
            self._count("queue_dropped", 1)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())
        return True

    async def open(self) -> None:
        """Look at what an earlier process left."""
        await self._in_thread(None, self._connect)

    async def peek(self, most: int = BATCH) -> list[tuple[int, Kept]]:
        """The oldest with their ids."""
        await self.flush()
        return await self._in_thread([], self._oldest, most)

    async def done(self, ids: list[int]) -> None:
        """Forget what was sent: all of what was looked at."""
        if ids:
            await self._in_thread(None, self._forget, max(ids))
            await self._in_thread(None, self._measure)

    async def flush(self) -> None:
        """Everything to disk."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._stored += len(waiting)  # counts at once, also while the thread is at work
            if await self._in_thread(False, self._store, waiting):
                await self._in_thread(None, self._trim)
            else:
                self._stored = max(0, self._stored - len(waiting))
                self._count("queue_dropped", len(waiting))

    async def close(self) -> None:
        """Everything to disk, and the file closed; it opens again when it is needed."""
        if self._flushing is not None:
            self._flushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._flushing
        await self.flush()
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.get_running_loop().run_in_executor(thread, self._alone, None, self._disconnect)
            thread.shutdown(wait=False)

    def _full(self) -> bool:
        return self.size >= self.limits.messages or self._bytes >= self.limits.megabytes * 1_000_000

    async def _flush_soon(self) -> None:
        await asyncio.sleep(FLUSH_S)
        await asyncio.shield(self.flush())

    async def _in_thread(self, otherwise: T, work: Callable[..., T], *args: Any) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="backlog")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._alone, otherwise, work, *args)

    # -- in the thread

    def _alone(self, otherwise: T, work: Callable[..., T], *args: Any) -> T:
        """A thread that is being ended may still be at work when the next one begins."""
        with self._lock:
            try:
                return self._mended(work, *args)
            except sqlite3.DatabaseError:
                self._count("queue_refused", 1)
                return otherwise

    def _mended(self, work: Callable[..., T], *args: Any) -> T:
        try:
            return work(*args)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & PRIMARY not in DAMAGED:
                raise
            self._set_aside()
            return work(*args)

    def _connect(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = self._begin()
            self._measure()
        return self._db

    def _begin(self) -> sqlite3.Connection:
        where = ":memory:" if self._folder is None else str(self._folder / "backlog.sqlite")
        db = sqlite3.connect(where, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA cache_size = -512")
            db.execute(SCHEMA)
            db.execute("SELECT count(*), max(id) FROM kept").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _set_aside(self) -> None:
        self._disconnect()
        self._stored = self._bytes = self._past = 0
        if self._folder is None:
            return
        self._count("queue_broken", 1)
        for suffix in ("", "-wal", "-shm"):
            file = self._folder / f"backlog.sqlite{suffix}"
            with contextlib.suppress(OSError):
                file.replace(file.with_name(f"broken.sqlite{suffix}"))

    def _measure(self) -> None:
        if self._db is not None:
            asked = "SELECT count(*), coalesce(sum(size), 0) FROM kept WHERE id > ?"
            self._stored, self._bytes = self._db.execute(asked, (self._past,)).fetchone()

    def _store(self, messages: list[Kept]) -> bool:
        db = self._connect()
        rows = [(len(each.topic) + len(each.payload) + OVERHEAD, msgspec.msgpack.encode(each)) for each in messages]
        try:
            db.execute("BEGIN")
            db.executemany("INSERT INTO kept (size, message) VALUES (?, ?)", rows)
            db.execute("COMMIT")
        except sqlite3.DatabaseError:
            with contextlib.suppress(sqlite3.DatabaseError):
                db.execute("ROLLBACK")
            raise
        self._measure()
        return True

    def _trim(self) -> None:
        db = self._connect()
        limit = self.limits.megabytes * 1_000_000
        while self._stored > self.limits.messages or self._bytes > limit:
            surplus = max(self._stored - self.limits.messages, min(64, self._stored) if self._bytes > limit else 0)
            gone = db.execute("DELETE FROM kept WHERE id IN (SELECT id FROM kept ORDER BY id LIMIT ?)", (surplus,))
            if gone.rowcount <= 0:
                return
            self._count("queue_dropped", gone.rowcount)
            self._measure()

    def _oldest(self, most: int) -> list[tuple[int, Kept]]:
        asked = "SELECT id, message FROM kept WHERE id > ? ORDER BY id LIMIT ?"
        found = []
        for number, blob in self._connect().execute(asked, (self._past, most)).fetchall():
            try:
                found.append((number, _decoder.decode(blob)))
            except msgspec.DecodeError:
                self._connect().execute("DELETE FROM kept WHERE id = ?", (number,))
                self._measure()
                self._count("queue_broken", 1)
        return found

    def _forget(self, last: int) -> None:
        self._past = last
        self._connect().execute("DELETE FROM kept WHERE id <= ?", (last,))

    def _disconnect(self) -> None:
        if self._db is not None:
            with contextlib.suppress(sqlite3.DatabaseError):
                self._db.close()
        self._db = None
