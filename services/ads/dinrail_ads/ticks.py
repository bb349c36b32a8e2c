"""Ticks in the tree as changes of the configuration: what is added, taken away, left out, taken back in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from dinrail_ads.config import AdsConfig, Selection
from dinrail_ads.exclusions import is_pattern, levels
from dinrail_ads.selection import inside, select
from dinrail_ads.tables import ProgramTables

__all__ = ["Paths", "Tick", "change_of", "tick"]

_LONGEST_TYPE = 200


class Tick(NamedTuple):
    """A person ticks a node with everything below it, or unticks it; `path` within its runtime."""

    path: str
    on: bool


class Paths:
    """Many variables, and how many of them lie at or below a node."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._sorted = sorted(path.lower() for path in paths)

    def below(self, path: str) -> int:
        """How many; `path` as the tree writes it."""
        lowered = path.lower()
        ranges = ((lowered, lowered + "\0"), (lowered + ".", lowered + "/"), (lowered + "[", lowered + "\\"))
        return sum(bisect_left(self._sorted, end) - bisect_left(self._sorted, start) for start, end in ranges)

    def cover(self, tables: ProgramTables, path: str) -> bool:
        """Whether all variables below a node are among them; looks at no more than there are, and one."""
        return all(self.below(leaf.path) for leaf in tables.leaves(path))


def tick(tables: ProgramTables, config: AdsConfig, ticks: Iterable[Tick], *, prefix: str = "") -> AdsConfig:
    """The configuration after ticks of one runtime; what is ticked nearest above a variable counts for it.

    Ticks at or below an unticked node go, those that say nothing of their own below a ticked one too. An exclusion is
    made only where something else (a node above, a pattern, a mark) would still make points of an unticked node.
    """
    ordered = sorted(ticks, key=lambda each: len(levels(each.path)))
    for each in ordered:
        config = _clear(config, each, prefix)
    chosen = Paths(item.leaf.path for item in select(tables, config, prefix=prefix).items)
    points, exclude = list(config.points), list(config.exclude)
    known = {levels(selection.path) for selection in points}
    done: dict[tuple[str, ...], bool] = {}
    """Whether a node is covered now, by its levels; those that are left as they were are not in it."""
    for each in ordered:
        own, full = levels(each.path), f"{prefix}.{each.path}" if prefix else each.path
        above = next((done[own[:end]] for end in range(len(own) - 1, 0, -1) if own[:end] in done), None)
        if each.on:
            if (above is False or not chosen.cover(tables, each.path)) and levels(full) not in known:
                points.append(Selection(path=full, type=_type(tables, each.path)))
            done[own] = True
        elif above or (above is None and chosen.below(each.path)):
            exclude.append(full)
            done[own] = False
    return msgspec.structs.replace(config, points=points, exclude=list(dict.fromkeys(exclude)))


def change_of(before: AdsConfig, after: AdsConfig) -> dict[str, Any]:
    """What to do with `points` and `exclude` of a configuration to get from one to the other."""
    was = {selection.path: selection for selection in before.points}
    now = {selection.path: selection for selection in after.points}
    return {
        "add": [msgspec.to_builtins(selection) for path, selection in now.items() if path not in was],
        "remove": [path for path in was if path not in now],
        "exclude": [path for path in after.exclude if path not in before.exclude],
        "include": [path for path in before.exclude if path not in after.exclude],
    }


def _clear(config: AdsConfig, each: Tick, prefix: str) -> AdsConfig:
    """Without the exclusions and ticks that this one replaces."""
    own = levels(each.path)

    def replaced(path: str) -> bool:
        local = None if is_pattern(path) else inside(path, prefix)
        return local is not None and levels(local)[: len(own)] == own

    def dropped(selection: Selection) -> bool:
        if not replaced(selection.path):
            return False
        here = levels(inside(selection.path, prefix) or "") == own
        return not each.on or (
            not here and msgspec.structs.replace(selection, type="") == Selection(path=selection.path)
        )

    return msgspec.structs.replace(
        config,
        points=[selection for selection in config.points if not dropped(selection)],
        exclude=[path for path in config.exclude if not replaced(path)],
    )


def _type(tables: ProgramTables, path: str) -> str:
    """What a ticked variable is now; a structure has many types."""
    node = tables.find(path)
    return "" if node is None or node.leaf is None or len(node.type) > _LONGEST_TYPE else node.type
