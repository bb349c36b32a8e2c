"""Pages and widgets, in the shape they are kept in."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.documents import require_table
from dinrail_gateway.backup.sections.section import Difference, compare
from dinrail_gateway.dashboards.model import Dashboards, Page, Widget, plain
from dinrail_gateway.dashboards.service import DashboardService
from dinrail_gateway.dashboards.store import Build
from dinrail_gateway.documents.json_text import Rejected, parse, render
from dinrail_gateway.routes.refused import invalid

__all__ = ["DashboardsSection"]

_PAGE, _WIDGET = "page ", "widget "


class DashboardsSection:
    """Items are `page <id>` and `widget <id>`; what is put back at once is one version."""

    name = "dashboards"

    def __init__(self, dashboards: DashboardService) -> None:
        self._dashboards = dashboards

    async def take(self) -> tuple[Saved, int]:
        """Both files."""
        store = self._dashboards.store
        running = store.value
        kept = await asyncio.to_thread(lambda: parse(store.keeping.text(running)))
        return Saved(kept), len(running.pages) + len(running.widgets)

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per page and per widget; their order is not compared."""
        running = self._dashboards.store.value
        return await asyncio.to_thread(lambda: compare(_items(running), _items(self._checked(saved))))

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """As an import is checked."""
        await self._dashboards.trial(self._build(saved, items))

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """One new version."""
        await self._dashboards.change(self._build(saved, items), role="admin", by=by, action="backup")

    def _build(self, saved: Saved, items: Collection[str]) -> Build:
        def build(running: Dashboards) -> Dashboards:
            wanted = self._checked(saved)
            pages: dict[str, Page] = dict(running.pages)
            widgets: dict[str, Widget] = dict(running.widgets)
            for item in items:
                if item.startswith(_PAGE):
                    _put(pages, wanted.pages, item.removeprefix(_PAGE))
                else:
                    _put(widgets, wanted.widgets, item.removeprefix(_WIDGET))
            return Dashboards(pages, widgets)

        return build

    def _checked(self, saved: Saved) -> Dashboards:
        try:
            return self._dashboards.store.keeping.read(render(require_table(saved.plain, "dashboards")))
        except Rejected as rejected:
            raise invalid(rejected.problems) from None


def _put(running: dict[str, Any], wanted: dict[str, Any], id_: str) -> None:
    if id_ in wanted:
        running[id_] = wanted[id_]
    else:
        running.pop(id_, None)


def _items(found: Dashboards) -> dict[str, Any]:
    pages = {f"{_PAGE}{id_}": page for id_, page in plain(found.pages).items()}
    return pages | {f"{_WIDGET}{id_}": widget for id_, widget in plain(found.widgets).items()}
