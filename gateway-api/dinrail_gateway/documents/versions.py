"""The last 50 accepted contents of each document, numbered: `versions/instances-000012.json`.

Since when and by whom stands beside them in `versions/instances-history.json`; losing it loses nothing else.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Literal

import msgspec

from dinrail_gateway.documents import files

__all__ = ["KEEP", "Version", "Versions", "What"]

KEEP = 50


class What(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a version brought, where its document tells: what was done, to which pages, how many entries.

    roles: page and the lowest role that sees it, where that is not everybody.
    """

    action: str = ""
    pages: tuple[str, ...] = ()
    roles: tuple[tuple[str, Literal["operator", "engineer", "admin"]], ...] = ()
    added: int = 0
    changed: int = 0
    moved: int = 0
    removed: int = 0


class Version(msgspec.Struct, frozen=True, omit_defaults=True):
    """One accepted content: its revision, since when (Unix ms), and the user who made it; empty for a hand edit."""

    number: int
    ts: int
    by: str = ""
    what: What = What()


_NOTHING = What()
_history = msgspec.json.Decoder(list[Version])


class Versions:
    """Numbered copies of one document in a folder; the number is the document's revision."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._stem, self._suffix = name.rsplit(".", 1)
        self._history = folder / f"{self._stem}-history.{self._suffix}"
        self._pattern = re.compile(rf"{re.escape(self._stem)}-(\d{{6,}})\.{re.escape(self._suffix)}\Z")

    def numbers(self) -> list[int]:
        """Revisions there are, newest first."""
        if not self._folder.is_dir():
            return []
        found = (self._pattern.match(entry.name) for entry in self._folder.iterdir())
        return sorted((int(match[1]) for match in found if match), reverse=True)

    def all(self) -> list[Version]:
        """Every version there is, newest first; one the history does not tell of has the time of its file."""
        known = {version.number: version for version in self._told()}
        return [known.get(number) or Version(number, self._file_time(number)) for number in self.numbers()]

    def read(self, number: int) -> bytes | None:
        """Content of one revision."""
        return files.read(self._path(number))

    def add(self, data: bytes, *, ts: int, by: str = "", what: What = _NOTHING) -> int:
        """Keep a new revision, drop the oldest beyond 50; returns its number."""
        numbers = self.numbers()
        number = (numbers[0] if numbers else 0) + 1
        files.write(self._path(number), data)
        for old in numbers[KEEP - 1 :]:
            self._path(old).unlink(missing_ok=True)
        kept = [version for version in self._told() if version.number in numbers[: KEEP - 1]]
        # The content is what matters; who and when may be missing.
        with contextlib.suppress(OSError):
            history = msgspec.json.format(msgspec.json.encode([Version(number, ts, by, what), *kept]), indent=2)
            files.write(self._history, history + b"\n")
        return number

    def forget(self, newest: int) -> None:
        """Take back what was added after a revision."""
        for number in self.numbers():
            if number > newest:
                self._path(number).unlink(missing_ok=True)

    def keep_aside(self, data: bytes, ts: int) -> Path:
        """Keep a refused hand edit that is about to be overwritten; the last five stay.

        Only its owner may read it: secrets in what was refused have not been taken out.
        """
        path = self._folder / f"{self._stem}-refused-{ts}.{self._suffix}"
        files.write(path, data, mode=0o600)
        refused = sorted(self._folder.glob(f"{self._stem}-refused-*.{self._suffix}"))
        for old in refused[:-5]:
            old.unlink(missing_ok=True)
        return path

    def _told(self) -> list[Version]:
        try:
            return _history.decode(files.read(self._history) or b"[]")
        except (msgspec.DecodeError, RecursionError, OSError):
            return []

    def _file_time(self, number: int) -> int:
        with contextlib.suppress(OSError):
            return self._path(number).stat().st_mtime_ns // 1_000_000
        return 0

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._stem}-{number:06d}.{self._suffix}"
