"""The dashboards as they are kept in `accepted/` and in every version: both maps and the number of their shape.

The number stands here because in the files of a person every name is an id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from dinrail_gateway.dashboards.migrations import MIGRATIONS, Migration, Raw, migrated
from dinrail_gateway.dashboards.model import PAGES_FILE, WIDGETS_FILE, Dashboards, plain
from dinrail_gateway.dashboards.reading import read_pages, read_widgets
from dinrail_gateway.documents.json_text import Rejected, parse, render
from dinrail_gateway.documents.shape import shaped
from dinrail_gateway.problems.board import Problem

__all__ = ["Keeping", "Kept"]


class Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One content as it lies on the disk."""

    shape: int
    pages: dict[str, Any] = {}
    widgets: dict[str, Any] = {}


class Keeping:
    """Writes and reads contents; older shapes are brought up to date, newer ones refused."""

    def __init__(self, migrations: Mapping[int, Migration] = MIGRATIONS) -> None:
        self._migrations = migrations
        self.shape = 1 + max(migrations, default=0)

    def text(self, dashboards: Dashboards) -> bytes:
        """The content as it is kept."""
        kept = Kept(self.shape, plain(dashboards.pages), plain(dashboards.widgets))
        return render(msgspec.to_builtins(kept))

    def raw(self, data: bytes) -> Kept:
        """A content of any shape this gateway knows, as it was written; raises Rejected."""
        kept = shaped(parse(data), Kept)
        if not 1 <= kept.shape <= self.shape:
            message = f"this gateway reads shape {self.shape} of dashboards, not {kept.shape}"
            raise Rejected(
                Problem.at("/shape", "version_unsupported", message, version=str(kept.shape), supported=self.shape)
            )
        return kept

    def read(self, data: bytes) -> Dashboards:
        """A content of any shape, brought up to date; raises Rejected."""
        kept = self.raw(data)
        return self.dashboards(self.current({PAGES_FILE: kept.pages, WIDGETS_FILE: kept.widgets}, kept.shape))

    def current(self, raw: Raw, shape: int) -> Raw:
        """Both maps in the present shape; raises Rejected when they were no content of the old one."""
        return migrated(raw, shape, self._migrations)

    def dashboards(self, raw: Raw) -> Dashboards:
        """Both maps of the present shape, read; raises Rejected."""
        return Dashboards(read_pages(raw[PAGES_FILE], "/pages"), read_widgets(raw[WIDGETS_FILE], "/widgets"))
