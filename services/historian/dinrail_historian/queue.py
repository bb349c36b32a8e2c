"""Batches that wait for the database, one file each: bounded in bytes, the oldest dropped, in order."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path

import msgspec

__all__ = ["Batch", "DiskQueue"]

SUFFIX = ".batch"


class Batch(msgspec.Struct, frozen=True):
    """Samples as they will be sent, and how many."""

    body: bytes
    samples: int


class _Slip(msgspec.Struct, frozen=True):
    number: int
    samples: int
    size: int
    data: bytes | None = None


class DiskQueue:
    """Files are touched in threads, one call at a time; `lost` is called with the samples that had to go.

    folder: None keeps everything in memory.
    """

    def __init__(self, folder: Path | None, limit: int, lost: Callable[[str, int], None]) -> None:
        self._folder = folder
        self._limit = limit
        self._lost = lost
        self._slips: deque[_Slip] = deque()
        self._next = 1
        self._turn = asyncio.Lock()
        self.samples = self.size = 0

    def __len__(self) -> int:
        return len(self._slips)

    async def open(self) -> None:
        """Take up what an earlier process left."""
        async with self._turn:
            if self._folder is not None and not self._slips:
                for slip in await asyncio.to_thread(self._found, self._folder):
                    self._add(slip)

    async def put(self, batch: Batch) -> int:
        """Keep it, behind all others; returns its number, 0 where the disk does not take it."""
        async with self._turn:
            number, self._next = self._next, self._next + 1
            data = await asyncio.to_thread(zlib.compress, batch.body, 1)
            slip = _Slip(number, batch.samples, len(data), data if self._folder is None else None)
            if self._folder is not None:
                try:
                    await asyncio.to_thread(_write, self._path(self._folder, slip), data)
                except OSError:
                    self._lost("disk", batch.samples)
                    return 0
            self._add(slip)
            while self.size > self._limit and len(self._slips) > 1:
                await self._forget("queue_full")
            return number

    async def oldest(self) -> tuple[int, Batch] | None:
        """The next to be sent, with its number; one that cannot be read any more is counted and left out."""
        async with self._turn:
            while self._slips:
                slip = self._slips[0]
                try:
                    data = slip.data if self._folder is None else await asyncio.to_thread(self._read, slip)
                    return slip.number, Batch(await asyncio.to_thread(zlib.decompress, data or b""), slip.samples)
                except (OSError, zlib.error):
                    await self._forget("damaged")
            return None

    async def done(self, number: int) -> None:
        """It arrived; it may have had to go meanwhile, and is the oldest otherwise."""
        async with self._turn:
            if self._slips and self._slips[0].number == number:
                await self._forget("")

    async def _forget(self, why: str) -> None:
        slip = self._slips.popleft()
        self.samples -= slip.samples
        self.size -= slip.size
        if why:
            self._lost(why, slip.samples)
        if self._folder is not None:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(self._path(self._folder, slip).unlink, missing_ok=True)

    def _add(self, slip: _Slip) -> None:
        self._slips.append(slip)
        self._next = max(self._next, slip.number + 1)
        self.samples += slip.samples
        self.size += slip.size

    def _read(self, slip: _Slip) -> bytes:
        assert self._folder is not None  # noqa: S101 - of this call only
        return self._path(self._folder, slip).read_bytes()

    @staticmethod
    def _path(folder: Path, slip: _Slip) -> Path:
        return folder / f"{slip.number:012d}-{slip.samples}{SUFFIX}"

    @staticmethod
    def _found(folder: Path) -> list[_Slip]:
        # A folder that cannot be used is told with the first batch that has to go there.
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.new"):
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
        found = []
        for file in folder.glob(f"*{SUFFIX}"):
            number, _, samples = file.stem.partition("-")
            with contextlib.suppress(OSError):
                if number.isdigit() and samples.isdigit():
                    found.append(_Slip(int(number), int(samples), file.stat().st_size))
        return sorted(found, key=lambda slip: slip.number)


def _write(path: Path, data: bytes) -> None:
    fresh = path.with_suffix(".new")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
