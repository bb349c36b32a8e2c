"""The tree of an instance as groups of widgets, in the order somebody wants to see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.arrays import array_group
from dinrail_gateway.dashboards.templates.batteries import battery_group, is_battery
from dinrail_gateway.dashboards.templates.items import Group, Item, alarming, item_of, kind_of, pair_of, titles
from dinrail_gateway.dashboards.templates.tables import table_of
from dinrail_gateway.dashboards.templates.tree import Node
from dinrail_gateway.dashboards.templates.words import Language, technical, title_of

__all__ = ["groups_of"]

SMALL = 14
"""So many points below are shown together with what is above them, unless that becomes too many for one look."""
TOGETHER = 36
MAX_WIDGETS = 16
"""Of one group; what is beyond is a row of its table."""

# Lights are half as high: between the others they would leave holes.
_ORDER = ("flow", "gauge", "state", "value", "select", "switch", "slider", "setpoint", "light")


def groups_of(root: Node, title: str, language: Language, names: Mapping[str, str]) -> list[Group]:
    """Batteries, arrays and structures of an instance; alarms are left to the page."""
    found = [group for group in _walk(root, title, language, names) if group.items]
    return sorted(found, key=_rank)


def _rank(group: Group) -> int:
    """Batteries first, what is only looked up last."""
    types = {item.type for item in group.items}
    if "battery" in types:
        return 0
    return 2 if types == {"table"} or group.late else 1


def _walk(node: Node, title: str, language: Language, names: Mapping[str, str]) -> Iterator[Group]:
    if is_battery(node):
        yield battery_group(node, title, language)
        return
    if node.is_array and all(child.children for child in node.children.values()):
        if any(is_battery(child) for child in node.children.values()):
            for child in node.children.values():
                yield from _walk(child, names.get(child.path) or f"{title} {child.segment}", language, names)
        else:
            group = array_group(node, language, names)
            if group.items:
                yield group
        return
    own: list[Point] = [node.point] if node.point is not None else []
    apart: list[Node] = []
    below = {child.segment: sum(1 for _ in child.leaves()) for child in node.children.values() if child.children}
    small = SMALL if sum(number for number in below.values() if number <= SMALL) <= TOGETHER else 2
    for child in node.children.values():
        if child.children and (_special(child) or below[child.segment] > small or node.path == ""):
            apart.append(child)
            own += [child.point] if child.point is not None else []
        else:
            own += [leaf.point for leaf in child.leaves() if leaf.point is not None]
    if own:
        yield Group(title, _items(own, language))
    several = len(apart) > 1 or bool(own)
    for child in apart:
        # A structure that is all there is has the name of what holds it.
        alone = not several and node.path != ""
        called = title if alone or technical(child.segment) else title_of(child.segment, language)
        yield from _walk(child, called, language, names)


def _special(node: Node) -> bool:
    counted = node.is_array and all(child.children for child in node.children.values())
    return counted or is_battery(node) or any(_special(child) for child in node.children.values())


def _items(points: list[Point], language: Language) -> list[Item]:
    points = [point for point in points if not alarming(point)]
    named = titles(points, language)
    items: list[Item] = []
    rest = list(points)
    for group in _siblings(points):
        if (pair := pair_of(group, _pair_title(group, language))) is not None:
            items.append(pair[0])
            rest = [point for point in rest if point.path not in pair[1]]
    own = sorted((point for point in rest if kind_of(point) in _ORDER), key=lambda each: _ORDER.index(kind_of(each)))
    shown = own[: max(0, MAX_WIDGETS - len(items))]
    lights = [point for point in shown if kind_of(point) == "light"]
    others = [point for point in shown if point not in lights]
    items = [item_of(point, named[point.path]) for point in others] + items
    items += [item_of(point, named[point.path]) for point in lights]
    lists = [point for point in rest if point not in shown]
    return [*items, *table_of(lists, named, "Details")]


def _siblings(points: list[Point]) -> Iterator[list[Point]]:
    found: dict[str, list[Point]] = {}
    for point in points:
        found.setdefault(point.path.rpartition(".")[0], []).append(point)
    yield from found.values()


def _pair_title(points: list[Point], language: Language) -> str:
    above = points[0].path.split(".")[-2:-1]
    return title_of(above[0], language) if above else title_of("setpoint", language)
