"""One of the two files: how it looks on the disk, and what it says."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from dinrail_gateway.dashboards.model import PAGES_FILE, WIDGETS_FILE, Dashboards, Page, Widget, plain
from dinrail_gateway.dashboards.reading import read_pages, read_widgets
from dinrail_gateway.documents import files
from dinrail_gateway.documents.json_text import Rejected, parse, render, with_lines
from dinrail_gateway.problems.board import Problem

__all__ = ["HALVES", "Half", "Look", "digest", "entries_of", "text_of"]

Entries = dict[str, Page] | dict[str, Widget]
HALVES: tuple[str, ...] = (PAGES_FILE, WIDGETS_FILE)
_READERS: dict[str, Callable[[Any], Entries]] = {PAGES_FILE: read_pages, WIDGETS_FILE: read_widgets}


class Look(msgspec.Struct, frozen=True):
    """What one look at a file found: no text when it is missing, entries when it is right, else why not."""

    text: bytes | None
    entries: Entries | None = None
    problems: list[Problem] = []


class Half:
    """A file a person may change at any time; `poll` waits until it is written completely."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / name
        self._examined: files.Signature | None = None
        self._seen: files.Signature | None = None

    def changed(self) -> bool:
        """Whether it rests in a state nobody looked at yet; touches the disk."""
        mark = files.signature(self.path)
        settled, self._seen = mark == self._seen, mark
        return settled and mark != self._examined

    def again(self) -> None:
        """Look at it anew, though it did not change."""
        self._examined = None

    def look(self) -> Look:
        """Read and check it; touches the disk."""
        self._examined = self._seen = files.signature(self.path)
        text = files.read(self.path)
        if text is None:
            return Look(None)
        try:
            return Look(text, _READERS[self.name](parse(text)))
        except Rejected as rejected:
            return Look(text, problems=with_lines(rejected.problems, text))

    def write(self, text: bytes) -> None:
        """Replace it."""
        files.write(self.path, text)
        self._examined = self._seen = files.signature(self.path)


def entries_of(dashboards: Dashboards, name: str) -> Entries:
    """One half of the content."""
    return dashboards.pages if name == PAGES_FILE else dashboards.widgets


def text_of(dashboards: Dashboards, name: str) -> bytes:
    """One half of the content as its file says it."""
    return render(plain(entries_of(dashboards, name)))


def digest(text: bytes | None) -> str:
    """What tells one text from another; empty for a missing file."""
    return "" if text is None else hashlib.sha256(text).hexdigest()
