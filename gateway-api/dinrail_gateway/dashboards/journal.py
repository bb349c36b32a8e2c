"""Two files written as one: what is about to be written stands in a journal first and is finished after a power cut."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from dinrail_gateway.dashboards.halves import Half, digest
from dinrail_gateway.documents import files
from dinrail_gateway.documents.versions import What

__all__ = ["Entry", "Journal"]


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """`texts` of files to write, digests of what they replace (`before`), and the version they make: `kept`."""

    kept: str
    texts: dict[str, str]
    before: dict[str, str]
    ts: int
    by: str = ""
    what: What = What()


class Journal:
    """One file beside the accepted copy; blocking."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, entry: Entry) -> None:
        """Before anything is written."""
        files.write(self._path, msgspec.json.encode(entry))

    def end(self) -> None:
        """Everything lies on the disk."""
        self._path.unlink(missing_ok=True)

    def unfinished(self) -> Entry | None:
        """What a power cut interrupted; a journal cut short itself was interrupted before anything was written."""
        data = files.read(self._path)
        if data is None:
            return None
        try:
            return msgspec.json.decode(data, type=Entry)
        except (msgspec.DecodeError, RecursionError):
            self.end()
            return None


def finish(entry: Entry, halves: Mapping[str, Half]) -> None:
    """Write what is still as it was before; what a person changed since stays, and is looked at as any hand edit."""
    for name, text in entry.texts.items():
        half = halves[name]
        if digest(files.read(half.path)) == entry.before[name]:
            half.write(text.encode())
