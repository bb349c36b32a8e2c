"""Which of many patterns match an address, or overlap with another pattern: a trie over segments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from dinrail_router.pattern import Pattern

__all__ = ["PatternIndex"]

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("children", "items", "stays")

    def __init__(self, *, stays: bool = False) -> None:
        self.children: dict[str, _Node[T]] = {}
        self.items: list[T] = []
        self.stays = stays  # a `**` takes any further segment


class PatternIndex(Generic[T]):
    """Items filed under patterns; a look-up costs by the depth of the address, not by the number of items."""

    def __init__(self) -> None:
        self._root: _Node[T] = _Node()

    def add(self, pattern: Pattern, item: T) -> None:
        """File an item under a pattern."""
        node = self._root
        for segment in pattern.segments:
            child = node.children.get(segment)
            if child is None:
                child = node.children[segment] = _Node(stays=segment == "**")
            node = child
        node.items.append(item)

    def find(self, segments: Sequence[str]) -> Iterator[T]:
        """Items whose pattern shares an address with `segments`, which may hold wildcards too; may repeat."""
        seen: set[tuple[int, int]] = set()
        waiting = [(self._root, 0)]
        while waiting:
            node, at = waiting.pop()
            if (id(node), at) in seen:
                continue
            seen.add((id(node), at))
            if at == len(segments):
                yield from node.items
            waiting.extend(_onward(node, segments, at))


def _onward(node: _Node[T], segments: Sequence[str], at: int) -> Iterator[tuple[_Node[T], int]]:
    many = node.children.get("**")
    if many is not None:
        yield many, at
    if at == len(segments):
        return
    segment = segments[at]
    if node.stays:
        yield node, at + 1
    if segment == "**":
        yield node, at + 1
        yield from ((child, at) for child in node.children.values())
    elif segment == "*":
        yield from ((child, at + 1) for name, child in node.children.items() if name != "**")
    else:
        for name in (segment, "*"):
            child = node.children.get(name)
            if child is not None:
                yield child, at + 1
