"""Takes captured errors from the bus and from our own log, and has one thread write them; never waits for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec

from dinrail.bus import Bus, PublishPacket
from dinrail.clock import Clock
from dinrail.documents import CapturedError
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end
from dinrail_gateway.errorlog.database import LIMIT_BYTES, Damaged, open_database, put_aside
from dinrail_gateway.errorlog.store import DAYS, Store
from dinrail_gateway.errors import Unavailable

__all__ = ["FILE", "WAITING", "ErrorLog"]

FILE = "system_logs.db"
WAITING = 1000
EVERY_S = 0.5
SWEEP_S = 60.0
AHEAD_MS = 60_000
MOST = 1_000_000
MAX_TRACEBACK = 16 * 1024
T = TypeVar("T")
_decode = msgspec.json.Decoder(CapturedError).decode


class ErrorLog:
    """`problem`: why nothing can be kept now; `aside`: where a damaged file went; `dropped`: what found no room."""

    def __init__(
        self,
        bus: Bus,
        folder: Path,
        *,
        clock: Clock,
        retention: Callable[[], tuple[int, int]] = lambda: (DAYS, LIMIT_BYTES),
    ) -> None:
        """retention: for how many days, and up to how many bytes, errors are kept now."""
        self.problem: Reason | None = None
        self.aside: Reason | None = None
        self.dropped = 0
        self._path = folder / FILE
        self._clock = clock
        self._retention = retention
        self._waiting: deque[tuple[str, CapturedError]] = deque()
        self._listeners: list[Callable[[str, CapturedError], None]] = []
        self._store: Store | None = None
        self._connection: sqlite3.Connection | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._task: asyncio.Task[None] | None = None
        bus.subscribe("dinrail/+/error", self._take, qos=1)

    def start(self) -> None:
        """Begin to write."""
        self._task = begin(self._run, "errorlog")

    async def stop(self) -> None:
        """Write what waits, and end."""
        await end(self._task)
        await self._flush()
        await self._in_thread(self._close)
        if self._thread is not None:
            self._thread.shutdown(wait=False)
            self._thread = None

    def add(self, part: str, error: CapturedError) -> None:
        """Keep one, as far as it is what it may be; the oldest that waits makes room."""
        error = _bounded(error, self._clock.now_ms())
        if len(self._waiting) >= WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._waiting.append((part, error))
        for listener in self._listeners:
            listener(part, error)

    def on_error(self, listener: Callable[[str, CapturedError], None]) -> None:
        """Call with every error that is kept; must return at once."""
        self._listeners.append(listener)

    async def ask(self, question: Callable[[Store], T]) -> T:
        """Have the store answer, with everything told so far; raises Unavailable."""
        await self._flush()
        try:
            return await self._in_thread(lambda: question(self._opened()))
        except (sqlite3.Error, OSError, Damaged) as error:
            raise Unavailable.of(_reason(error)) from None

    def _take(self, packet: PublishPacket) -> None:
        part = packet.topic.split("/")[1]
        try:
            self.add(part, _decode(packet.payload))
        except (msgspec.DecodeError, RecursionError):
            self.dropped += 1

    async def _run(self) -> None:
        swept = float("-inf")
        while True:
            await self._flush()
            if self._clock.monotonic() - swept >= SWEEP_S and self.problem is None:
                swept = self._clock.monotonic()
                await self._write(self._sweep)
            await self._clock.sleep(EVERY_S)

    def _sweep(self, store: Store) -> None:
        days, limit = self._retention()
        store.sweep(self._clock.now_ms(), limit, days)

    async def _flush(self) -> None:
        if not self._waiting and self._store is not None:
            return
        batch = list(self._waiting)
        if await self._write(lambda store: store.add(batch)):
            for _ in batch:
                if self._waiting:
                    self._waiting.popleft()

    async def _write(self, work: Callable[[Store], None]) -> bool:
        """False when it has to be tried again; a damaged file is put aside and a new one begun."""
        try:
            await self._in_thread(lambda: work(self._opened()))
        except sqlite3.OperationalError as error:  # locked, full, read-only: the file itself may be well
            self.problem = _reason(error)
            return False
        except (sqlite3.DatabaseError, Damaged) as error:
            detail = str(error)
            await self._in_thread(lambda: self._replace(detail))
            return False
        except OSError as error:
            self.problem = _reason(error)
            return False
        self.problem = None
        return True

    def _opened(self) -> Store:
        if self._store is None:
            self._connection = open_database(self._path, self._retention()[1])
            self._store = Store(self._connection)
        return self._store

    def _replace(self, detail: str) -> None:
        self._close()
        try:
            aside = put_aside(self._path)
        except OSError as error:
            self.problem = _reason(error)
            return
        self.aside = Reason("error_log_damaged", {"file": aside.name, "detail": detail}, f"put aside: {detail}")

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._store = self._connection = None

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="errorlog")
        return asyncio.get_running_loop().run_in_executor(self._thread, work)


def _bounded(error: CapturedError, now: int) -> CapturedError:
    """Whatever a part says, it neither fills the file nor stops it."""
    return msgspec.structs.replace(
        error,
        ts=error.ts if 0 < error.ts <= now + AHEAD_MS else now,
        count=min(max(error.count, 1), MOST),
        type=error.type[:200],
        message=error.message[:1000],
        context=error.context[:1000],
        traceback=error.traceback[-MAX_TRACEBACK:],
        fingerprint=error.fingerprint[:64],
    )


def _reason(error: Exception) -> Reason:
    detail = str(error)[:200]
    return Reason("error_log_unwritable", {"detail": detail}, f"the error log cannot be written: {detail}")
