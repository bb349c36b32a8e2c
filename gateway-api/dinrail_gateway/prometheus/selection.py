"""Which points a selection is: patterns in their order, below each in order of address, until the budget is used up."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Sequence

import msgspec

from dinrail.directory import INTEGER_RANGES
from dinrail.patterns import compile_ranked
from dinrail_gateway.points.space import DataSpace, Entry
from dinrail_gateway.preferences.document import PrometheusSettings

__all__ = ["Selected", "select"]

AT_ONCE = 2000
_NUMBERS = frozenset({"BOOL", "REAL", "LREAL", *INTEGER_RANGES})


class Selected(msgspec.Struct, frozen=True):
    """told: within the budget; each: points that each pattern is the first to select; unsuited: texts and unknown."""

    wanted: PrometheusSettings
    told: list[Entry] = []
    each: tuple[int, ...] = ()
    unsuited: int = 0

    @property
    def total(self) -> int:
        """All that could be told."""
        return sum(self.each)

    @property
    def over(self) -> int:
        """Left out."""
        return self.total - len(self.told)


async def select(space: DataSpace, wanted: PrometheusSettings, instances: Container[str]) -> Selected:
    """Points of these instances that are numbers by their directory; others wait for their turn meanwhile."""
    if not wanted.points:
        return Selected(wanted)
    ranked = compile_ranked(wanted.points)
    found: list[list[Entry]] = [[] for _ in wanted.points]
    unsuited = 0
    entries = space.ordered()
    for start in range(0, len(entries), AT_ONCE):
        for entry in entries[start : start + AT_ONCE]:
            match = ranked.fullmatch(entry.address)
            if match is None or entry.instance not in instances:
                continue
            if entry.point is None or entry.point.type not in _NUMBERS:
                unsuited += 1
            else:
                found[(match.lastindex or 1) - 1].append(entry)
        await asyncio.sleep(0)
    return Selected(wanted, _first(found, wanted.budget), tuple(map(len, found)), unsuited)


def _first(found: Sequence[list[Entry]], budget: int) -> list[Entry]:
    told: list[Entry] = []
    for entries in found:
        told += entries[: budget - len(told)]
    return told
