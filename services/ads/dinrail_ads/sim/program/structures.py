"""Structures, function blocks and unions: members laid out as a compiler with natural alignment does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from dinrail_ads.sim.program.elementary import BIT
from dinrail_ads.sim.program.types import Attributes, Type
from dinrail_ads.wire.types import Adst

__all__ = ["Member", "Method", "Property", "Structure", "function_block", "struct", "union"]

Siblings = Callable[[str], Any]


@dataclass(frozen=True)
class Member:
    """A variable of a structure; `bounds_inline`: its entry repeats the bounds of its array type.

    `static`: one for all instances, at a place that only its name leads to.
    """

    name: str
    type: Type
    comment: str = ""
    attributes: Attributes = field(default_factory=dict)
    read_only: bool = False
    bounds_inline: bool = False
    static: bool = False


@dataclass(frozen=True)
class Property(Member):
    """Computed by `get` from a look-up of the siblings' values; `put` tells which siblings a write changes."""

    get: Callable[[Siblings], Any] = lambda _: None
    put: Callable[[Any], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Method:
    """Only described in the upload, never called."""

    name: str
    returns: Type | None = None


@dataclass(frozen=True, kw_only=True)
class Structure(Type):
    """`offsets`: bytes of each member; bits from the start for BIT members."""

    members: tuple[Member, ...]
    offsets: tuple[int, ...]
    methods: tuple[Method, ...] = ()
    block: bool = False

    @property
    def elementary(self) -> bool:
        """Never."""
        return False

    def member(self, name: str) -> tuple[Member, int]:
        """A member and its offset, whatever the case of its name; raises KeyError."""
        wanted = name.casefold()
        for member, offset in zip(self.members, self.offsets, strict=True):
            if member.name.casefold() == wanted:
                return member, offset
        raise KeyError(name)


def struct(name: str, members: Sequence[Member], comment: str = "", attributes: Attributes | None = None) -> Structure:
    """A STRUCT; neighbouring BIT members share bytes."""
    return _laid_out(name, members, 0, comment, attributes, block=False)


def function_block(
    name: str,
    members: Sequence[Member],
    comment: str = "",
    attributes: Attributes | None = None,
    *,
    extends: Structure | None = None,
    methods: Sequence[Method] = (),
) -> Structure:
    """A FUNCTION_BLOCK: 8 hidden bytes, then the members of the base, then its own."""
    inherited = extends.members if extends else ()
    return _laid_out(name, (*inherited, *members), 8, comment, attributes, block=True, methods=tuple(methods))


def union(name: str, members: Sequence[Member], comment: str = "") -> Structure:
    """A UNION: every member begins at 0."""
    align = max(member.type.align for member in members)
    size = _aligned(max(member.type.size for member in members), align)
    return Structure(
        name=name,
        size=size,
        align=align,
        adst=Adst.BIG,
        comment=comment,
        members=tuple(members),
        offsets=(0,) * len(members),
    )


def _laid_out(
    name: str,
    members: Sequence[Member],
    start: int,
    comment: str,
    attributes: Attributes | None,
    *,
    block: bool,
    methods: tuple[Method, ...] = (),
) -> Structure:
    bits, align, offsets = start * 8, 8 if start else 1, []
    for member in members:
        if member.type is BIT:
            offsets.append(bits)
            bits += 1
        elif isinstance(member, Property) or member.static:
            offsets.append(0)
        else:
            place = _aligned((bits + 7) // 8, member.type.align)
            offsets.append(place)
            bits = (place + member.type.size) * 8
            align = max(align, member.type.align)
    return Structure(
        name=name,
        size=_aligned(max(1, (bits + 7) // 8), align),
        align=align,
        adst=Adst.BIG,
        comment=comment,
        attributes=attributes or {},
        members=tuple(members),
        offsets=tuple(offsets),
        methods=methods,
        block=block,
    )


def _aligned(place: int, align: int) -> int:
    return -(-place // align) * align
