"""The tree of a program: namespaces from the dots of the names, members and elements from the types."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dinrail.names import decode_segment
from dinrail_ads.tables.codecs.strings import Encoding
from dinrail_ads.tables.cycles import closed_types
from dinrail_ads.tables.nodes import Node
from dinrail_ads.tables.shapes import Declared, Shape, Shapes
from dinrail_ads.tables.symbols import SymbolIndex
from dinrail_ads.tables.tails import Attributes, symbol_attributes, type_tail
from dinrail_ads.tables.texts import array_text, decode_text, encode_text
from dinrail_ads.tables.types import TypeIndex
from dinrail_ads.wire.groups import BIT_GROUPS, HANDLE_ONLY
from dinrail_ads.wire.types import SymbolFlag, TypeFlag

__all__ = ["Page", "Tree"]

MAX_PATH = 1024
MAX_MERGED = 10_000

_BITS = int(TypeFlag.BIT_VALUES)
_SHAPING = int(
    TypeFlag.BIT_VALUES | TypeFlag.REFERENCE | TypeFlag.INTERFACE_POINTER | TypeFlag.PLC_POINTER | TypeFlag.METHOD_DEREF
)
_PLACELESS = int(TypeFlag.STATIC | TypeFlag.PROPERTY)
_SYMBOL_TO_TYPE = (
    (int(SymbolFlag.BIT_VALUE), _BITS),
    (int(SymbolFlag.REFERENCE), int(TypeFlag.REFERENCE)),
    (int(SymbolFlag.INTERFACE_POINTER), int(TypeFlag.INTERFACE_POINTER)),
    (int(SymbolFlag.METHOD_DEREF), int(TypeFlag.METHOD_DEREF)),
)
_BRACKET = re.compile(rb"\[\s*(-?\d{1,10}(?:\s*,\s*-?\d{1,10})*)\s*\]")
_INDEX = re.compile(rb"\.(-?\d{1,10})(?![^.\[])")


class Page(NamedTuple):
    """Children from a place on, and how many there are altogether."""

    nodes: list[Node]
    total: int


class Tree:
    """Finds and unfolds; everything is read from the tables when asked for."""

    def __init__(self, symbols: SymbolIndex, types: TypeIndex) -> None:
        self.symbols = symbols
        self.types = types
        self.closed, self.heights = closed_types(types)
        self.shapes = Shapes(types, self.closed)
        self._dims: dict[int, tuple[tuple[int, int], ...]] = {}

    def symbol(self, position: int) -> Node:
        """The node of a symbol."""
        entry = self.symbols.entry(position)
        attributes = symbol_attributes(self.symbols.raw, entry)
        bit_group = entry.group in BIT_GROUPS
        flags = sum(to for of, to in _SYMBOL_TO_TYPE if entry.flags & of)
        bits = entry.size * 8
        if bit_group:
            flags, bits = flags | _BITS, 1
        declared = Declared(self.symbols.types[position], bits, entry.data_type, flags)
        shape = self.shapes.of(declared, _encoding(attributes, "cp1252"))
        path = decode_text(entry.name)
        segments = tuple(re.split(r"[.\[\],]+", path.strip(".]"))) or ("",)
        return Node(
            path=path,
            name=path.rpartition(".")[2] or path,
            segments=segments,
            shape=shape,
            comment=decode_text(entry.comment),
            attributes={**shape.attributes, **attributes},
            flags=entry.flags,
            group=entry.group,
            at=entry.offset if bit_group else entry.offset * 8,
            by_handle=entry.group in HANDLE_ONLY or (bool(flags & _BITS) and not bit_group),
            locked=bool(entry.flags & SymbolFlag.READ_ONLY),
            closed=bit_group and shape.expandable,
            more=self.symbols.continued(position),
            position=position,
        )

    def member(self, parent: Node, number: int) -> Node:
        """The node of a member of a structure."""
        entry = self.types.member(number)
        attributes, _ = type_tail(self.types.raw, entry)
        bits = entry.size if entry.flags & _BITS else entry.size * 8
        within = entry.offset if entry.flags & _BITS else entry.offset * 8
        declared = Declared(self.types.member_types[number], bits, entry.data_type, entry.flags & _SHAPING, entry.dims)
        shape = self.shapes.of(declared, _encoding(attributes, _encoding(parent.attributes, "cp1252")))
        placeless = bool(entry.flags & _PLACELESS)
        is_property = bool(entry.flags & TypeFlag.PROPERTY)
        name = decode_text(entry.name)
        return Node(
            path=f"{parent.path}.{name}",
            name=name,
            segments=(*parent.segments, name),
            shape=replace(shape, kind="property") if is_property and shape.codec is None else shape,
            comment=decode_text(entry.comment),
            attributes={**shape.attributes, **attributes},
            flags=entry.flags,
            group=parent.group,
            at=parent.at + (0 if placeless else within),
            by_handle=parent.by_handle or placeless,
            locked=parent.locked or is_property,
            closed=_closed(parent, shape, attributes, is_property=is_property, end=0 if placeless else within + bits),
            position=parent.position,
        )

    def element(self, parent: Node, place: int) -> Node:
        """The node of an array's element, counted from 0 in the order of memory."""
        declared = parent.shape.element
        assert declared is not None  # noqa: S101 - only arrays get here
        shape = self.shapes.of(declared, _encoding(parent.attributes, "cp1252"))
        index = indices(parent.shape.dims, place)
        name = f"[{','.join(index)}]"
        inherited = {name: value for name, value in parent.attributes.items() if name not in ("dinrail", "description")}
        return Node(
            path=parent.path + name,
            name=name,
            segments=(*parent.segments, *index),
            shape=shape,
            attributes={**shape.attributes, **inherited},
            flags=parent.flags,
            group=parent.group,
            at=parent.at + place * declared.bits,
            by_handle=parent.by_handle,
            locked=parent.locked,
            position=parent.position,
        )

    def find(self, path: str) -> Node | None:
        """The node of `MAIN.aBattery[1].fVoltage` or `MAIN/aBattery/1/fVoltage`, in any case; None if there is none."""
        if not path or len(path) > MAX_PATH:
            return None
        text = ".".join(map(decode_segment, path.split("/"))) if "/" in path else path
        lowered = encode_text(text).lower()
        return self._find(lowered) or (None if lowered[:1] == b"." else self._find(b"." + lowered))

    def children(self, path: str = "", start: int = 0, limit: int = 500) -> Page:
        """Children of a node, the roots for an empty path; nothing when there is no such node."""
        if not path:
            return self._named(b"", start, limit)
        node = self.find(path)
        return Page([], 0) if node is None else self.below(node, start, limit)

    def below(self, node: Node, start: int = 0, limit: int = 500) -> Page:
        """Children of a node."""
        if node.kind == "namespace":
            return self._named(encode_text(node.path).lower(), start, limit)
        if node.more:
            return self._merged(node, start, limit)
        if not node.unfolds:
            return Page([], 0)
        if node.shape.dims:
            total = math.prod(count for _, count in node.shape.dims)
            return Page([self.element(node, place) for place in range(total)[start : start + limit]], total)
        members = self.shapes.members(node.shape.owner)
        return Page([self.member(node, number) for number in members[start : start + limit]], len(members))

    def dims(self, number: int) -> tuple[tuple[int, int], ...]:
        """Dimensions of an array type, none for any other."""
        found = self._dims.get(number)
        if found is None:
            entry = self.types.entry(number)
            parsed = array_text(self.types.text(number)) if entry is None else None
            found = entry.dims if entry is not None else parsed.dims if parsed is not None else ()
            self._dims[number] = found
        return found

    def inside(self, node: Node, rest: bytes) -> bool:
        """Whether a path goes on inside a node's type."""
        return self._descend(node, rest) is not None

    def _merged(self, node: Node, start: int, limit: int) -> Page:
        """Members and the symbols that are listed below its name besides."""
        inside = replace(node, more=False)
        members = self.below(inside, 0, MAX_MERGED).nodes
        names = {member.name.lower() for member in members}
        listed = self._named(encode_text(node.path).lower(), 0, MAX_MERGED).nodes
        members += [child for child in listed if child.name.lower() not in names]
        return Page(members[start : start + limit], len(members))

    def _find(self, lowered: bytes) -> Node | None:
        end = len(lowered)
        while end > 0:
            position = self.symbols.find(lowered[:end])
            if position is not None and (node := self._descend(self.symbol(position), lowered[end:])) is not None:
                return node
            end = max(lowered.rfind(b".", 0, end), lowered.rfind(b"[", 0, end))
        below = self.symbols.below(lowered)
        return self._namespace(below[0], len(lowered)) if below else None

    def namespace(self, lowered: bytes) -> Node:
        """The node of a namespace that is known to be there."""
        return self._namespace(self.symbols.below(lowered)[0], len(lowered))

    def _namespace(self, position: int, length: int) -> Node:
        path = decode_text(self.symbols.entry(position).name[:length])
        segments = tuple(part for part in path.split(".") if part)
        return Node(path, segments[-1] if segments else path, segments)

    def _descend(self, node: Node, rest: bytes) -> Node | None:
        while rest:
            if not node.unfolds:
                return None
            if node.shape.dims:
                index, rest = _index(rest, len(node.shape.dims))
                place = _place(node.shape.dims, index)
                if place is None:
                    return None
                node = self.element(node, place)
            else:
                found = self._member_of(node.shape.owner, rest)
                if found is None:
                    return None
                number, used = found
                node, rest = self.member(node, number), rest[used:]
        return node

    def _member_of(self, owner: int, rest: bytes) -> tuple[int, int] | None:
        """The member a path goes on with and how much of it that takes; names may look like elements."""
        if rest[:1] != b".":
            return None
        best: tuple[int, int] | None = None
        for number in self.shapes.members(owner):
            name = self.types.lowered(number)
            end = len(name) + 1
            if rest.startswith(name, 1) and rest[end : end + 1] in (b"", b".", b"[") and (not best or end > best[1]):
                best = number, end
        return best

    def _named(self, prefix: bytes, start: int, limit: int) -> Page:
        symbols = self.symbols
        inside = symbols.below(prefix) if prefix else range(len(symbols))
        skip = len(prefix) + 1 if prefix else 0
        dots = symbols.names.count(b".", symbols.starts[inside.start], symbols.starts[inside.stop]) if inside else 0
        if dots == len(inside) * prefix.count(b".") + (len(inside) if prefix else 0):
            return Page([self.symbol(position) for position in inside[start : start + limit]], len(inside))
        nodes: list[Node] = []
        total = 0
        for position, length in self._groups(inside, skip):
            if start <= total < start + limit:
                nodes.append(self._namespace(position, length) if length else self.symbol(position))
            total += 1
        return Page(nodes, total)

    def _groups(self, inside: range, skip: int) -> Iterator[tuple[int, int]]:
        """Symbols right here (length 0) and the first of each namespace with the length of its name."""
        symbols, position = self.symbols, inside.start
        while position < inside.stop:
            name = symbols.name(position)
            dot = name.find(b".", max(skip, 1))
            if dot < 0:
                yield position, 0
                position += 1
                continue
            if symbols.find(name[:dot]) is None:
                yield position, dot
            position = max(symbols.position(name[:dot] + b"/", position), position + 1)


def indices(dims: Sequence[tuple[int, int]], place: int) -> list[str]:
    """Indices of an element by its place in memory; the last dimension runs fastest."""
    index: list[str] = []
    for low, count in reversed(dims):
        place, here = divmod(place, count)
        index.append(str(low + here))
    return index[::-1]


def _closed(parent: Node, shape: Shape, attributes: Attributes, *, is_property: bool, end: int) -> bool:
    """Whether a member is only shown: it lies outside its owner, or is a property that cannot be asked."""
    if is_property:
        return shape.expandable or "monitoring" not in attributes
    return end > parent.shape.bits


def _encoding(attributes: Attributes, otherwise: Encoding) -> Encoding:
    text = attributes.get("tcencoding")
    return otherwise if text is None else "utf-8" if text.strip().lower() in ("utf-8", "utf8") else "cp1252"


def _index(rest: bytes, dimensions: int) -> tuple[list[int], bytes]:
    """Indices at the start of a path, `[1,2]` or `.1.2`, and what follows."""
    if (match := _BRACKET.match(rest)) is not None:
        return [int(part) for part in match[1].split(b",")], rest[match.end() :]
    index: list[int] = []
    while len(index) < dimensions and (match := _INDEX.match(rest)) is not None:
        index.append(int(match[1]))
        rest = rest[match.end() :]
    return index, rest


def _place(dims: Sequence[tuple[int, int]], index: Sequence[int]) -> int | None:
    if len(index) != len(dims):
        return None
    place = 0
    for (low, count), here in zip(dims, index, strict=True):
        if not low <= here < low + count:
            return None
        place = place * count + here - low
    return place
