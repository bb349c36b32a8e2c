"""Handles: names that clients look up once; they follow an online change."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from dinrail_ads.sim.program import Location, Program
from dinrail_ads.sim.program.memory import Refused
from dinrail_ads.wire.errors import AdsCode

__all__ = ["Handles"]


@dataclass
class _Handle:
    path: str
    type_name: str
    size: int
    location: Location | None


class Handles:
    """Every look-up gives a handle of its own."""

    def __init__(self) -> None:
        self._known: dict[int, _Handle] = {}
        self._numbers = itertools.count(0x1F_0001)

    def __len__(self) -> int:
        return len(self._known)

    def open(self, location: Location) -> int:
        """A new handle."""
        handle = next(self._numbers)
        self._known[handle] = _Handle(location.name, location.type.name, location.size, location)
        return handle

    def release(self, handle: int) -> None:
        """Raises Refused where it is unknown."""
        if self._known.pop(handle, None) is None:
            raise Refused(AdsCode.SYMBOL_NOT_FOUND)

    def location(self, handle: int) -> Location:
        """Where it leads now; raises Refused where it is unknown or its variable is gone or of another type."""
        known = self._known.get(handle)
        if known is None:
            raise Refused(AdsCode.SYMBOL_NOT_FOUND)
        if known.location is None:
            raise Refused(AdsCode.SYMBOL_VERSION_INVALID)
        return known.location

    def rebind(self, program: Program) -> None:
        """Follow the variables to their new addresses."""
        for known in self._known.values():
            try:
                location = program.find(known.path)
            except KeyError:
                known.location = None
                continue
            same = (location.type.name, location.size) == (known.type_name, known.size)
            known.location = location if same else None

    def clear(self) -> None:
        """All die, as with a download."""
        self._known.clear()
