"""Calls that show what ticks would make: how many points, what the PLC would send, which nodes are ticked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from dinrail.errors import CallRefused
from dinrail_ads.browsing import describe, page_of, tables_of
from dinrail_ads.config import AdsConfig
from dinrail_ads.pieces import merge
from dinrail_ads.runtime import Runtime
from dinrail_ads.selection import Selected, inside, select
from dinrail_ads.ticks import Paths, Tick, change_of, tick
from dinrail_ads.watching import SIGNALS, notifiable

__all__ = ["Preview"]

MAX_TICKS = 1000
MAX_NODES = 2000
MAX_PATH = 400


class _Part(NamedTuple):
    """One runtime with the points it would have."""

    runtime: Runtime
    selected: Selected
    chosen: Paths


class Preview:
    """Answers from the tables; nothing of the running instance changes. `config`: the one that runs now."""

    def __init__(self, runtimes: Sequence[Runtime], config: Callable[[], AdsConfig]) -> None:
        self._runtimes = runtimes
        self._config = config

    async def selection(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{ticks: [[path, on], …], paths: [path, …]}` → what the configuration would become and make.

        points, surplus: as many, and beyond the limit; sent, polled: stretches of memory; nodes: by path how many
        points are below and whether those are all; change: see `change_of`; held: ticked, but left out by a pattern.
        """
        ticks, paths = _ticks(params), _paths(params)
        return await asyncio.to_thread(self._selection, ticks, paths)

    async def selected(self, params: dict[str, Any]) -> dict[str, Any]:
        """`{ticks, start, limit}` → the points there would be, as nodes."""
        ticks, (start, limit) = _ticks(params), page_of(params)
        return await asyncio.to_thread(self._selected, ticks, start, limit)

    def _selection(self, ticks: list[Tick], paths: list[str]) -> dict[str, Any]:
        before = self._config()
        after, parts = self._after(before, ticks)
        budget = before.notifications // len(before.runtimes)
        pieces = [merge(part.selected.items) for part in parts]
        sent = sum(min(sum(map(notifiable, each)), max(0, budget - len(SIGNALS))) for each in pieces)
        return {
            "points": sum(len(part.selected.items) for part in parts),
            "limit": before.max_points,
            "surplus": sum(part.selected.surplus for part in parts),
            "unmatched": [path for part in parts for path in part.selected.unmatched][:100],
            "sent": sent,
            "polled": sum(map(len, pieces)) - sent,
            "budget": before.notifications,
            "nodes": {path: node for path in paths if (node := _node(parts, path)) is not None},
            "change": change_of(before, after),
            "held": [each.path for each in ticks if each.on and not _ticked(parts, each.path)],
        }

    def _selected(self, ticks: list[Tick], start: int, limit: int) -> dict[str, Any]:
        _, parts = self._after(self._config(), ticks)
        all_items = [(part.runtime, item) for part in parts for item in part.selected.items]
        found = (
            (runtime, tables_of(runtime).find(item.leaf.path)) for runtime, item in all_items[start : start + limit]
        )
        nodes = [describe(runtime, node, {}) for runtime, node in found if node is not None]
        return {"start": start, "total": len(all_items), "nodes": nodes}

    def _after(self, config: AdsConfig, ticks: list[Tick]) -> tuple[AdsConfig, list[_Part]]:
        known = [runtime for runtime in self._runtimes if runtime.program.tables is not None]
        if not known:
            tables_of(self._runtimes[0])
        for runtime in known:
            own = [Tick(path, each.on) for each in ticks if (path := inside(each.path, runtime.prefix))]
            config = tick(tables_of(runtime), config, own, prefix=runtime.prefix)
        parts = []
        for runtime in known:
            selected = select(tables_of(runtime), config, prefix=runtime.prefix)
            parts.append(_Part(runtime, selected, Paths(item.leaf.path for item in selected.items)))
        return config, parts


def _node(parts: list[_Part], path: str) -> tuple[int, bool] | None:
    for runtime, selected, chosen in parts:
        if path == runtime.prefix and path:
            return len(selected.items), False
        local = inside(path, runtime.prefix)
        if local:
            count = chosen.below(local)
            return count, bool(count) and chosen.cover(tables_of(runtime), local)
    return None


def _ticked(parts: list[_Part], path: str) -> bool:
    return any(part.chosen.below(local) for part in parts if (local := inside(path, part.runtime.prefix)))


def _ticks(params: dict[str, Any]) -> list[Tick]:
    given = params.get("ticks", [])
    if not isinstance(given, list) or len(given) > MAX_TICKS:
        raise CallRefused(f"ticks is a list of at most {MAX_TICKS}", key="call_parameters_invalid")
    ticks = []
    for each in given:
        match each:
            case [str(path), bool(on)] if 0 < len(path) <= MAX_PATH:
                ticks.append(Tick(path, on))
            case _:
                raise CallRefused("a tick is a path and whether it is on", key="call_parameters_invalid")
    return ticks


def _paths(params: dict[str, Any]) -> list[str]:
    given = params.get("paths", [])
    if not isinstance(given, list) or len(given) > MAX_NODES or not all(isinstance(each, str) for each in given):
        raise CallRefused(f"paths is a list of at most {MAX_NODES}", key="call_parameters_invalid")
    return given
