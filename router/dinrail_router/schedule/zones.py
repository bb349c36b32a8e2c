"""Time zones by their IANA name, and that of the machine."""

from __future__ import annotations

import os
import zoneinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dinrail_router.findings import TextError, did_you_mean

__all__ = ["machine_zone", "zone"]

_LOCALTIME = Path("/etc/localtime")


def zone(name: str) -> ZoneInfo:
    """The zone of a name; raises TextError when there is none."""
    found = _find(name)
    if found is None:
        hint = did_you_mean(name, zoneinfo.available_timezones()) or "for example Europe/Berlin"
        raise TextError(f"unknown time zone {name[:64]!r}", key="zone_unknown", hint=hint, zone=name[:64])
    return found


@cache
def machine_zone() -> ZoneInfo:
    """Where the machine thinks it is: `TZ`, else /etc/localtime, else UTC."""
    given = _find(os.environ.get("TZ", "").removeprefix(":"))
    if given is not None:
        return given
    _, _, name = str(_LOCALTIME.resolve()).partition("/zoneinfo/")
    named = _find(name)
    if named is not None:
        return named
    try:
        with _LOCALTIME.open("rb") as file:
            return ZoneInfo.from_file(file, "localtime")
    except (OSError, ValueError):
        return ZoneInfo("UTC")


def _find(name: str) -> ZoneInfo | None:
    # An odd name can be a folder of the database, a file that is no zone, or a path out of it.
    try:
        return ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None
