"""Writing one content of the dashboards: files, version and accepted copy, all or none; blocking."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from dinrail_gateway.dashboards.halves import Half, digest
from dinrail_gateway.dashboards.journal import Entry, Journal
from dinrail_gateway.dashboards.kept import Keeping
from dinrail_gateway.documents import files
from dinrail_gateway.documents.versions import Version, Versions

__all__ = ["NAME", "Shelf"]

NAME = "dashboards.json"


class Shelf:
    """Where the dashboards lie in the configuration folder."""

    def __init__(self, folder: Path, halves: Mapping[str, Half], keeping: Keeping) -> None:
        self.folder = folder / "versions"
        self.halves = halves
        self.keeping = keeping
        self.versions = Versions(self.folder, NAME)
        self.accepted = folder / "accepted" / NAME
        self.journal = Journal(folder / "accepted" / "dashboards-writing.json")

    def store(self, kept: bytes, texts: Mapping[str, bytes], version: Version, refused: Collection[str]) -> Version:
        """Write the files of `texts`, keep what was `refused` in them aside, and add the version.

        Returns it with its number. An OSError leaves everything as it was.
        """
        old = {name: files.read(self.halves[name].path) for name in texts}
        for name in refused:
            if old[name]:
                Versions(self.folder, name).keep_aside(old[name] or b"", version.ts)
        newest = next(iter(self.versions.numbers()), 0)
        if texts:
            self.journal.begin(_entry(kept, texts, old, version))
        try:
            for name, text in texts.items():
                self.halves[name].write(text)
            added = self.add(kept, version)
        except OSError:
            self._undo(old, newest)
            raise
        self.journal.end()
        return added

    def add(self, kept: bytes, version: Version) -> Version:
        """The version and the accepted copy."""
        number = self.versions.add(kept, ts=version.ts, by=version.by, what=version.what)
        files.write(self.accepted, kept)
        return msgspec.structs.replace(version, number=number)

    def _undo(self, old: Mapping[str, bytes | None], newest: int) -> None:
        with contextlib.suppress(OSError):
            # First of all: on a full disk it makes the room for the old texts.
            self.versions.forget(newest)
            for name, text in old.items():
                if text is not None:
                    self.halves[name].write(text)
                else:
                    self.halves[name].path.unlink(missing_ok=True)
            self.journal.end()


def _entry(kept: bytes, texts: Mapping[str, bytes], old: Mapping[str, bytes | None], version: Version) -> Entry:
    return Entry(
        kept.decode(),
        {name: text.decode() for name, text in texts.items()},
        {name: digest(text) for name, text in old.items()},
        version.ts,
        version.by,
        version.what,
    )
