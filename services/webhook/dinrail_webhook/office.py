"""The store in a thread of its own: nobody in the event loop waits for the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from dinrail.errors import NotConnected
from dinrail.reason import Reason
from dinrail_webhook.store import Store

__all__ = ["Office"]

T = TypeVar("T")


class Office:
    """One store, one thread."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "letters")
        self._store: Store | None = None
        self.refused: Reason | None = None
        """Why the disk took nothing when it was asked last."""

    async def open(self) -> Store:
        """Open the file; raises NotConnected with what the disk says."""
        self._store = await self._in_thread(lambda: Store(self._folder))
        return self._store

    async def ask(self, work: Callable[[Store], T]) -> T:
        """Have something done with the store; raises NotConnected."""
        store = self._store
        if store is None:
            raise NotConnected("the store of letters is not open")
        return await self._in_thread(lambda: work(store))

    async def change(self, work: Callable[[Store], T]) -> T:
        """The same for what has to be written; what the disk says is remembered."""
        try:
            done = await self.ask(work)
        except NotConnected as error:
            self.refused = error.reason
            raise
        self.refused = None
        return done

    async def close(self) -> None:
        """Wait for what is under way, close the file."""
        store, self._store = self._store, None
        if store is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, store.close)
        self._thread.shutdown(wait=False)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (sqlite3.Error, OSError) as error:
            detail = str(error)[:160]
            raise NotConnected(f"letters cannot be kept: {detail}", key="letters_unwritable", detail=detail) from None
