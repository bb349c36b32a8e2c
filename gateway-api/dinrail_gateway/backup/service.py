"""Makes, compares and restores backups, one work at a time; a panic ends a restore between two sections."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.backup.archive import Archive, Manifest, Plugin, Saved, pack, read
from dinrail_gateway.backup.lock import Lock
from dinrail_gateway.backup.sections.section import Difference, Section
from dinrail_gateway.backup.shelf import Shelf
from dinrail_gateway.errors import ApiError, Conflict, Invalid
from dinrail_gateway.widgets.catalogue import PREFIX

__all__ = ["BackupService", "Chosen", "Preview", "Restored", "Work"]

T = TypeVar("T")
KEPT_BEFORE = 10
KEPT_BEFORE_DAYS = 365
_NO_LOCK = Lock("", "", 0, 0, "")
Chosen = Mapping[str, Sequence[str]]
"""Section → items."""


class Work(msgspec.Struct, frozen=True):
    """What is being done: `done` of `steps`, `step` the section at work; since: Unix ms."""

    kind: str
    step: str
    done: int
    steps: int
    since: int


class Preview(msgspec.Struct, frozen=True):
    """What restoring would change; missing_types: of instances and widgets in the backup, not installed here."""

    manifest: Manifest
    differences: dict[str, list[Difference]]
    missing_types: list[str]


class Restored(msgspec.Struct, frozen=True):
    """What was put back, and the backup of how it was before."""

    restored: dict[str, list[str]]
    before: str


class _UnderWay:
    """A restore at work; rank: how much the panic latch stopped when it began."""

    def __init__(self, by: str, before: str, rank: int) -> None:
        self.by = by
        self.before = before
        self.rank = rank
        self.done: dict[str, list[str]] = {}


class BackupService:
    """types: what is installed, for the list of plugins; panic_rank: how much is stopped by the latch now."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        version: str,
        host: str,
        types: Callable[[], list[Plugin]],
        panic_rank: Callable[[], int],
        clock: Clock,
    ) -> None:
        self._shelf = shelf
        self._version = version
        self._host = host
        self._types = types
        self._panic_rank = panic_rank
        self._clock = clock
        self._sections: list[Section] = []
        self._log = logging.getLogger("dinrail.gateway.backup")
        self.work: Work | None = None
        self.on_step: Callable[[Work], None] | None = None

    @property
    def shelf(self) -> Shelf:
        """The files; blocking."""
        return self._shelf

    def add(self, *sections: Section) -> None:
        """More to keep; restored in the order given here."""
        self._sections.extend(sections)

    async def create(self, kind: str, passphrase: str, *, note: str = "") -> str:
        """A new backup, verified; returns its id. Raises Conflict while another work is under way, Unavailable."""
        async with self._working("create", len(self._sections) + 1):
            return await self._create(kind, passphrase, note)

    async def preview(self, id_: str, passphrase: str) -> Preview:
        """What restoring would change; raises NotFound, Invalid. Changes nothing."""
        archive, saved = await self._opened(id_, passphrase)
        differences = {section.name: await self._differences(section, saved) for section in self._present(saved)}
        return Preview(archive.manifest, differences, await asyncio.to_thread(self._missing_types, saved))

    async def restore(self, id_: str, passphrase: str, chosen: Chosen | None, *, by: str) -> Restored:
        """Put these items back, all that differ when None. Everything is checked before anything is changed.

        Raises NotFound, Conflict, and Invalid with every reason. What fails or is stopped after that says in `extra`
        which sections are restored already, and the backup of how it was before.
        """
        async with self._working("restore", len(self._sections) + 2):
            _, saved = await self._opened(id_, passphrase)
            wanted = await self._wanted(saved, chosen)
            if not wanted:
                return Restored({}, "")
            for section, items in wanted:
                self._step("check")
                await _told_where(section.name, section.trial(saved[section.name], items))
            self._step("backup")
            rank = self._panic_rank()
            before = await self._create("before_restore", passphrase, f"before {id_}"[:200])
            await self._forget_old()
            under_way = _UnderWay(by, before, rank)
            for number, (section, items) in enumerate(wanted):
                self._step(section.name, number + 2)
                await self._apply(section, saved[section.name], items, under_way)
            counts = {name: len(items) for name, items in under_way.done.items()}
            self._log.warning("%s was restored by %s: %s", id_, by, counts)
            return Restored(under_way.done, before)

    async def _forget_old(self) -> None:
        """Of the states before; what cannot be deleted stays."""
        now = self._clock.now_ms()
        with contextlib.suppress(OSError):
            await asyncio.to_thread(
                lambda: self._shelf.sweep("before_restore", now, keep=KEPT_BEFORE, max_age_days=KEPT_BEFORE_DAYS)
            )

    async def _apply(self, section: Section, saved: Saved, items: list[str], under_way: _UnderWay) -> None:
        so_far = {"restored": under_way.done, "before": under_way.before}
        if self._panic_rank() > under_way.rank:
            raise Conflict("stopped by a panic", key="restore_stopped", extra=so_far)
        try:
            await section.restore(saved, items, under_way.by)
        except ApiError as error:
            error.extra |= {**so_far, "section": section.name}
            raise
        under_way.done[section.name] = items

    async def _wanted(self, saved: Mapping[str, Saved], chosen: Chosen | None) -> list[tuple[Section, list[str]]]:
        known = {section.name for section in self._present(saved)}
        if unknown := sorted(set(chosen or ()) - known):
            raise Invalid(f"the backup has no {unknown[0]!r}", key="backup_section_unknown", section=unknown[0])
        wanted = []
        for section in self._present(saved):
            if chosen is not None and section.name not in chosen:
                continue
            differing = [found.item for found in await self._differences(section, saved)]
            asked = set(differing if chosen is None else chosen[section.name])
            items = [item for item in differing if item in asked]
            if items:
                wanted.append((section, items))
        return wanted

    async def _differences(self, section: Section, saved: Mapping[str, Saved]) -> list[Difference]:
        return await _told_where(section.name, section.differences(saved[section.name]))

    async def _opened(self, id_: str, passphrase: str) -> tuple[Archive, dict[str, Saved]]:
        def open_() -> tuple[Archive, dict[str, Saved]]:
            archive = read(self._shelf.content(id_))
            return archive, archive.unlock(passphrase)

        return await asyncio.to_thread(open_)

    async def _create(self, kind: str, passphrase: str, note: str) -> str:
        taken: dict[str, Saved] = {}
        counts: dict[str, int] = {}
        for number, section in enumerate(self._sections):
            if self.work is not None and self.work.kind == "create":
                self._step(section.name, number)
            taken[section.name], counts[section.name] = await section.take()
        manifest = Manifest(
            version=self._version,
            created=self._clock.now_ms(),
            host=self._host,
            note=note,
            counts=counts,
            plugins=await asyncio.to_thread(self._types),
            lock=_NO_LOCK,
        )

        def write() -> str:
            return self._shelf.add(pack(manifest, taken, passphrase), kind, manifest.created, passphrase)

        return await asyncio.to_thread(write)

    def _present(self, saved: Mapping[str, Saved]) -> list[Section]:
        return [section for section in self._sections if section.name in saved]

    def _missing_types(self, saved: Mapping[str, Saved]) -> list[str]:
        here = {plugin.type for plugin in self._types()}
        used = {_type(entry) for entry in _entries(saved, "instances", "instances")}
        widgets = {_type(entry) for entry in _entries(saved, "dashboards", "widgets")}
        # Those of widgets that are ours come with the browser application.
        used |= {name for name in widgets if name.startswith(PREFIX)}
        return sorted(used - here)

    @asynccontextmanager
    async def _working(self, kind: str, steps: int) -> AsyncIterator[None]:
        if self.work is not None:
            raise Conflict("another backup or restore is under way", key="backup_busy")
        self.work = Work(kind, "", 0, steps, self._clock.now_ms())
        try:
            yield
        finally:
            self.work = None

    def _step(self, step: str, done: int = 0) -> None:
        if self.work is not None:
            self.work = msgspec.structs.replace(self.work, step=step, done=done)
            if self.on_step is not None:
                self.on_step(self.work)


def _entries(saved: Mapping[str, Saved], section: str, name: str) -> list[Any]:
    plain = saved[section].plain if section in saved else None
    found = plain.get(name) if isinstance(plain, dict) else None
    return list(found.values()) if isinstance(found, dict) else list(found or [])


def _type(entry: Any) -> str:
    return str(entry.get("type", "")) if isinstance(entry, dict) else ""


async def _told_where(section: str, asked: Awaitable[T]) -> T:
    """A refusal also names the section it is about."""
    try:
        return await asked
    except ApiError as error:
        error.extra["section"] = section
        raise
