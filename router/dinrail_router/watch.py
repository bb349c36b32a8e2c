"""Watches one file: replaced by rename, edited in place, gone, back again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from dinrail.clock import Clock

__all__ = ["FileWatch"]

INTERVAL_S = 0.25

_Stamp = tuple[int, int, int]


class FileWatch:
    """Polls the file's stamp in a thread; the same on every file system, also on mounts that send no events."""

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        changed: Callable[[bytes], Awaitable[None]],
        missing: Callable[[OSError], None],
    ) -> None:
        """`changed` gets the content of every new version, `missing` the error when there is none to read."""
        self._path = path
        self._clock = clock
        self._changed = changed
        self._missing = missing
        self._content: bytes | None = None

    async def run(self) -> None:
        """Until cancelled. A version is read at once at the start, later when its stamp has stood still once."""
        read: _Stamp | None = None
        before = await asyncio.to_thread(self._stamp)
        failed = ""
        while True:
            stamp = await asyncio.to_thread(self._stamp)
            if isinstance(stamp, OSError):
                read = None
                if type(stamp).__name__ != failed:
                    failed = type(stamp).__name__
                    self._missing(stamp)
            elif stamp != read and stamp == before:
                data = await asyncio.to_thread(self._read)
                if isinstance(data, bytes) and await asyncio.to_thread(self._stamp) == stamp:
                    read = stamp
                    failed = ""
                    await self._take(data)
            before = stamp
            await self._clock.sleep(INTERVAL_S)

    async def _take(self, data: bytes) -> None:
        if data != self._content:
            self._content = data
            await self._changed(data)

    def _stamp(self) -> _Stamp | OSError:
        try:
            stat = self._path.stat()
        except OSError as error:
            return error
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _read(self) -> bytes | OSError:
        try:
            return self._path.read_bytes()
        except OSError as error:
            return error
