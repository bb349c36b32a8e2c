"""Walking the whole tree for something, without entering what cannot hold it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from dinrail.errors import ProtocolError
from dinrail_ads.tables.nodes import Node
from dinrail_ads.tables.shapes import Shape
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.types import NONE

__all__ = ["Quest", "walk"]

MAX_FRUITLESS = 1_000_000
"""Steps without a find after which the tables are taken for damaged; others are entered only where there is a hit."""

S = TypeVar("S")
Dims = tuple[tuple[int, int], ...]


class Quest(ABC, Generic[S]):
    """What is looked for: a state that each step down turns into the next, or into None where nothing can follow."""

    def positions(self, tree: Tree, can: Callable[[int, S], bool]) -> Iterable[int]:
        """Positions of the symbols to look at; `can` tells whether a type can have a hit inside when in a state."""
        return range(len(tree.symbols))

    @abstractmethod
    def symbol(self, position: int) -> S | None:
        """State at a symbol."""

    @abstractmethod
    def member(self, state: S, number: int) -> S | None:
        """State at a member."""

    @abstractmethod
    def element(self, state: S, index: int, number: int) -> S | None:
        """State behind one index of an element whose type is `number` (NONE: further indices follow)."""

    @abstractmethod
    def elements(self, state: S, low: int, count: int, number: int) -> set[S]:
        """All states behind the indices of a dimension."""

    @abstractmethod
    def hit(self, state: S) -> bool:
        """Whether the thing itself is what is looked for."""

    def indices(self, state: S, low: int, count: int) -> Iterable[int]:
        """Indices of a dimension worth a step."""
        return range(low, low + count)


def walk(tree: Tree, quest: Quest[S], start: Node | None = None) -> Iterator[Node]:
    """Nodes that are hits, in the order of names and of memory, from one node down or everywhere.

    Raises ProtocolError when the tables unfold without end.
    """
    return _Walk(tree, quest).below(start) if start is not None else _Walk(tree, quest).everywhere()


class _Walk(Generic[S]):
    def __init__(self, tree: Tree, quest: Quest[S]) -> None:
        self._tree = tree
        self._types = tree.types
        self._quest = quest
        self._memo: dict[tuple[int, S], bool] = {}
        self._fruitless = 0

    def everywhere(self) -> Iterator[Node]:
        quest, symbols, cover = self._quest, self._tree.symbols, b""
        for position in quest.positions(self._tree, self.can):
            state = quest.symbol(position)
            if state is None or not (quest.hit(state) or self.can(symbols.types[position], state)):
                continue
            node = self._tree.symbol(position)
            name = symbols.name(position)
            if cover and name.startswith(cover):
                above = self._tree.find(cover[:-1].decode("cp1252", "replace"))
                if above is not None and self._tree.inside(above, name[len(cover) - 1 :]):
                    continue
            elif node.more and node.unfolds:
                cover = name + b"."
            yield from self._visit(node, state)

    def below(self, node: Node) -> Iterator[Node]:
        state = self._quest.symbol(node.position)
        if state is not None:
            yield from self._visit(node, state)

    def can(self, number: int, state: S) -> bool:
        """Whether something of this type can have a hit inside."""
        if number == NONE or number >= len(self._tree.closed) or self._tree.closed[number]:
            return False
        key = (number, state)
        known = self._memo.get(key)
        if known is None:
            self._memo[key] = False
            known = self._memo[key] = self._explore(number, state)
        return known

    def _explore(self, number: int, state: S) -> bool:
        quest, types = self._quest, self._types
        if dims := self._tree.dims(number):
            return self._behind(dims, types.bases[number], state)
        members = self._tree.shapes.members(number)
        if not members:
            return self.can(types.bases[number], state)
        for member in members:
            below = quest.member(state, member)
            if below is None:
                continue
            if quest.hit(below):
                return True
            if types.member_inside[member] and self._holds_member(member, below):
                return True
        return False

    def _behind(self, dims: Dims, number: int, state: S) -> bool:
        states = {state}
        for left, (low, count) in zip(range(len(dims) - 1, -1, -1), dims, strict=True):
            inside = NONE if left else number
            states = set().union(*(self._quest.elements(each, low, count, inside) for each in states))
        return any(self._quest.hit(each) or self.can(number, each) for each in states)

    def _visit(self, node: Node, state: S) -> Iterator[Node]:
        if self._quest.hit(state):
            self._fruitless = 0
            yield node
        if node.unfolds and self._holds(node.shape, state):
            yield from self._elements(node, state, 0, 0) if node.shape.dims else self._members(node, state)

    def _holds(self, shape: Shape, state: S) -> bool:
        if shape.element is None:
            return self.can(shape.owner, state)
        return self._behind(shape.dims, shape.element.type, state)

    def _members(self, node: Node, state: S) -> Iterator[Node]:
        types = self._types
        for number in self._tree.shapes.members(node.shape.owner):
            below = self._quest.member(state, number)
            self._step()
            if below is not None and (
                self._quest.hit(below) or (types.member_inside[number] and self._holds_member(number, below))
            ):
                yield from self._visit(self._tree.member(node, number), below)

    def _holds_member(self, number: int, state: S) -> bool:
        inside = self._types.member_types[number]
        if self._types.member_dims[number] and not self._tree.dims(inside):
            return self._behind(self._types.member(number).dims, inside, state)
        return self.can(inside, state)

    def _elements(self, node: Node, state: S, dimension: int, place: int) -> Iterator[Node]:
        low, count = node.shape.dims[dimension]
        last = dimension + 1 == len(node.shape.dims)
        number = node.shape.element.type if last and node.shape.element is not None else NONE
        for index in self._quest.indices(state, low, count):
            below = self._quest.element(state, index, number)
            self._step()
            if below is None:
                continue
            here = place * count + index - low
            if not last:
                yield from self._elements(node, below, dimension + 1, here)
            elif self._quest.hit(below) or self.can(number, below):
                yield from self._visit(self._tree.element(node, here), below)

    def _step(self) -> None:
        self._fruitless += 1
        if self._fruitless > MAX_FRUITLESS:
            raise ProtocolError("the tables unfold without end", key="ads_table_endless")
