"""Which variables of a program become points: those configured and those marked in the source, less exclusions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dinrail_ads.config import AdsConfig, Selection
from dinrail_ads.exclusions import Exclusions
from dinrail_ads.items import Item
from dinrail_ads.tables import Leaf, ProgramTables

__all__ = ["Selected", "select"]

MAX_SURPLUS = 1000
"""Beyond the limit no more than that many are counted: a pattern may fit a million."""
ATTRIBUTE, WRITE = "dinrail", "write"


class Selected(NamedTuple):
    """`unmatched` are configured paths without any variable; `surplus` counts those beyond the limit, to 1000."""

    items: list[Item]
    unmatched: list[str]
    surplus: int


def select(tables: ProgramTables, config: AdsConfig, *, prefix: str = "") -> Selected:
    """Items as configured, then the marked ones; the first selection of a variable counts."""
    exclusions = Exclusions(tables, (path for path in (inside(each, prefix) for each in config.exclude) if path))
    chosen: dict[str, Item] = {}
    unmatched: list[str] = []
    surplus = 0
    for selection, leaves in _selections(tables, config, prefix):
        matched = False
        excluded = exclusions.of(inside(selection.path, prefix) or "")
        for leaf in leaves:
            matched = True
            key = leaf.path.lower()
            if key in chosen or excluded(leaf.path):
                continue
            if len(chosen) >= config.max_points:
                if surplus >= MAX_SURPLUS:
                    break
                surplus += 1
                continue
            writable = selection.writable or (config.marked and leaf.attributes.get(ATTRIBUTE, "").lower() == WRITE)
            chosen[key] = Item(leaf, selection, prefix=prefix, writable=writable, interval=config.interval)
        if not matched and selection is not _MARKED:
            unmatched.append(selection.path)
    return Selected(list(chosen.values()), unmatched, surplus)


def _selections(tables: ProgramTables, config: AdsConfig, prefix: str) -> Iterator[tuple[Selection, Iterator[Leaf]]]:
    for selection in config.points:
        path = inside(selection.path, prefix)
        if path is not None:
            yield selection, iter(tables.leaves(path))
    if config.marked:
        yield _MARKED, tables.marked()


def inside(path: str, prefix: str) -> str | None:
    """A configured path without the name of its runtime; None when it is of another."""
    if not prefix:
        return path
    first, dot, rest = path.replace("/", ".").partition(".") if "/" in path else path.partition(".")
    return rest if dot and first.lower() == prefix.lower() else None


_MARKED = Selection(path="**")
