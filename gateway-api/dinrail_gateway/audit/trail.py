"""The files of the audit: `audit/2026-11.jsonl`, one line per act, only ever appended to."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.background import begin, end

__all__ = ["Act", "Trail"]

EVERY_S = 0.5
WAITING = 5000
MAX_BYTES = 200 * 1024 * 1024
EARLIEST_MS = 1_767_225_600_000
"""2026: a clock before that was never set."""
_FILE = re.compile(r"\d{4}-\d\d\.jsonl")
_encode = msgspec.json.Encoder().encode


class Act(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing somebody did, or was refused.

    ts: Unix ms, `clock_unsure` when the clock was not set; who: name, empty for nobody; by: session, token or the part
    that acted; address: where from; action: method and route; target: what the route's placeholders stood for;
    status: of the answer; revision: of the document that came of it; before, after: without secrets.
    """

    ts: int
    who: str
    role: str
    by: str
    address: str
    action: str
    status: int
    revision: str = ""
    target: dict[str, str] = {}
    before: Any = None
    after: Any = None
    times: int = 1
    clock_unsure: bool = False


class Trail:
    """`problem`: why nothing can be appended now; up to 5,000 acts wait for the disk."""

    def __init__(self, folder: Path, *, clock: Clock) -> None:
        self.problem: Reason | None = None
        self._folder = folder
        self._clock = clock
        self._waiting: deque[Act] = deque(maxlen=WAITING)
        self._writing = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write."""
        self._task = begin(self._run, "audit")

    async def stop(self) -> None:
        """Write what waits, and end."""
        await end(self._task)
        await self.flush()

    def add(self, act: Act) -> None:
        """Keep one; returns at once."""
        self._waiting.append(msgspec.structs.replace(act, clock_unsure=act.ts < EARLIEST_MS))

    async def flush(self) -> None:
        """Have everything added so far on the disk, if it takes it."""
        async with self._writing:
            acts = list(self._waiting)
            if not acts:
                return
            try:
                await asyncio.to_thread(self._append, acts)
            except OSError as error:
                detail = error.strerror or str(error)
                self.problem = Reason("audit_unwritable", {"detail": detail}, f"the audit cannot be written: {detail}")
                return
            self.problem = None
            for _ in acts:
                self._waiting.popleft()

    async def find(self, fits: Callable[[Act], bool], *, before: int, limit: int) -> list[Act]:
        """The latest acts older than `before` (Unix ms) that fit, the latest first."""
        await self.flush()
        return await asyncio.to_thread(self._find, fits, before, limit)

    async def _run(self) -> None:
        while True:
            await self.flush()
            await self._clock.sleep(EVERY_S)

    def _append(self, acts: list[Act]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        months: dict[str, list[bytes]] = {}
        for act in acts:
            months.setdefault(time.strftime("%Y-%m", time.gmtime(act.ts / 1000)), []).append(_encode(act) + b"\n")
        for month, lines in months.items():
            handle = os.open(self._folder / f"{month}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                _write_whole(handle, b"".join(lines))
            finally:
                os.close(handle)
        self._bound()

    def _bound(self) -> None:
        files = self._files()
        while len(files) > 1 and sum(path.stat().st_size for path in files) > MAX_BYTES:
            files.pop(0).unlink()

    def _files(self) -> list[Path]:
        return sorted(path for path in self._folder.glob("*.jsonl") if _FILE.fullmatch(path.name))

    def _find(self, fits: Callable[[Act], bool], before: int, limit: int) -> list[Act]:
        found: list[Act] = []
        for path in reversed(self._files()):
            for act in _backwards(path):
                if act.ts < before and fits(act):
                    found.append(act)
                    if len(found) >= limit:
                        return found
        return found


def _write_whole(handle: int, data: bytes) -> None:
    """All of it or, when the disk is full, nothing: half a line would hide the one after it."""
    size = os.fstat(handle).st_size
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, size)
        raise


def _backwards(path: Path) -> Iterator[Act]:
    for line in reversed(path.read_bytes().splitlines()):
        try:
            yield msgspec.json.decode(line, type=Act)
        except msgspec.DecodeError:
            continue  # a power cut in the middle of a line; the others stand
