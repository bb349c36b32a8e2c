"""The tables of one program: what the adapter holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from dinrail.errors import ProtocolError
from dinrail_ads.tables.blocks import Block, block_of
from dinrail_ads.tables.diff import Diff, diff
from dinrail_ads.tables.marks import MarkQuest
from dinrail_ads.tables.nodes import Leaf, Node
from dinrail_ads.tables.overview import TypeUse, instances, overview
from dinrail_ads.tables.patterns import PatternQuest, SubtreeQuest, is_pattern
from dinrail_ads.tables.search import search
from dinrail_ads.tables.symbols import SymbolIndex
from dinrail_ads.tables.texts import encode_text
from dinrail_ads.tables.tree import Page, Tree
from dinrail_ads.tables.types import TypeIndex
from dinrail_ads.tables.walk import walk

__all__ = ["MAX_UPLOAD", "Found", "ProgramTables"]

MAX_UPLOAD = 128 * 1024 * 1024
"""Bytes of one upload; the largest programs known have some ten million."""
MAX_BARREN = 500_000
"""Nodes without a value in a row after which the tables are taken for damaged: their unions unfold without end."""


class Found(NamedTuple):
    """Hits of a search, and whether there are more."""

    nodes: list[Node]
    more: bool


class ProgramTables:
    """Symbols and data types of one runtime, kept as they were uploaded and read where asked.

    Everything but `parse` may raise ProtocolError only where an entry's optional parts contradict each other. Nothing
    here does I/O; parsing 100,000 symbols takes some tenths of a second, so it belongs into a thread.
    """

    def __init__(self, symbols: bytes, types: bytes) -> None:
        self.symbols = symbols
        self.types = types
        index = TypeIndex(types)
        self._tree = Tree(SymbolIndex(symbols, index), index)

    @classmethod
    def parse(cls, symbols: bytes, types: bytes) -> ProgramTables:
        """Tables of the uploads of F00B and F00E; raises ProtocolError with the place of the first damaged entry."""
        for name, upload in (("symbols", symbols), ("data types", types)):
            if len(upload) > MAX_UPLOAD:
                raise ProtocolError(
                    f"{len(upload)} bytes of {name}, more than {MAX_UPLOAD}", key="ads_table_too_large", what=name
                )
        return cls(symbols, types)

    def __len__(self) -> int:
        return len(self._tree.symbols)

    @cached_property
    def identity(self) -> str:
        """Hash over both uploads: another program, another identity."""
        digest = blake2b(len(self.symbols).to_bytes(8, "little"), digest_size=16)
        digest.update(self.symbols)
        digest.update(self.types)
        return digest.hexdigest()

    def find(self, path: str) -> Node | None:
        """The node of `MAIN.aBattery[1].fVoltage` or `MAIN/aBattery/1/fVoltage`, in any case."""
        return self._tree.find(path)

    def roots(self, start: int = 0, limit: int = 500) -> Page:
        """The first level of the tree."""
        return self._tree.children("", start, limit)

    def children(self, path: str = "", start: int = 0, limit: int = 500) -> Page:
        """Children of a node from number `start` on, `limit` at most, and how many there are."""
        return self._tree.children(path, start, limit)

    def leaves(self, path: str) -> Iterator[Leaf]:
        """All values of a path with everything below it, or of a pattern (see `patterns`); nothing when none fits."""
        if is_pattern(path):
            return _leaves(walk(self._tree, PatternQuest(self._tree, path)))
        node = self._tree.find(path)
        if node is None:
            return iter(())
        if node.kind == "namespace" or node.more:
            return _leaves(walk(self._tree, PatternQuest(self._tree, f"{node.path}.**")))
        return _leaves(walk(self._tree, SubtreeQuest(), node))

    def fits(self, pattern: str) -> Callable[[str], bool]:
        """Tells of a value's path whether a pattern fits it, without looking at the program."""
        return PatternQuest(self._tree, pattern).fits

    def marked(self) -> Iterator[Leaf]:
        """All values the program marks with the attribute `dinrail`."""
        return _leaves(walk(self._tree, MarkQuest(self._tree)))

    def block(self, path: str) -> Block | None:
        """One read for all values of a path; None when they do not lie in the memory of one group."""
        return block_of(self.leaves(path))

    def search(self, text: str, limit: int = 100) -> Found:
        """Namespaces, symbols, members and elements by words of their names (see `search`)."""
        hits = list(islice(search(self._tree, text), limit + 1))
        return Found(hits[:limit], len(hits) > limit)

    def overview(self) -> list[TypeUse]:
        """All types in use, the most used first."""
        return overview(self._tree)

    def instances(self, type_name: str, limit: int = 500) -> Found:
        """Everything of a type."""
        hits = list(islice(instances(self._tree, encode_text(type_name)), limit + 1))
        return Found(hits[:limit], len(hits) > limit)

    def diff(self, older: ProgramTables) -> Diff:
        """What is different from an older program."""
        return diff(self._tree, older._tree)


def _leaves(nodes: Iterator[Node]) -> Iterator[Leaf]:
    barren = 0
    for node in nodes:
        barren += 1
        if (leaf := node.leaf) is not None:
            barren = 0
            yield leaf
        elif barren > MAX_BARREN:
            raise ProtocolError("the tables unfold without end", key="ads_table_endless")
