"""`propose`: a page with widgets for an instance, made of its directory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any

from dinrail.directory import Point
from dinrail.names import decode_segment
from dinrail_gateway.dashboards.model import COLUMNS, Binding, Boxes, Page, Widget
from dinrail_gateway.dashboards.templates.batteries import is_battery
from dinrail_gateway.dashboards.templates.groups import groups_of
from dinrail_gateway.dashboards.templates.items import Group, Item, decimals_of
from dinrail_gateway.dashboards.templates.overview import overview_of
from dinrail_gateway.dashboards.templates.packing import Size, packed
from dinrail_gateway.dashboards.templates.tree import Node, grown
from dinrail_gateway.dashboards.templates.words import Language, name_of

__all__ = ["propose"]

MAX_WIDGETS = 150
SIZES: dict[str, tuple[Size, Size]] = {
    "value": ((2, 2), (2, 2)), "gauge": ((2, 2), (2, 2)), "bar": ((3, 3), (4, 3)), "chart": ((6, 4), (4, 4)),
    "sparkline": ((3, 2), (2, 2)), "light": ((2, 1), (2, 1)), "switch": ((2, 2), (2, 2)), "slider": ((3, 2), (4, 2)),
    "setpoint": ((3, 2), (4, 2)), "select": ((3, 2), (4, 2)), "table": ((6, 4), (4, 5)), "alarms": ((6, 2), (4, 3)),
    "battery": ((6, 4), (4, 5)), "energy_flow": ((6, 6), (4, 5)), "energy_balance": ((6, 4), (4, 4)),
    "text": ((12, 1), (4, 1)),
}  # fmt: skip
"""Cells on the desktop and on the phone."""


CELL = 80
_ROW = {"table": (32, 60), "bar": (56, 40)}
"""Pixels of a row and of what is around them."""
_LARGE = frozenset({"alarms", "bar", "battery", "chart", "energy_balance", "energy_flow", "table"})
_EVEN = frozenset({"bar", "chart"})
_ROUNDED = frozenset({"value", "gauge", "sparkline", "bar", "chart", "setpoint"})


def propose(
    instance: str,
    points: Iterable[Point],
    *,
    title: str,
    language: Language,
    page: str,
    taken: Collection[str] = (),
    texts: Mapping[str, str] | None = None,
) -> tuple[Page, dict[str, Widget]]:
    """A page and its widgets by ids that are not `taken`; `texts`: present values of text points, for names.

    Raises ValueError without points.
    """
    told = list(points)
    if not told:
        raise ValueError("no points")
    root = grown(told)
    groups = groups_of(root, title, language, _names(root, texts or {}))
    several = len(groups) > 1
    if top := overview_of(root, told, language):
        groups.insert(0, Group("", top))
    shown = _bounded(groups, len(told), language)
    items = [block for group in shown for block in _blocks([*_heading(group, several), *group.items])]
    desktop = packed([_sizes(block, 0) for block in items], COLUMNS["desktop"])
    phone = packed([_sizes(block, 1) for block in items], COLUMNS["phone"])
    widgets: dict[str, Widget] = {}
    units = {point.path: point.unit for point in told}
    number = 0
    for group, wide, narrow in zip(items, desktop, phone, strict=True):
        for item, box, small in zip(group, wide, narrow, strict=True):
            number += 1
            while (id_ := f"{page[:56]}_{number}") in taken:
                number += 1
            widgets[id_] = Widget(
                item.type,
                box,
                title=item.title[:200],
                page=page,
                bindings={
                    name: Binding(f"{instance}.{each.path}", each.type, each.label)
                    for name, each in item.bindings.items()
                },
                layouts=Boxes(phone=small),
                options=item.options | (decimals_of(item.bindings.values(), units) if item.type in _ROUNDED else {}),
            )
    return Page(title[:200], icon=_icon(root)), widgets


def _names(root: Node, texts: Mapping[str, str]) -> dict[str, str]:
    """What parts of the tree are called by a point `name` below them."""
    found: dict[str, str] = {}
    for leaf in root.leaves():
        path, _, last = leaf.path.rpartition(".")
        if path and name_of(last) == "name" and (text := texts.get(leaf.path, "").strip()):
            found[path] = text[:48]
    return found


def _bounded(groups: list[Group], points: int, language: Language) -> list[Group]:
    """As many widgets as a page can show at once; that there is more is said."""
    found: list[Group] = []
    room = MAX_WIDGETS
    for group in groups:
        if room > 0:
            found.append(Group(group.title, group.items[:room]))
            room -= len(group.items) + 1
    paths = {each.path for group in found for item in group.items for each in item.bindings.values()}
    if room <= 0 and (left := points - len(paths)) > 0:
        text = f"{left} weitere Punkte: siehe Punkte." if language == "de" else f"{left} more points: see Points."
        found.append(Group("", [Item("text", "", options={"text": text})]))
    return found


def _heading(group: Group, several: bool) -> list[Item]:
    return (
        [Item("text", "", options={"text": f"## {_plain(group.title)}", "plain": True})]
        if several and group.title
        else []
    )


def _plain(title: str) -> str:
    """Names of devices are no Markdown."""
    return decode_segment("".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in title))


def _blocks(items: list[Item]) -> list[list[Item]]:
    """Large and small ones apart: between charts a switch leaves a hole."""
    return [list(block) for _, block in groupby(items, key=lambda item: item.type in _LARGE)]


def _sizes(block: list[Item], at: int) -> list[Size]:
    """What stands side by side is equally high, as far as that helps."""
    sizes = [_size(item, at) for item in block]
    even = max((high for item, (_, high) in zip(block, sizes, strict=True) if item.type in _EVEN), default=0)
    kinds = {item.type for item in block}
    if at == 0 and kinds == {"alarms", "chart"} and len(block) == 2:
        return [(wide, max(high for _, high in sizes)) for wide, high in sizes]
    if at == 0 and kinds <= _EVEN | {"table"}:
        return [(wide, even if item.type in _EVEN else high) for item, (wide, high) in zip(block, sizes, strict=True)]
    return sizes


def _size(item: Item, at: int) -> Size:
    wide, high = SIZES[item.type][at]
    if item.type in _ROW and item.rows:
        row, more = _ROW[item.type]
        high = min(7, max(2, -(-(item.rows * row + more) // CELL)))
    if item.type == "battery" and not any(name.startswith("cell") for name in item.bindings):
        return 4, 4 - at
    return wide, high


def _icon(root: Node) -> str:
    nodes: list[Any] = [root]
    names = set()
    while nodes:
        node = nodes.pop()
        if is_battery(node):
            return "battery"
        names.add(node.name)
        nodes += node.children.values()
    if names & {"inverter", "pv", "solar"}:
        return "solar"
    if names & {"heating", "room"}:
        return "heating"
    return "plc" if names & {"main", "gvl"} else "dashboard"
