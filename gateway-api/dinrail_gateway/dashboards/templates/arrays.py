"""What there is several times: rooms, shutters, phases, cells. One control each, the rest side by side."""

from __future__ import annotations

from collections.abc import Mapping

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.items import (
    ACTUAL,
    WANTED,
    Bound,
    Group,
    Item,
    alarming,
    bound,
    item_of,
    kind_of,
    pair_of,
)
from dinrail_gateway.dashboards.templates.tables import side_by_side
from dinrail_gateway.dashboards.templates.tree import Node
from dinrail_gateway.dashboards.templates.words import Language, name_of, title_of

__all__ = ["array_group"]

MAX_ELEMENTS = 24
MAX_SERIES = 12
_MAIN = ("switch", "select", "slider", "setpoint")


def array_group(node: Node, language: Language, names: Mapping[str, str]) -> Group:
    """`names`: what elements are called, by the path of the element."""
    title = title_of(node.segment, language, many=True)
    elements = list(node.children.values())[:MAX_ELEMENTS]
    called = {
        element.path: names.get(element.path) or f"{title_of(node.segment, language)} {element.segment}"
        for element in elements
    }
    items: list[Item] = []
    left: dict[str, list[tuple[str, Point]]] = {}
    for element in elements:
        leaves = [leaf for leaf in element.leaves() if leaf.point is not None and not alarming(leaf.point)]
        points = [leaf.point for leaf in leaves if leaf.point is not None]
        taken = set()
        if (pair := pair_of(points, called[element.path])) is not None:
            items.append(pair[0])
            taken = pair[1]
        elif (main := next((point for point in points if kind_of(point) in _MAIN), None)) is not None:
            items.append(item_of(main, _control_title(main, called[element.path], language)))
            taken = {main.path}
        for point in points:
            below = point.path[len(element.path) + 1 :]
            if point.path not in taken or _measured(point):
                left.setdefault(below, []).append((called[element.path], point))
    alarms = any(leaf.point is not None and alarming(leaf.point) for leaf in node.leaves())
    return Group(title, [*items, *_side_by_side(left, language)], late=alarms)


def _control_title(point: Point, element: str, language: Language) -> str:
    """What is set by it, where that does not go without saying."""
    segment = point.path.rsplit(".", 1)[-1]
    if name_of(segment) in (*WANTED, *ACTUAL, "enable", "state", "on", "switch"):
        return element
    return f"{element} · {title_of(segment, language)}"


def _title(segment: str, point: Point, language: Language) -> str:
    """Of several measured values; `actual` says nothing without what was wanted."""
    known = {"°C": "temperature", "V": "voltage", "A": "current", "W": "power"}.get(point.unit)
    if name_of(segment) in ACTUAL and known is not None:
        return title_of(known, language)
    return title_of(segment, language, point.description)


def _measured(point: Point) -> bool:
    """What a control shows now is also worth a course."""
    return not point.writable and kind_of(point) in ("value", "flow")


def _side_by_side(left: Mapping[str, list[tuple[str, Point]]], language: Language) -> list[Item]:
    """For each thing that all of them tell, one widget with all of them."""
    found = []
    rows: list[Bound] = []
    for below, told in left.items():
        first = told[0][1]
        title = _title(below.rsplit(".", 1)[-1], first, language)
        kind = kind_of(first)
        if kind in ("value", "flow") and len(told) <= MAX_SERIES and first.unit:
            bindings = {f"series_{number}": bound(point, name) for number, (name, point) in enumerate(told, 1)}
            found.append(Item("chart", title, bindings, {"range": "24h"}))
        elif kind in ("value", "flow", "gauge") and first.unit:
            bindings = {f"value_{number}": bound(point, name) for number, (name, point) in enumerate(told, 1)}
            scale = {"min": 0, "max": 100} if first.unit == "%" else {"from_zero": False}
            found.append(Item("bar", title, bindings, scale, rows=len(told)))
        elif name_of(below.rsplit(".", 1)[-1]) != "name":
            for name, point in told:
                if len(rows) < 2 * MAX_ELEMENTS:
                    rows.append(bound(point, f"{name} · {title}"))
    return [*found, *side_by_side(rows, "Details")]
