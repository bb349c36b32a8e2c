"""What is left out of the points, and what is taken back in below that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set

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
    """Variables by lower-case path. A variable that is named below an excluded one counts more than the exclusion."""

    def __init__(self, tables: ProgramTables, paths: Iterable[str]) -> None:
        self._each = [
            (() if is_pattern(path) else levels(path), {leaf.path.lower() for leaf in tables.leaves(path)})
            for path in paths
        ]
        self.all: Set[str] = set[str]().union(*(left_out for _, left_out in self._each))

    def of(self, path: str) -> Set[str]:
        """What is left out of a selection."""
        own = () if is_pattern(path) else levels(path)
        above = [named for named, _ in self._each if named and len(named) < len(own) and own[: len(named)] == named]
        if not above:
            return self.all
        return set[str]().union(*(left_out for named, left_out in self._each if named not in above))
