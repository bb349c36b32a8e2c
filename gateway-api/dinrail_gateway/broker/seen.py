"""When each user was last on the broker; kept in one file over restarts of the gateway."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.background import begin, end
from dinrail_gateway.identities.private_files import write_private

__all__ = ["Seen"]

SAVE_S = 60.0
MAX_USERS = 5000


class Seen:
    """Unix ms by user; only `wanted` users are written down. A lost file loses nothing but these times."""

    def __init__(self, file: Path, *, wanted: Callable[[str], bool], clock: Clock) -> None:
        self._file = file
        self._wanted = wanted
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway")
        self._at: dict[str, int] = {}
        self._left: set[str] = set()
        self._saved: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    def at(self, user: str) -> int | None:
        """When it was last there."""
        return self._at.get(user)

    def left(self, user: str) -> bool:
        """Whether its leaving was seen since the broker is connected."""
        return user in self._left

    def mark(self, user: str, at: int, *, left: bool = False) -> None:
        """It is there now, or leaves."""
        if not self._wanted(user) or (user not in self._at and len(self._at) >= MAX_USERS):
            return
        self._at[user] = at
        (self._left.add if left else self._left.discard)(user)

    def forget(self, user: str) -> None:
        """Somebody else may have that name later."""
        self._at.pop(user, None)
        self._left.discard(user)

    def forget_leavings(self) -> None:
        """Whoever left may be back without our knowing."""
        self._left.clear()

    async def start(self) -> None:
        """Read the file, and keep it from now on."""
        with contextlib.suppress(OSError, msgspec.DecodeError, msgspec.ValidationError):
            self._saved = await asyncio.to_thread(self._read)
        self._at = {**self._saved, **self._at}
        self._task = begin(self._keep, "seen")

    async def stop(self) -> None:
        """Write it a last time."""
        await end(self._task)
        await self._save()

    def _read(self) -> dict[str, int]:
        return msgspec.json.decode(self._file.read_bytes(), type=dict[str, int])

    async def _keep(self) -> None:
        while True:
            await self._clock.sleep(SAVE_S)
            await self._save()

    async def _save(self) -> None:
        now = dict(self._at)
        if now == self._saved:
            return
        try:
            await asyncio.to_thread(write_private, self._file, msgspec.json.encode(now))
        except OSError as error:
            self._log.warning("when clients were last seen is not kept: %s", error)
            return
        self._saved = now
