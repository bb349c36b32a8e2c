"""Entries as a person or the API gives them → pages and widgets, or every place that is wrong; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from dinrail.errors import AddressError
from dinrail.names import parse
from dinrail_gateway.dashboards.model import COLUMNS, Box, Dashboards, Page, Widget
from dinrail_gateway.documents.json_text import MAX_DEPTH, Rejected, depth, escape
from dinrail_gateway.documents.shape import shaped
from dinrail_gateway.problems.board import Problem

__all__ = ["ID", "MAX_PAGES", "MAX_WIDGETS", "homeless", "read_pages", "read_widgets"]

ID = re.compile(r"[a-z0-9_]{1,64}\Z")
MAX_PAGES = 200
MAX_WIDGETS = 3000
MAX_BINDINGS = 200
MAX_OPTIONS = 512 * 1024
MAX_OPTIONS_DEPTH = MAX_DEPTH - 3
"""A version has three levels around them."""

E = TypeVar("E", Page, Widget)


def read_pages(raw: Any, base: str = "") -> dict[str, Page]:
    """Pages by id; raises Rejected with every reason, places below `base`."""
    return _entries(raw, Page, base, MAX_PAGES)


def read_widgets(raw: Any, base: str = "") -> dict[str, Widget]:
    """Widgets by id; raises Rejected with every reason, places below `base`."""
    return _entries(raw, Widget, base, MAX_WIDGETS)


def homeless(found: Dashboards) -> list[Problem]:
    """Widgets whose page does not exist: they are kept and seen nowhere."""
    return [
        Problem.at(f"/{id_}/page", "page_unknown", f"there is no page {widget.page!r}", page=widget.page)
        for id_, widget in found.widgets.items()
        if widget.page not in found.pages
    ]


def _entries(raw: Any, kind: type[E], base: str, most: int) -> dict[str, E]:
    if not isinstance(raw, dict):
        message = "an object is expected: id → entry"
        raise Rejected(Problem.at(base, "wrong_type", message, detail=message))
    if len(raw) > most:
        raise Rejected(Problem.at(base, "too_many_entries", f"at most {most} entries", max=most))
    found: dict[str, E] = {}
    problems: list[Problem] = []
    for id_, value in raw.items():
        place = f"{base}/{escape(id_)}"
        if not ID.match(id_):
            message = f"{id_[:64]!r} is no id: 1 to 64 of a-z 0-9 _"
            problems.append(Problem.at(place, "entry_id_invalid", message, id=id_[:64]))
            continue
        try:
            entry = shaped(value, kind, place)
        except Rejected as rejected:
            problems.extend(rejected.problems)
            continue
        found[id_] = entry
        problems.extend(_wrong(entry, place))
    if problems:
        raise Rejected(*problems)
    return found


def _wrong(entry: Page | Widget, place: str) -> Iterator[Problem]:
    size = len(msgspec.json.encode(entry.options))
    if size > MAX_OPTIONS:
        message = f"options have at most {MAX_OPTIONS} bytes"
        yield Problem.at(f"{place}/options", "options_too_large", message, max=MAX_OPTIONS, size=size)
    if depth(entry.options) > MAX_OPTIONS_DEPTH:
        message = f"nested deeper than {MAX_OPTIONS_DEPTH} levels"
        yield Problem.at(f"{place}/options", "json_too_deep", message, max=MAX_OPTIONS_DEPTH)
    if isinstance(entry, Page):
        return
    if len(entry.bindings) > MAX_BINDINGS:
        message = f"at most {MAX_BINDINGS} bindings"
        yield Problem.at(f"{place}/bindings", "too_many_entries", message, max=MAX_BINDINGS)
    for name, binding in entry.bindings.items():
        try:
            parse(binding.source)
        except AddressError as error:
            yield Problem.of(error.reason, f"{place}/bindings/{escape(name)}/source")
    yield from _outside(entry.layout, COLUMNS["desktop"], f"{place}/layout")
    for screen in ("phone", "tablet", "wall"):
        box = getattr(entry.layouts, screen)
        if isinstance(box, Box):
            yield from _outside(box, COLUMNS[screen], f"{place}/layouts/{screen}")


def _outside(box: Box, columns: int, place: str) -> Iterator[Problem]:
    if box.x + box.w > columns:
        message = f"column {box.x} and {box.w} wide do not fit into {columns} columns"
        yield Problem.at(place, "layout_outside", message, columns=columns, x=box.x, w=box.w)
