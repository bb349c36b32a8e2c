"""Addresses as a tree: children of a node and points below it, without walking all addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["AddressTree", "Node"]

_DIGITS = re.compile(r"(\d+)")


class Node:
    """A segment: its children, whether it is a point itself, how many points lie below it."""

    __slots__ = ("below", "children", "is_point")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.is_point = False
        self.below = 0


class AddressTree:
    """A set of addresses; adding, removing and looking at one level cost the depth of the address."""

    def __init__(self) -> None:
        self._root = Node()

    def __len__(self) -> int:
        return self._root.below

    def add(self, address: str) -> None:
        """Put in an address that is not there."""
        node = self._root
        for segment in address.split("."):
            node.below += 1
            child = node.children.get(segment)
            if child is None:
                child = node.children[segment] = Node()
            node = child
        node.is_point = True

    def remove(self, address: str) -> None:
        """Take out an address that is there, and nodes that only led to it."""
        node, path = self._root, []
        for segment in address.split("."):
            path.append((node, segment))
            node.below -= 1
            node = node.children[segment]
        node.is_point = False
        for parent, segment in reversed(path):
            child = parent.children[segment]
            if child.is_point or child.children:
                break
            del parent.children[segment]

    def children(self, path: str) -> list[tuple[str, Node]]:
        """`(segment, node)` below an address prefix in natural order; empty for one that does not exist."""
        node = self._root
        for segment in path.split(".") if path else ():
            found = node.children.get(segment)
            if found is None:
                return []
            node = found
        return sorted(node.children.items(), key=lambda item: _natural(item[0]))


def _natural(segment: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(_parts(segment))


def _parts(segment: str) -> Iterator[tuple[int, int, str]]:
    for part in _DIGITS.split(segment):
        if part.isdecimal():
            yield 0, int(part), ""
        elif part:
            yield 1, 0, part.lower()
