"""Whether the backups the schedule makes are there and open with the passphrase that is set."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from dinrail.reason import Reason
from dinrail_gateway.backup.archive import read
from dinrail_gateway.backup.shelf import DAY_MS
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, warning
from dinrail_gateway.errors import ApiError

__all__ = ["CHECK", "Backups"]


class Backups(Check):
    """A passphrase that was changed and forgotten is noticed now, not on the day it is needed."""

    id = "backups"
    title: ClassVar[dict[str, str]] = {"en": "Backups", "de": "Sicherungen"}
    fix_title: ClassVar[dict[str, str]] = {"en": "Make one now", "de": "Jetzt eine anlegen"}

    async def look(self, house: House) -> Finding:
        """Nothing to say while no schedule is on."""
        gateway = house.gateway
        wanted = gateway.preferences.now.backup
        passphrase = gateway.preferences.secret("/backup/passphrase")
        if not wanted.enabled:
            return ok()
        if not passphrase:
            return error(reason("backup_passphrase_missing", "scheduled backups need a passphrase"))
        shelf = gateway.backups.shelf
        made = [each for each in await asyncio.to_thread(shelf.all) if each.kind == "scheduled" and each.manifest]
        newest = made[0] if made else None
        if newest is None or newest.manifest is None:
            return warning(reason("backup_none", "the schedule has made none yet"), fixable=True)
        days = (gateway.clock.now_ms() - newest.manifest.created) // DAY_MS
        if days > 2 * wanted.every_days + 1:
            return error(reason("backup_old", f"the newest backup is {days} days old", days=days), fixable=True)
        try:
            data = await asyncio.to_thread(shelf.content, newest.id)
            await asyncio.to_thread(lambda: read(data).unlock(passphrase))
        except ApiError as failed:
            message = f"{newest.id} does not open: {failed.reason.message}"
            return error(reason("backup_not_opened", message, backup=newest.id), fixable=True)
        return ok()

    async def fix(self, house: House) -> Reason:
        """With the passphrase of the settings."""
        passphrase = house.gateway.preferences.secret("/backup/passphrase")
        id_ = await house.gateway.backups.create("scheduled", passphrase)
        return reason("backup_made", f"{id_} was made", backup=id_)


CHECK = Backups
