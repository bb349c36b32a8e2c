"""The program of one runtime as we know it: its tables, the points chosen from it, what of them changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator

from dinrail.clock import Clock
from dinrail_ads.baseline import Baseline, Changed
from dinrail_ads.config import AdsConfig
from dinrail_ads.guard import Guard, read_guard
from dinrail_ads.history import Entry, History
from dinrail_ads.items import Item
from dinrail_ads.loading import load
from dinrail_ads.selection import Selected, select
from dinrail_ads.sums import release_handles
from dinrail_ads.tables import ProgramTables
from dinrail_ads.transport import Transport

__all__ = ["GONE", "Program"]

GONE = "symbol_gone"


class Program:
    """Outlives connections; `excused` are points whose refusals are no sign of another program."""

    def __init__(self, port: int, prefix: str, clock: Clock, log: logging.Logger) -> None:
        self.port = port
        self.prefix = prefix
        self.tables: ProgramTables | None = None
        self.selected = Selected([], [], 0)
        self.items: dict[str, Item] = {}
        self.ghosts: dict[str, Item] = {}
        """Points that are configured by name and no longer in the program."""
        self.baseline = Baseline()
        self.history = History()
        self.excused: set[str] = set()
        self.sign = ""
        """How the last change showed."""
        self._clock = clock
        self._log = log
        self._identity: tuple[bytes, bytes] | None = None
        self._certain = False

    def all_items(self) -> Iterator[Item]:
        """Points of the directory, also those that are gone."""
        yield from self.items.values()
        yield from self.ghosts.values()

    def fits(self, guard: Guard) -> bool:
        """Whether the tables are those of the program with this guard."""
        return self.tables is not None and guard.identity == self._identity

    def doubt(self) -> None:
        """Another connection: tables of a target that does not tell downloads apart must be read again."""
        if not self._certain:
            self._identity = None
        for item in self.all_items():
            item.raw, item.reason = b"", item.reason or "not_connected"

    async def learn(self, transport: Transport, config: AdsConfig) -> bool:
        """Have the tables of what runs now; True when the points are others. Raises DeviceError."""
        guard = await read_guard(transport)
        await release_handles(transport, guard.handles)
        if self.fits(guard):
            return False
        tables, guard = await load(transport)
        older, self.tables = self.tables, tables
        self._identity, self._certain = guard.identity, guard.certain
        self.excused.clear()
        if older is not None and older.identity == tables.identity:
            return False
        if older is not None:
            sign = self.sign or "while there was no connection"
            entry = Entry(self._clock.now_ms(), sign, await asyncio.to_thread(tables.diff, older))
            self.history.add(entry, self._log, self.port)
        self.sign = ""
        await self.choose(config)
        return True

    async def choose(self, config: AdsConfig) -> None:
        """Make points of a configuration; what is known of those that stay is kept."""
        if self.tables is None:
            return
        before = {item.tag: item for item in self.all_items()}
        self.selected = await asyncio.to_thread(select, self.tables, config, prefix=self.prefix)
        self.items = {item.tag: item for item in self.selected.items}
        for tag, item in self.items.items():
            if tag in before:
                item.inherit(before[tag])
        named = [path.lower() for path in self.selected.unmatched if "*" not in path]
        self.ghosts = {
            tag: item for tag, item in before.items() if tag not in self.items and _below(item, named, self.prefix)
        }
        self.baseline.compare(self.items.values())

    def confirm(self, tags: Iterable[str] | None) -> list[Changed]:
        """A person takes changed points as they are now."""
        return self.baseline.confirm(self.items.values(), tags)


def _below(item: Item, paths: Iterable[str], prefix: str) -> bool:
    own = item.leaf.path.lower()
    full = f"{prefix}.{own}".lower() if prefix else own
    return any(full == path or full.startswith((f"{path}.", f"{path}[")) for path in paths)
