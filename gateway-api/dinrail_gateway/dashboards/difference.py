"""How two states of the dashboards differ, entry by entry; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from dinrail_gateway.auth.roles import Role, rank
from dinrail_gateway.dashboards.model import Dashboards, Page, Widget, full
from dinrail_gateway.dashboards.schemas import DashboardChange, Kind
from dinrail_gateway.documents.versions import What

__all__ = ["Action", "difference", "what"]

Action = Literal["start", "save", "file", "restore", "import", "backup", "rename", "migrate"]
_PLACES = frozenset({"page", "order", "layout", "layouts"})


def difference(before: Dashboards, after: Dashboards) -> list[DashboardChange]:
    """Every entry that was added, removed, changed, or only moved to another place; pages first."""
    return [*_entries("page", before.pages, after.pages), *_entries("widget", before.widgets, after.widgets)]


def what(action: Action, before: Dashboards, after: Dashboards) -> What:
    """What a version brought, in numbers, and the pages it was about."""
    counts: dict[Kind, int] = {"added": 0, "changed": 0, "moved": 0, "removed": 0}
    pages: dict[str, None] = {}
    for change in difference(before, after):
        counts[change["kind"]] += 1
        if change["what"] == "page":
            pages[change["id"]] = None
        else:
            pages.update(dict.fromkeys(change[side]["page"] for side in ("before", "after") if side in change))
    return What(action, tuple(sorted(pages)), tuple(_roles(sorted(pages), before, after)), **counts)


def _roles(pages: Iterable[str], *states: Dashboards) -> Iterator[tuple[str, Any]]:
    """The highest role each page had, where that is not everybody's."""
    for id_ in pages:
        had: list[Role] = [state.pages[id_].role for state in states if id_ in state.pages]
        highest = max(had, default="viewer", key=rank)
        if highest != "viewer":
            yield id_, highest


def _entries(
    kind: Literal["page", "widget"], before: Mapping[str, Page | Widget], after: Mapping[str, Page | Widget]
) -> Iterator[DashboardChange]:
    for id_ in dict.fromkeys((*before, *after)):
        old, new = before.get(id_), after.get(id_)
        if old is new:
            continue
        was, now = None if old is None else full(old), None if new is None else full(new)
        how = _kind(was, now)
        if how is not None:
            change: DashboardChange = {"kind": how, "what": kind, "id": id_}
            if was is not None:
                change["before"] = was
            if now is not None:
                change["after"] = now
            yield change


def _kind(was: dict[str, Any] | None, now: dict[str, Any] | None) -> Kind | None:
    if was is None or now is None:
        return "added" if was is None else "removed"
    # Not by ==: 1, 1.0 and true would be the same.
    fields = [name for name in was if msgspec.json.encode(was[name]) != msgspec.json.encode(now[name])]
    if not fields:
        return None
    return "moved" if _PLACES.issuperset(fields) else "changed"
