"""Batches that wait for the database, in files: bounded in bytes, the oldest dropped, in order."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections import deque
from collections.abc import Callable
from itertools import islice, takewhile
from pathlib import Path

from dinrail_historian.slips import Batch, Slip, found_in, gathered, path_of, unpacked, written

__all__ = ["Batch", "DiskQueue"]

GATHER = 60
SMALL_BYTES, SMALL_SAMPLES = 16_384, 1000
"""So many files of at most this size become one: a batch a second for days is more than disk and memory hold."""


class DiskQueue:
    """Files are touched in threads, one call at a time; `lost` is called with the samples that had to go.

    folder: None keeps everything in memory.
    """

    def __init__(self, folder: Path | None, limit: int, lost: Callable[[str, int], None]) -> None:
        self._folder = folder
        self._limit = limit
        self._lost = lost
        self._slips: deque[Slip] = deque()
        self._next = 1
        self._turn = asyncio.Lock()
        self.samples = self.size = 0

    def __len__(self) -> int:
        return len(self._slips)

    async def open(self) -> None:
        """Take up what an earlier process left."""
        async with self._turn:
            if self._folder is not None and not self._slips:
                for slip in await asyncio.to_thread(found_in, self._folder):
                    self._add(slip)

    async def put(self, batch: Batch) -> int:
        """Keep it, behind all others; returns its number, 0 where the disk does not take it."""
        async with self._turn:
            number, self._next = self._next, self._next + 1
            try:
                self._add(await asyncio.to_thread(written, self._folder, number, batch))
            except OSError:
                self._lost("disk", batch.samples)
                return 0
            await self._gather()
            while self.size > self._limit and len(self._slips) > 1:
                await self._forget("queue_full")
            return number

    async def oldest(self) -> tuple[int, Batch] | None:
        """The next to be sent, with its number; one that cannot be read any more is counted and left out."""
        async with self._turn:
            while self._slips:
                slip = self._slips[0]
                try:
                    return slip.number, Batch(await asyncio.to_thread(unpacked, self._folder, slip), slip.samples)
                except (OSError, zlib.error):
                    await self._forget("damaged")
            return None

    async def done(self, number: int) -> None:
        """It arrived; it may have had to go meanwhile, and is the oldest otherwise."""
        async with self._turn:
            if self._slips and self._slips[0].number == number:
                await self._forget("")

    async def _gather(self) -> None:
        """The newest as one file where they are small; the oldest may be under way and stays."""
        newest = islice(reversed(self._slips), min(GATHER, len(self._slips) - 1))
        small = [*takewhile(lambda slip: slip.size <= SMALL_BYTES and slip.samples <= SMALL_SAMPLES, newest)][::-1]
        if self._folder is None or len(small) < GATHER:
            return
        with contextlib.suppress(OSError):
            one, lost = await asyncio.to_thread(gathered, self._folder, small)
            for _ in small:
                gone = self._slips.pop()
                self.samples -= gone.samples
                self.size -= gone.size
            if one is not None:
                self._add(one)
            if lost:
                self._lost("damaged", lost)

    async def _forget(self, why: str) -> None:
        slip = self._slips.popleft()
        self.samples -= slip.samples
        self.size -= slip.size
        if why:
            self._lost(why, slip.samples)
        if self._folder is not None:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(path_of(self._folder, slip).unlink, missing_ok=True)

    def _add(self, slip: Slip) -> None:
        self._slips.append(slip)
        self._next = max(self._next, slip.number + 1)
        self.samples += slip.samples
        self.size += slip.size
