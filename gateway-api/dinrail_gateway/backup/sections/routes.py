"""Routes, and everything else the routing file says."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import Any

from dinrail_gateway.backup.archive import Saved
from dinrail_gateway.backup.sections.documents import Build, put, require_table, tried
from dinrail_gateway.backup.sections.section import Difference, compare
from dinrail_gateway.documents.document import Document
from dinrail_gateway.documents.json_text import Rejected, render
from dinrail_gateway.routes.document import Routing, RoutingCodec
from dinrail_gateway.routes.lint import Linter
from dinrail_gateway.routes.refused import invalid

__all__ = ["RoutesSection"]

_ROUTE = "route "


class RoutesSection:
    """Items are routes (`route <id>`, or `route <from> → <to>` without one) and the other fields of the file."""

    name = "routes"

    def __init__(self, document: Document[Routing], linter: Linter) -> None:
        self._document = document
        self._linter = linter

    async def take(self) -> tuple[Saved, int]:
        """The file."""
        routing = self._document.value
        document = routing.document if routing else {"routes": []}
        return Saved(document), len(document["routes"])

    async def differences(self, saved: Saved) -> list[Difference]:
        """Per route and per field; the order of routes is not compared."""
        now = self._now()
        return await asyncio.to_thread(lambda: compare(_items(now), _items(_checked(saved))))

    async def trial(self, saved: Saved, items: Collection[str]) -> None:
        """As the document checks it, and the router when it answers."""
        text = await tried(self._document, self._build(saved, items))
        try:
            await self._linter.require(text)
        except Rejected as rejected:
            raise invalid(rejected.problems) from None

    async def restore(self, saved: Saved, items: Collection[str], by: str) -> None:
        """One new content of the file."""
        await put(self._document, self._build(saved, items), by)

    def _now(self) -> dict[str, Any]:
        routing = self._document.value
        return routing.document if routing else {"routes": []}

    def _build(self, saved: Saved, items: Collection[str]) -> Build[Routing]:
        def build(current: Routing | None) -> bytes:
            wanted = _items(_checked(saved))
            result = _items(current.document if current else {"routes": []})
            for item in items:
                if item in wanted:
                    result[item] = wanted[item]
                else:
                    result.pop(item, None)
            return render(_document(result))

        return build


def _checked(saved: Saved) -> dict[str, Any]:
    try:
        RoutingCodec().check(render(saved.plain), None)
    except Rejected as rejected:
        raise invalid(rejected.problems) from None
    return require_table(saved.plain, "routes")


def _items(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for route in document["routes"]:
        label = _ROUTE + (_text(route.get("id")) or f"{_text(route.get('from'))} → {_text(route.get('to'))}")
        number, name = 1, label
        while name in found:
            number += 1
            name = f"{label} ({number})"
        found[name] = route
    return found | {field: value for field, value in document.items() if field != "routes"}


def _document(items: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in items.items() if not name.startswith(_ROUTE)}
    return {**fields, "routes": [value for name, value in items.items() if name.startswith(_ROUTE)]}


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
