"""Disk space where configuration and data lie."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import ClassVar

import msgspec

from dinrail.errors import DinrailError
from dinrail.reason import Reason
from dinrail_gateway.checks.check import Check, Finding, House, error, ok, reason, warning

__all__ = ["CHECK", "Disk", "Space"]

MIB = 1 << 20
FULL_MB, FULL_PERCENT = 256, 1.0
LOW_MB, LOW_PERCENT = 1024, 5.0
DAMAGED = "*.damaged-*"


class Space(msgspec.Struct, frozen=True):
    """Of one file system."""

    folder: str
    free_mb: int
    percent: float


class Disk(Check):
    """A disk that fills up stops backups, logs and saving first; both its size and its share count."""

    id = "disk"
    title: ClassVar[dict[str, str]] = {"en": "Disk space", "de": "Speicherplatz"}
    fix_title: ClassVar[dict[str, str]] = {
        "en": "Remove unused images and damaged logs",
        "de": "Ungenutzte Images und beschädigte Protokolle entfernen",
    }

    async def look(self, house: House) -> Finding:
        """Every file system once."""
        spaces = await asyncio.to_thread(_spaces, _folders(house))
        full = [space for space in spaces if space.free_mb < FULL_MB or space.percent < FULL_PERCENT]
        low = [space for space in spaces if space.free_mb < LOW_MB or space.percent < LOW_PERCENT]
        if not low:
            return ok()
        fixable = await _something_to_remove(house)
        return (error if full else warning)(*(_reason(space) for space in full or low), fixable=fixable)

    async def fix(self, house: House) -> Reason:
        """Images nobody uses, and files that were put aside because they were damaged."""
        files, size = await asyncio.to_thread(_remove_damaged, house.gateway.settings.config)
        images = 0
        if house.upkeep is not None:
            gone = await house.upkeep.prune()
            images, size = gone.images, size + gone.bytes
        freed = size // MIB
        message = f"{images} images and {files} files removed, {freed} MB"
        return reason("disk_cleaned", message, images=images, files=files, freed_mb=freed)


def _folders(house: House) -> list[Path]:
    settings = house.gateway.settings
    return [settings.config, settings.data]


def _spaces(folders: list[Path]) -> list[Space]:
    found: dict[int, Space] = {}
    for folder in folders:
        usage, device = shutil.disk_usage(folder), folder.stat().st_dev
        percent = round(100 * usage.free / usage.total, 1) if usage.total else 0.0
        found.setdefault(device, Space(str(folder), usage.free // MIB, percent))
    return list(found.values())


def _reason(space: Space) -> Reason:
    message = f"{space.folder}: {space.free_mb} MB free ({space.percent} %)"
    return reason("disk_low", message, folder=space.folder, free_mb=space.free_mb, percent=space.percent)


async def _something_to_remove(house: House) -> bool:
    if await asyncio.to_thread(lambda: any(house.gateway.settings.config.glob(DAMAGED))):
        return True
    if house.upkeep is None:
        return False
    try:
        return (await house.upkeep.leftovers()).images > 0
    except DinrailError:
        return False


def _remove_damaged(folder: Path) -> tuple[int, int]:
    number = size = 0
    for path in folder.glob(DAMAGED):
        if path.is_file():
            number, size = number + 1, size + path.stat().st_size
            path.unlink(missing_ok=True)
    return number, size


CHECK = Disk
