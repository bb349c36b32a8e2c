"""Search over the names of everything: namespaces, symbols, members, elements.

The words of a search are found in this order along a path, the last one in the name of the thing itself; a dot or a
bracket separates words like a blank does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from dinrail_ads.tables.nodes import Node
from dinrail_ads.tables.texts import encode_text
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.walk import Quest, walk

__all__ = ["search"]

MAX_WORDS = 6

_SEPARATORS = re.compile(r"[\s.\[\],/]+")


def search(tree: Tree, text: str) -> Iterator[Node]:
    """Hits: namespaces first, then symbols by their own name, then what lies inside symbols."""
    words = [encode_text(word.lower()) for word in _SEPARATORS.split(text[:256]) if word][:MAX_WORDS]
    if not words:
        return
    for name in tree.symbols.namespaces:
        if _behind(words, name) == len(words) and tree.symbols.find(name) is None:
            yield tree.namespace(name)
    if all(word in tree.symbols.names for word in words):
        for position in _own_names(tree, words):
            yield tree.symbol(position)
    known = tree.symbols.names, tree.types.lowered_names
    if all(_number(word) is not None or any(word in names for names in known) for word in words):
        yield from walk(tree, _Inside(tree, words))


class _Inside(Quest[int]):
    """State: how many words lie behind. What is below a hit must match the last word anew."""

    def __init__(self, tree: Tree, words: list[bytes]) -> None:
        self._tree = tree
        self._words = words
        self._last = len(words) - 1
        self._numbers = [_number(word) for word in words]

    def positions(self, tree: Tree, can: Callable[[int, int], bool]) -> Iterable[int]:
        types = tree.symbols.types
        holders = {number for number in set(types) if can(number, self._last)}
        return (position for position, number in enumerate(types) if number in holders)

    def symbol(self, position: int) -> int:
        return 0 if not self._last else min(_behind(self._words, self._tree.symbols.name(position)), self._last)

    def member(self, state: int, number: int) -> int:
        behind = min(state, self._last)
        types = self._tree.types
        names, starts = types.lowered_names, types.lowered_starts
        place, end = starts[number], starts[number + 1] - 1
        while behind <= self._last:
            word = self._words[behind]
            found = names.find(word, place, end)
            if found < 0:
                break
            place = found + len(word)
            behind += 1
        return behind

    def element(self, state: int, index: int, number: int) -> int:
        behind = min(state, self._last)
        return behind + (self._numbers[behind] == index)

    def elements(self, state: int, low: int, count: int, number: int) -> set[int]:
        behind = min(state, self._last)
        wanted = self._numbers[behind]
        if wanted is None or not low <= wanted < low + count:
            return {behind}
        return {behind, behind + 1} if count > 1 else {behind + 1}

    def hit(self, state: int) -> bool:
        return state > self._last


def _own_names(tree: Tree, words: list[bytes]) -> Iterator[int]:
    symbols = tree.symbols
    for match in re.finditer(re.escape(words[-1]) + rb"[^.\n]*\n", symbols.names):
        position = symbols.at(match.start())
        if len(words) == 1 or _behind(words, symbols.name(position)) == len(words):
            yield position


def _behind(words: list[bytes], path: bytes) -> int:
    """How many words are found in a path; the last one counts in its last part only."""
    own = path.rfind(b".") + 1
    place = behind = 0
    for word in words:
        found = path.find(word, max(place, own) if behind == len(words) - 1 else place)
        if found < 0:
            break
        place = found + len(word)
        behind += 1
    return behind


def _number(word: bytes) -> int | None:
    """The index a word may stand for."""
    return int(word) if len(word) < 12 and word.removeprefix(b"-").isdigit() else None
