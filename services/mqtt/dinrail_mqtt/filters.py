"""Many topic filters at once: which of them match a topic, without trying each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

__all__ = ["FilterTree"]

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("below", "here", "rest")

    def __init__(self) -> None:
        self.below: dict[str, _Node[T]] = {}
        self.here: list[T] = []
        self.rest: list[T] = []


class FilterTree(Generic[T]):
    """Filters with what they stand for."""

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._root: _Node[T] = _Node()
        for pattern, value in entries:
            node = self._root
            levels = pattern.split("/")
            open_end = levels[-1] == "#"
            for level in levels[:-1] if open_end else levels:
                node = node.below.setdefault(level, _Node())
            (node.rest if open_end else node.here).append(value)

    def find(self, topic: str) -> list[T]:
        """What the matching filters stand for, each once; $SYS only by its name."""
        found: list[T] = []
        nodes = [self._root]
        hidden = topic.startswith("$")
        for level in topic.split("/"):
            following = []
            for node in nodes:
                if not hidden:
                    found += node.rest
                for name in (level,) if hidden else (level, "+"):
                    below = node.below.get(name)
                    if below is not None:
                        following.append(below)
            nodes, hidden = following, False
        for node in nodes:
            found += node.here
            found += node.rest
        return list({id(value): value for value in found}.values()) if len(found) > 1 else found
