"""What the program itself marks to be published: `{attribute 'dinrail'}` at a variable, a member or a type.

A mark holds for everything below; `{attribute 'dinrail' := 'no'}` takes a part out again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dinrail_ads.tables.tails import Attributes, symbol_attributes, type_tail
from dinrail_ads.tables.texts import encode_text
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.types import NONE
from dinrail_ads.tables.walk import Quest

__all__ = ["ATTRIBUTE", "MarkQuest"]

ATTRIBUTE = "dinrail"

_NO = frozenset({"no", "false", "off", "0"})
_NAME = re.compile(re.escape(encode_text(ATTRIBUTE)) + rb"\0", re.IGNORECASE)


class MarkQuest(Quest[bool]):
    """State: whether it is marked."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._of_symbol = _symbols(tree)
        self._of_type = _types(tree)
        self._of_member = _members(tree)
        self._none = not (self._of_symbol or self._of_type or self._of_member)

    def positions(self, tree: Tree, can: Callable[[int, bool], bool]) -> Iterable[int]:
        return () if self._none else super().positions(tree, can)

    def symbol(self, position: int) -> bool:
        mark = self._of_symbol.get(position)
        return self._typed(False, self._tree.symbols.types[position]) if mark is None else mark

    def member(self, state: bool, number: int) -> bool:
        mark = self._of_member.get(number)
        return self._typed(state, self._tree.types.member_types[number]) if mark is None else mark

    def element(self, state: bool, index: int, number: int) -> bool:
        return self._typed(state, number)

    def elements(self, state: bool, low: int, count: int, number: int) -> set[bool]:
        return {self.element(state, low, number)}

    def hit(self, state: bool) -> bool:
        return state

    def _typed(self, state: bool, number: int) -> bool:
        return state if number == NONE else self._of_type.get(number, state)


def _mark(attributes: Attributes) -> bool | None:
    value = attributes.get(ATTRIBUTE)
    return None if value is None else value.strip().lower() not in _NO


def _symbols(tree: Tree) -> dict[int, bool]:
    symbols = tree.symbols
    found: dict[int, bool] = {}
    for position in symbols.attributed:
        entry = symbols.entry(position)
        if _NAME.search(symbols.raw, entry.tail, entry.end):
            mark = _mark(symbol_attributes(symbols.raw, entry))
            if mark is not None:
                found[position] = mark
    return found


def _types(tree: Tree) -> dict[int, bool]:
    if not _NAME.search(tree.types.raw):
        return {}
    found: dict[int, bool] = {}
    for number in range(len(tree.types)):
        entry = tree.types.entry(number)
        if entry is not None and _NAME.search(tree.types.raw, entry.items, entry.end):
            mark = _mark(type_tail(tree.types.raw, entry)[0])
            if mark is not None:
                found[number] = mark
    return found


def _members(tree: Tree) -> dict[int, bool]:
    if not _NAME.search(tree.types.raw):
        return {}
    found: dict[int, bool] = {}
    for number in range(len(tree.types.member_places)):
        entry = tree.types.member(number)
        if _NAME.search(tree.types.raw, entry.items, entry.end):
            mark = _mark(type_tail(tree.types.raw, entry)[0])
            if mark is not None:
                found[number] = mark
    return found
