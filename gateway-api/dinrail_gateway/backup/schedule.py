"""Backups by themselves, at the time of day the settings say; too many and too old ones are deleted."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.audit.trail import EARLIEST_MS
from dinrail_gateway.background import begin, end
from dinrail_gateway.backup.service import BackupService
from dinrail_gateway.errors import ApiError, Conflict
from dinrail_gateway.preferences.document import BackupSettings
from dinrail_gateway.preferences.service import PreferenceService

__all__ = ["Schedule", "next_time"]

LOOK_S = 30.0
RETRY_MS = 15 * 60_000


class Schedule:
    """`problem`: why the last one could not be made; `next`: Unix ms of the next one, None while switched off."""

    def __init__(self, service: BackupService, preferences: PreferenceService, *, clock: Clock) -> None:
        self._service = service
        self._preferences = preferences
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self._not_before = 0
        self._log = logging.getLogger("dinrail.gateway.backup")
        self.problem: Reason | None = None
        self.next: int | None = None

    def start(self) -> None:
        """Begin."""
        self._task = begin(self._run, "backups")

    async def stop(self) -> None:
        """End; a backup under way is finished by its thread or leaves nothing."""
        await end(self._task)

    async def _run(self) -> None:
        await asyncio.to_thread(self._service.shelf.clean)
        while True:
            await self.look()
            await self._clock.sleep(LOOK_S)

    async def look(self) -> None:
        """Make the one that is due."""
        wanted = self._preferences.now.backup
        passphrase = self._preferences.secret("/backup/passphrase")
        now = self._clock.now_ms()
        if not wanted.enabled:
            self.problem, self.next = None, None
            return
        if not passphrase:
            message = "scheduled backups need a passphrase"
            self.problem, self.next = Reason("backup_passphrase_missing", {}, message), None
            return
        try:
            self.next = await self._due(wanted, now)
        except ApiError as error:
            self.problem = error.reason
            return
        # A clock that was never set would make one now, and the next one in years.
        if now < EARLIEST_MS or now < max(self.next, self._not_before):
            return
        try:
            await self._service.create("scheduled", passphrase)
        except Conflict:
            return  # somebody is at work by hand; the next look tries again
        except ApiError as error:
            self._not_before = now + RETRY_MS
            if error.reason != self.problem:
                self._log.warning("the scheduled backup failed: %s", error.reason.message)
            self.problem = error.reason
            return
        self.problem = None
        await self._sweep(wanted, now)
        self.next = await self._due(wanted, self._clock.now_ms())

    async def _due(self, wanted: BackupSettings, now: int) -> int:
        backups = await asyncio.to_thread(self._service.shelf.all)
        made = [each.manifest.created for each in backups if each.kind == "scheduled" and each.manifest]
        return next_time(max(made, default=0), now, wanted)

    async def _sweep(self, wanted: BackupSettings, now: int) -> None:
        shelf = self._service.shelf
        try:
            gone = await asyncio.to_thread(
                lambda: shelf.sweep("scheduled", now, keep=wanted.keep, max_age_days=wanted.max_age_days)
            )
        except OSError as error:
            self._log.warning("old backups could not be deleted: %s", error)
            return
        if gone:
            self._log.info("old backups deleted: %s", ", ".join(gone))


def next_time(last_ms: int, now_ms: int, wanted: BackupSettings) -> int:
    """Unix ms of the next one after the last (0: there is none); a last one in the future does not count."""
    if last_ms == 0 or last_ms > now_ms:
        return now_ms
    hour, minute = (int(part) for part in wanted.at.split(":"))
    day = dt.datetime.fromtimestamp(last_ms / 1000).date() + dt.timedelta(days=wanted.every_days)  # noqa: DTZ006
    return int(dt.datetime.combine(day, dt.time(hour, minute)).timestamp() * 1000)
