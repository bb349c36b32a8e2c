"""What is left out of the points, and what is taken back in below that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dinrail_ads.tables import ProgramTables

__all__ = ["Exclusions", "is_pattern", "levels"]

_LEVELS = re.compile(r"[^.\[\],/]+")


def levels(path: str) -> tuple[str, ...]:
    """The parts of a path, whichever way it is written; members of `MAIN.aCell[1]` begin with its three."""
    return tuple(_LEVELS.findall(path.lower()))


def is_pattern(path: str) -> bool:
    """Whether it names more than one thing by wildcards."""
    return "*" in path


class Exclusions:
    """Asked value by value: `**` leaves out a million without naming one of them.

    A variable that is named below an excluded one counts more than the exclusion.
    """

    def __init__(self, tables: ProgramTables, paths: Iterable[str]) -> None:
        self._each: list[tuple[tuple[str, ...], Callable[[str], bool]]] = []
        for path in paths:
            if is_pattern(path):
                self._each.append(((), tables.fits(path)))
            elif tables.find(path) is not None:
                self._each.append((levels(path), _below(levels(path))))

    def of(self, path: str) -> Callable[[str], bool]:
        """Whether a selection leaves a value out."""
        own = () if is_pattern(path) else levels(path)
        left_out = [
            fits for named, fits in self._each if not (named and len(named) < len(own) and own[: len(named)] == named)
        ]
        return lambda value: any(fits(value) for fits in left_out)


def _below(named: tuple[str, ...]) -> Callable[[str], bool]:
    return lambda value: bool(named) and levels(value)[: len(named)] == named
