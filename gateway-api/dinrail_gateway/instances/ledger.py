"""What outlives a restart about instances: revisions that never go back, parts on the bus, names that were removed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from dinrail.clock import Clock
from dinrail_gateway.documents import files

__all__ = ["Ledger", "Row"]

MAX_REMOVED = 200


class Row(msgspec.Struct):
    """Revision, digest of the content, number of retained definition parts."""

    rev: int
    digest: str
    parts: int = 0


class _File(msgspec.Struct):
    rows: dict[str, Row] = {}
    removed: list[str] = []


class Ledger:
    """One small file; `load` and `save` touch the disk: call them in a thread."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._file = _File()
        self._log = logging.getLogger("dinrail.gateway.instances")

    def load(self) -> None:
        """Read it; when it is lost, revisions go on from the time of day, above all earlier ones."""
        try:
            self._file = msgspec.json.decode(files.read(self._path) or b"{}", type=_File)
        except msgspec.DecodeError as error:
            self._log.warning("%s is damaged, revisions start anew: %s", self._path, error)

    def save(self) -> None:
        """Write it."""
        files.write(self._path, msgspec.json.encode(self._file), mode=0o600)

    def take(self, contents: Mapping[str, Any]) -> list[str]:
        """Give instances whose content changed a new revision, bury those that are gone; returns the latter."""
        rows = self._file.rows
        gone = [instance for instance in rows if instance not in contents]
        for instance in gone:
            del rows[instance]
        for instance, content in contents.items():
            digest = _digest(content)
            row = rows.get(instance)
            if row is None:
                rows[instance] = Row(self._after(0), digest)
            elif row.digest != digest:
                row.rev, row.digest = self._after(row.rev), digest
        buried = [name for name in (*self._file.removed, *gone) if name not in contents]
        self._file.removed = list(dict.fromkeys(buried))[-MAX_REMOVED:]
        return gone

    def revision(self, instance: str) -> int:
        """Revision of a configured instance."""
        row = self._file.rows.get(instance)
        return row.rev if row else 0

    def parts(self, instance: str) -> int:
        """How many definition parts may lie on the bus."""
        row = self._file.rows.get(instance)
        return row.parts if row else 0

    def set_parts(self, instance: str, parts: int) -> None:
        """Remember it; true until the next save."""
        row = self._file.rows.get(instance)
        if row:
            row.parts = parts

    @property
    def removed(self) -> Iterable[str]:
        """Names that were removed and not given again."""
        return tuple(self._file.removed)

    def _after(self, rev: int) -> int:
        # Time of day, so that a lost ledger or a name given again never goes back behind what readers have seen.
        return max(rev + 1, self._clock.now_ms() // 1000)


def _digest(content: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
