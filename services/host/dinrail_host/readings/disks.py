"""How much room there is on the disks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import psutil

from dinrail_host.config import DiskConfig
from dinrail_host.reading import Group, Reading, Unreadable

__all__ = ["DiskGroup"]

GB = 1e9


class DiskGroup(Group):
    """Of the configured places; one that is missing does not hide the others."""

    name = "disks"

    def __init__(self, places: Sequence[DiskConfig]) -> None:
        self._places = places

    def read(self, now: float) -> Iterator[Reading]:
        """Free is what a user without rights may still write."""
        missing = None
        for place in self._places:
            below = f"disks.{place.name}"
            try:
                room = psutil.disk_usage(place.path)
            except OSError as error:
                missing = Unreadable("disk_unreadable", f"{place.path}: {error.strerror or error}")
                continue
            yield Reading(f"{below}.usage", round(room.percent, 1), "REAL", "%", f"Share of {place.path} that is used")
            yield Reading(f"{below}.free", round(room.free / GB, 2), "REAL", "GB", f"Room that is left on {place.path}")
            yield Reading(f"{below}.total", round(room.total / GB, 2), "REAL", "GB", f"Size of {place.path}")
        if missing is not None:
            raise missing
