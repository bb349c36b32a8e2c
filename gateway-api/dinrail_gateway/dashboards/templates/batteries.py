"""A battery: its charge, its cells, its course, and what can be switched on it."""

from __future__ import annotations

from typing import Any

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.items import Bound, Group, Item, alarming, bound, item_of, kind_of, titles
from dinrail_gateway.dashboards.templates.tables import table_of
from dinrail_gateway.dashboards.templates.tree import Node
from dinrail_gateway.dashboards.templates.words import Language

__all__ = ["battery_group", "battery_power", "is_battery"]

MAX_CELLS = 32
_CELLS = ("cells", "cell")
_SUMS = (("cells_min", "min"), ("cells_max", "max"), ("cells_delta", "delta"))
_SINGLE = ("soc", "voltage", "current", "power")


def is_battery(node: Node) -> bool:
    """By the names of its points, as everywhere: charge, voltage and current, or cells with a voltage."""
    if all(node.named(name) for name in ("soc", "voltage", "current")):
        return True
    cells = node.child(*_CELLS)
    return cells is not None and any(cell.named("voltage") for cell in cells.children.values())


def battery_power(node: Node) -> Point | None:
    """What it is charged with."""
    return node.named("power")


def battery_group(node: Node, title: str, language: Language) -> Group:
    """The widgets of one battery."""
    bindings: dict[str, Bound] = {}
    for name in _SINGLE:
        if (point := node.named(name)) is not None:
            bindings[name] = bound(point)
    temperature = _temperature(node)
    if temperature is not None:
        bindings["temperature"] = bound(temperature)
    taken = {each.path for each in bindings.values()}
    cells = node.child(*_CELLS)
    if cells is not None:
        bindings |= _cells(cells)
        taken |= {leaf.path for leaf in cells.leaves()}
    items = []
    # Cells without a charge are a list of voltages, not a battery to look at.
    if "soc" in bindings:
        items.append(Item("battery", title, bindings))
    elif cells is not None:
        items.append(_bars(cells, title))
    items += _courses(node, language)
    rest = [leaf.point for leaf in node.leaves() if leaf.point is not None and leaf.path not in taken]
    rest = [point for point in rest if not alarming(point)]
    named = titles(rest, language)
    controls = [point for point in rest if kind_of(point) in ("switch", "slider", "setpoint", "select")]
    items += [item_of(point, named[point.path]) for point in controls[:8]]
    lists = [point for point in rest if point not in controls[:8]]
    items += table_of(lists, named, "Details")
    return Group(title, items)


def _temperature(node: Node) -> Point | None:
    below = node.child("temperatures")
    return (below.named("max") if below is not None else None) or node.named("temperature")


def _cells(cells: Node) -> dict[str, Bound]:
    found: dict[str, Bound] = {}
    for slot, name in _SUMS:
        if (point := cells.named(name)) is not None:
            found[slot] = bound(point)
    voltages = _voltages(cells)
    if len(voltages) <= MAX_CELLS:
        found |= {f"cell_{number}": bound(point) for number, point in voltages}
    return found


def _voltages(cells: Node) -> list[tuple[int, Point]]:
    numbered = [(int(cell.segment), cell) for cell in cells.children.values() if cell.segment.isdecimal()]
    return [(number, point) for number, cell in numbered if (point := cell.named("voltage")) is not None]


def _bars(cells: Node, title: str) -> Item:
    bindings = {f"value_{number}": bound(point, str(number)) for number, point in _voltages(cells)[:MAX_CELLS]}
    return Item("bar", title, bindings, {"from_zero": False, "direction": "vertical"})


def _courses(node: Node, language: Language) -> list[Item]:
    power, soc = node.named("power") or node.named("current"), node.named("soc")
    bindings, series = {}, []
    for number, (point, style, axis) in enumerate(((power, "area", "left"), (soc, "line", "right")), 1):
        if point is not None:
            bindings[f"series_{number}"] = bound(point, titles([point], language)[point.path])
            series.append({"binding": f"series_{number}", "style": style, "axis": axis})
    if not bindings:
        return []
    options: dict[str, Any] = {"range": "24h", "series": series}
    if soc is not None:
        options |= {"unit_right": "%", "min_right": 0, "max_right": 100}
    return [Item("chart", "Letzte 24 Stunden" if language == "de" else "Last 24 hours", bindings, options)]
