"""Patterns over paths: `MAIN.**`, `MAIN.*.fVoltage`, `GVL.aRoom[*].b*`.

`*` is one level, or a part of one, `**` any number of levels; each index of an array is a level, in brackets or not.
What a pattern without `*` names is taken with everything below it, and so is what its last level names in words; a last
`*` takes values only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dinrail.names import decode_segment
from dinrail_ads.tables.texts import encode_text
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.walk import Quest

__all__ = ["PatternQuest", "SubtreeQuest", "is_pattern"]

MAX_LEVELS = 64

_LEVELS = re.compile(rb"[^.\[\],]+")
_NUMBER = re.compile(rb"-?\d{1,10}")
_State = frozenset[int]
_Level = bytes | re.Pattern[bytes] | None
"""A word, a word with `*`, or `**`."""


def is_pattern(text: str) -> bool:
    """Whether it has a wildcard."""
    return "*" in text


class SubtreeQuest(Quest[int]):
    """Everything below one node; state 0."""

    def symbol(self, position: int) -> int:
        return 0

    def member(self, state: int, number: int) -> int:
        return 0

    def element(self, state: int, index: int, number: int) -> int:
        return 0

    def elements(self, state: int, low: int, count: int, number: int) -> set[int]:
        return {0}

    def hit(self, state: int) -> bool:
        return True


class PatternQuest(Quest[_State]):
    """A state is the set of levels of the pattern that may come next; its length stands for the pattern's end."""

    def __init__(self, tree: Tree, pattern: str) -> None:
        text = ".".join(map(decode_segment, pattern.split("/"))) if "/" in pattern else pattern
        levels = _LEVELS.findall(encode_text(text).lower())[:MAX_LEVELS]
        self._tree = tree
        self._levels: list[_Level] = [_level(level) for level in levels]
        self._end = len(levels)
        self._whole = bool(levels) and isinstance(self._levels[-1], bytes)
        self._literal = _literal(levels)
        self._known: dict[tuple[_State, bytes], _State | None] = {}
        self._start = self._settle({0})

    def fits(self, path: str) -> bool:
        """Whether a walk would find the value of this path; costs its levels, not the program's size."""
        state: _State | None = self._start
        for level in _LEVELS.findall(encode_text(path).lower()):
            if state is None:
                return False
            state = self._next(state, level)
        return state is not None and self.hit(state)

    def positions(self, tree: Tree, can: Callable[[int, _State], bool]) -> Iterable[int]:
        """Only the symbols below the words the pattern begins with."""
        if not self._literal:
            return super().positions(tree, can)
        words = self._literal.split(b".")
        found: set[int] = set()
        for dot in (b"", b"."):
            found.update(tree.symbols.below(dot + self._literal))
            names = (dot + b".".join(words[:count]) for count in range(1, len(words) + 1))
            found.update(position for name in names if (position := tree.symbols.find(name)) is not None)
        return sorted(found)

    def symbol(self, position: int) -> _State | None:
        state: _State | None = self._start
        for level in _LEVELS.findall(self._tree.symbols.name(position)):
            if state is None:
                return None
            state = self._next(state, level)
        return state

    def member(self, state: _State, number: int) -> _State | None:
        return self._next(state, self._tree.types.lowered(number))

    def element(self, state: _State, index: int, number: int) -> _State | None:
        return self._next(state, b"%d" % index)

    def elements(self, state: _State, low: int, count: int, number: int) -> set[_State]:
        indices = self.indices(state, low, count)
        if isinstance(indices, range) and not any(isinstance(level, re.Pattern) for level in self._at(state)):
            # To what is left, `**` and the pattern's end, one index is like another but for those named.
            indices = {low, low + count - 1, *self._named(state, low, count)}
        behind = (self._next(state, b"%d" % index) for index in indices)
        return {after for after in behind if after is not None}

    def hit(self, state: _State) -> bool:
        return self._end in state

    def indices(self, state: _State, low: int, count: int) -> Iterable[int]:
        if self._end in state or any(not isinstance(level, bytes) for level in self._at(state)):
            return range(low, low + count)
        return sorted(self._named(state, low, count))

    def _at(self, state: _State) -> list[_Level]:
        return [self._levels[number] for number in state if number < self._end]

    def _named(self, state: _State, low: int, count: int) -> set[int]:
        """Indices that the pattern says in numbers."""
        named = (int(level) for level in self._at(state) if isinstance(level, bytes) and _NUMBER.fullmatch(level))
        return {index for index in named if low <= index < low + count}

    def _next(self, state: _State, name: bytes) -> _State | None:
        key = (state, name)
        if key in self._known:
            return self._known[key]
        after: set[int] = set()
        for number in state:
            if number == self._end:
                if self._whole:
                    after.add(number)
                continue
            level = self._levels[number]
            if level is None:
                after.add(number)
            elif level == name if isinstance(level, bytes) else level.fullmatch(name):
                after.add(number + 1)
        found = self._settle(after) or None
        if len(self._known) < 100_000:
            self._known[key] = found
        return found

    def _settle(self, state: set[int]) -> _State:
        """`**` may also stand for no level."""
        for number in range(self._end):
            if number in state and self._levels[number] is None:
                state.add(number + 1)
        return frozenset(state)


def _level(level: bytes) -> _Level:
    if level == b"**":
        return None
    if b"*" not in level:
        return level
    return re.compile(b".*".join(map(re.escape, re.split(rb"\*+", level))), re.DOTALL)


def _literal(levels: list[bytes]) -> bytes:
    words: list[bytes] = []
    for level in levels:
        if b"*" in level:
            break
        words.append(level)
    return b".".join(words)
