"""Points of a directory as a tree of their paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dinrail.directory import Point
from dinrail_gateway.dashboards.templates.words import name_of

__all__ = ["Node", "grown"]


class Node:
    """A segment: perhaps a point, perhaps with something below."""

    def __init__(self, segment: str, path: str) -> None:
        self.segment = segment
        self.path = path
        self.name = name_of(segment)
        self.point: Point | None = None
        self.children: dict[str, Node] = {}

    def named(self, *names: str) -> Point | None:
        """The point right below that has one of these names."""
        for name in names:
            for child in self.children.values():
                if child.name == name and child.point is not None:
                    return child.point
        return None

    def child(self, *names: str) -> Node | None:
        """What lies right below by one of these names."""
        return next((child for name in names for child in self.children.values() if child.name == name), None)

    def leaves(self) -> Iterator[Node]:
        """Every point here and below."""
        if self.point is not None:
            yield self
        for child in self.children.values():
            yield from child.leaves()

    @property
    def is_array(self) -> bool:
        """Whether everything below is counted: `1`, `2`, `3`."""
        return len(self.children) > 1 and all(segment.isdecimal() for segment in self.children)


def grown(points: Iterable[Point]) -> Node:
    """The tree of a directory; what is counted is in the order of the numbers. Its root is the instance."""
    root = Node("", "")
    for point in points:
        node = root
        for segment in point.path.split("."):
            path = f"{node.path}.{segment}" if node.path else segment
            node = node.children.setdefault(segment, Node(segment, path))
        node.point = point
    _count(root)
    return root


def _count(node: Node) -> None:
    if node.is_array:
        node.children = dict(sorted(node.children.items(), key=lambda each: int(each[0])))
    for child in node.children.values():
        _count(child)
