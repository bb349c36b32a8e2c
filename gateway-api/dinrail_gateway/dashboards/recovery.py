"""The first look after a start: an interrupted write is finished, a damaged copy passed over, an old shape renewed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from dinrail.clock import Clock
from dinrail_gateway.dashboards.difference import what
from dinrail_gateway.dashboards.halves import HALVES
from dinrail_gateway.dashboards.journal import finish
from dinrail_gateway.dashboards.kept import Kept
from dinrail_gateway.dashboards.model import PAGES_FILE, WIDGETS_FILE, Dashboards
from dinrail_gateway.dashboards.shelf import NAME, Shelf
from dinrail_gateway.documents import files
from dinrail_gateway.documents.json_text import Rejected, parse, render
from dinrail_gateway.documents.versions import Version

__all__ = ["Recovery"]


class Recovery:
    """Blocking."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._log = logging.getLogger("dinrail.gateway.dashboards")

    def run(self) -> tuple[Dashboards, Version] | None:
        """The last good content and its version; None when there has never been one."""
        self._finish()
        versions = self._shelf.versions
        told = versions.all()
        for data in (files.read(self._shelf.accepted), *(versions.read(version.number) for version in told)):
            if data is None:
                continue
            try:
                kept = self._shelf.keeping.raw(data)
                value = self._shelf.keeping.read(data)
            except Rejected as rejected:
                self._log.warning("dashboards: a stored copy is damaged: %s", rejected)
                continue
            if kept.shape < self._shelf.keeping.shape:
                return self._renew(kept, value)
            if files.read(self._shelf.accepted) != data:
                files.write(self._shelf.accepted, data)
            return value, told[0] if told else self._shelf.add(data, Version(0, self._clock.now_ms()))
        return None

    def _finish(self) -> None:
        entry = self._shelf.journal.unfinished()
        if entry is None:
            return
        self._log.warning("dashboards: a change that was interrupted is finished")
        finish(entry, self._shelf.halves)
        kept = entry.kept.encode()
        numbers = self._shelf.versions.numbers()
        if not numbers or self._shelf.versions.read(numbers[0]) != kept:
            self._shelf.add(kept, Version(0, entry.ts, entry.by, entry.what))
        else:
            files.write(self._shelf.accepted, kept)
        self._shelf.journal.end()

    def _renew(self, kept: Kept, value: Dashboards) -> tuple[Dashboards, Version]:
        """Bring the files of people into the present shape, after copies of everything were made."""
        aside = self._shelf.folder / f"dashboards-shape-{kept.shape}"
        texts = {name: files.read(half.path) for name, half in self._shelf.halves.items()}
        for name, text in (*texts.items(), (NAME, files.read(self._shelf.accepted))):
            if text is not None:
                files.write(aside / name, text)
        keeping = self._shelf.keeping
        after, written = self._renewed(kept, value, texts)
        version = Version(0, self._clock.now_ms(), "", what("migrate", value, after))
        self._log.warning("dashboards: brought into shape %d, copies lie in %s", keeping.shape, aside)
        return after, self._shelf.store(keeping.text(after), written, version, ())

    def _renewed(
        self, kept: Kept, value: Dashboards, texts: Mapping[str, bytes | None]
    ) -> tuple[Dashboards, dict[str, bytes]]:
        """The content and the new texts; a file that is wrong stays as it is and keeps the other one from nothing."""
        accepted = {PAGES_FILE: kept.pages, WIDGETS_FILE: kept.widgets}
        present = {name: found for name in HALVES if (found := _parsed(texts[name])) is not None}
        for chosen in (present, *({name: found} for name, found in present.items())):
            try:
                raw = self._shelf.keeping.current(accepted | chosen, kept.shape)
                return self._shelf.keeping.dashboards(raw), {name: render(raw[name]) for name in chosen}
            except Rejected as rejected:
                # It was wrong before; where is told when it is looked at.
                self._log.warning(
                    "dashboards: %s cannot be brought into another shape: %s", ", ".join(chosen), rejected
                )
        return value, {}


def _parsed(text: bytes | None) -> Any:
    try:
        return None if text is None else parse(text)
    except Rejected:
        return None
