"""Browser sessions: server-side, hashed on disk, measured on the monotonic clock while the gateway runs."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from pathlib import Path

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.auth.accounts import digest
from dinrail_gateway.background import begin, end
from dinrail_gateway.documents import files

__all__ = ["IDLE_S", "LIFE_S", "Session", "Sessions"]

LIFE_S = 30 * 86_400
IDLE_S = 7 * 86_400
MAX_SESSIONS = 500
SAVE_EVERY_S = 60.0


class Session(msgspec.Struct):
    """One login; deadlines in monotonic seconds."""

    user: str
    ends: float
    idle_ends: float


class _Stored(msgspec.Struct):
    user: str
    ends_ms: int
    idle_ends_ms: int


class Sessions:
    """All sessions by the hash of their secret; the oldest give way beyond 500."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._sessions: dict[str, Session] = {}
        self._saving = threading.Lock()
        self._dirty = False
        self._task: asyncio.Task[None] | None = None
        self._log = logging.getLogger("dinrail.gateway.auth")

    def load(self) -> None:
        """Read what an earlier run left; a damaged file only costs a new login. Touches the disk."""
        try:
            stored = msgspec.json.decode(files.read(self._path) or b"{}", type=dict[str, _Stored])
        except msgspec.DecodeError as error:
            self._log.warning("%s is damaged, everybody has to log in again: %s", self._path, error)
            return
        now, wall = self._clock.monotonic(), self._clock.now_ms()
        for key, session in stored.items():
            # Clamped, so that a clock set back gives nobody a longer session than a fresh one.
            ends = now + min(LIFE_S, (session.ends_ms - wall) / 1000)
            idle_ends = now + min(IDLE_S, (session.idle_ends_ms - wall) / 1000)
            if min(ends, idle_ends) > now:
                self._sessions[key] = Session(session.user, ends, idle_ends)

    def start(self) -> None:
        """Begin to store, once a minute, when sessions were last used."""
        self._task = begin(self._save_often, "sessions")

    async def stop(self) -> None:
        """Store and end."""
        await end(self._task)
        await self.save()

    async def open(self, user: str) -> str:
        """A new session; returns its secret, for the cookie."""
        secret = secrets.token_urlsafe(32)
        now = self._clock.monotonic()
        while len(self._sessions) >= MAX_SESSIONS:
            del self._sessions[min(self._sessions, key=lambda key: self._sessions[key].idle_ends)]
        self._sessions[digest(secret)] = Session(user, now + LIFE_S, now + IDLE_S)
        await self.save()
        return secret

    async def close(self, secret: str) -> None:
        """End one session."""
        if self._sessions.pop(digest(secret), None):
            await self.save()

    async def close_of(self, user: str, *, but: str = "") -> None:
        """End all sessions of a user but one."""
        kept = digest(but)
        self._sessions = {
            key: session for key, session in self._sessions.items() if session.user != user or key == kept
        }
        await self.save()

    def user_of(self, secret: str) -> str | None:
        """Whose session it is; using it keeps it from idling out. None when there is none any more."""
        key = digest(secret)
        session = self._sessions.get(key)
        if session is None:
            return None
        now = self._clock.monotonic()
        if now >= min(session.ends, session.idle_ends):
            del self._sessions[key]
            self._dirty = True
            return None
        session.idle_ends = now + IDLE_S
        self._dirty = True
        return session.user

    async def save(self) -> None:
        """Write the file; when that fails, what changed holds all the same and is written later."""
        self._dirty = False
        try:
            await asyncio.to_thread(self._write)
        except OSError as error:
            self._dirty = True
            self._log.warning("sessions cannot be stored: %s", error)

    def _write(self) -> None:
        # Whoever writes last writes the present state, also when an earlier write was overtaken.
        with self._saving:
            now, wall = self._clock.monotonic(), self._clock.now_ms()
            stored = {
                key: _Stored(
                    session.user,
                    wall + int((session.ends - now) * 1000),
                    wall + int((session.idle_ends - now) * 1000),
                )
                for key, session in self._sessions.copy().items()
            }
            files.write(self._path, msgspec.json.encode(stored), mode=0o600)

    async def _save_often(self) -> None:
        while True:
            await self._clock.sleep(SAVE_EVERY_S)
            if self._dirty:
                await self.save()
