"""The last 50 accepted contents of each document, numbered: `versions/instances-000012.json`."""

from __future__ import annotations

import re
from pathlib import Path

from dinrail_gateway.documents import files

__all__ = ["KEEP", "Versions"]

KEEP = 50


class Versions:
    """Numbered copies of one document in a folder; the number is the document's revision."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._stem, self._suffix = name.rsplit(".", 1)
        self._pattern = re.compile(rf"{re.escape(self._stem)}-(\d{{6,}})\.{re.escape(self._suffix)}\Z")

    def numbers(self) -> list[int]:
        """Revisions there are, newest first."""
        if not self._folder.is_dir():
            return []
        found = (self._pattern.match(entry.name) for entry in self._folder.iterdir())
        return sorted((int(match[1]) for match in found if match), reverse=True)

    def read(self, number: int) -> bytes | None:
        """Content of one revision."""
        return files.read(self._path(number))

    def add(self, data: bytes) -> int:
        """Keep a new revision, drop the oldest beyond 50; returns its number."""
        numbers = self.numbers()
        number = (numbers[0] if numbers else 0) + 1
        files.write(self._path(number), data)
        for old in numbers[KEEP - 1 :]:
            self._path(old).unlink(missing_ok=True)
        return number

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

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._stem}-{number:06d}.{self._suffix}"
