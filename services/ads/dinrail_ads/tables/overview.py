"""Which types a program has, how many things are of each, and where."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dinrail_ads.tables.nodes import Node
from dinrail_ads.tables.shapes import Kind
from dinrail_ads.tables.texts import decode_text
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.types import NONE
from dinrail_ads.tables.walk import Quest, walk

__all__ = ["TypeUse", "instances", "overview"]

_Origin = tuple[int, int]
"""A type and the number of its member, NONE for elements and what an alias stands for; NONE and a symbol's position."""


@dataclass(frozen=True, slots=True)
class TypeUse:
    """A type: bytes of one, number of symbols, members and elements of it, and the path of one of them."""

    type: str
    kind: Kind
    size: int
    count: int
    example: str


def overview(tree: Tree) -> list[TypeUse]:
    """All types in use, the most used first."""
    counts, origins = _count(tree)
    uses = []
    for number, count in counts.items():
        example = _example(tree, number, origins)
        node = tree.find(example)
        kind: Kind = "unknown" if node is None else node.kind
        size = 0 if node is None else node.size
        uses.append(TypeUse(decode_text(tree.types.text(number)), kind, size, count, example))
    return sorted(uses, key=lambda use: (-use.count, use.type.lower()))


def instances(tree: Tree, type_name: bytes) -> Iterator[Node]:
    """Everything of a type, in the order of names."""
    number = tree.types.numbers.get(type_name.lower())
    if number is not None:
        yield from walk(tree, _OfType(tree, number))


class _OfType(Quest[bool]):
    """State: whether the thing is of the type."""

    def __init__(self, tree: Tree, number: int) -> None:
        self._tree = tree
        self._number = number

    def symbol(self, position: int) -> bool:
        return self._tree.symbols.types[position] == self._number

    def member(self, state: bool, number: int) -> bool:
        return self._tree.types.member_types[number] == self._number

    def element(self, state: bool, index: int, number: int) -> bool:
        return number == self._number

    def elements(self, state: bool, low: int, count: int, number: int) -> set[bool]:
        return {self.element(state, low, number)}

    def hit(self, state: bool) -> bool:
        return state


def _count(tree: Tree) -> tuple[dict[int, int], dict[int, _Origin]]:
    """Instances by type and where the first comes from; owners are counted before what they have inside."""
    types = tree.types
    counts: Counter[int] = Counter(tree.symbols.types)
    origins: dict[int, _Origin] = {}
    for position in range(len(tree.symbols) - 1, -1, -1):
        origins[tree.symbols.types[position]] = NONE, position
    for owner in sorted(range(len(tree.heights)), key=lambda number: -tree.heights[number]):
        count = counts.get(owner, 0)
        if not count or tree.closed[owner]:
            continue
        members = tree.shapes.members(owner)
        base = NONE if members else types.bases[owner]
        # What an alias of something elementary stands for is no other thing.
        if base != NONE and ((dims := tree.dims(owner)) or tree.heights[base]):
            counts[base] += count * math.prod(elements for _, elements in dims)
            origins.setdefault(base, (owner, NONE))
        for member in members:
            inside = types.member_types[member]
            counts[inside] += count
            origins.setdefault(inside, (owner, member))
    return counts, origins


def _example(tree: Tree, number: int, origins: dict[int, _Origin]) -> str:
    parts: list[str] = []
    while True:
        owner, part = origins[number]
        if owner == NONE:
            return "".join([decode_text(tree.symbols.entry(part).name), *reversed(parts)])
        if part != NONE:
            parts.append("." + decode_text(tree.types.member_name(part)))
        elif dims := tree.dims(owner):
            parts.append(f"[{','.join(str(low) for low, _ in dims)}]")
        number = owner
