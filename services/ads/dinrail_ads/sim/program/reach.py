"""Which types a program consists of: those its variables reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dinrail_ads.sim.program.elementary import ELEMENTARY
from dinrail_ads.sim.program.structures import Structure
from dinrail_ads.sim.program.types import Alias, Array, Enumeration, Pointer, Reference, Text, Type, string

__all__ = ["reachable"]


def reachable(roots: Iterable[Type]) -> list[Type]:
    """Each once, parts before wholes. Of the texts only STRING(80) is listed, as devices do."""
    known: dict[str, Type] = {kind.name: kind for kind in (*ELEMENTARY, string())}
    for root in roots:
        if root.name not in known:
            for kind in _within(root):
                if not isinstance(kind, Text):
                    known.setdefault(kind.name, kind)
    return list(known.values())


def _within(kind: Type) -> Iterator[Type]:
    if isinstance(kind, Structure):
        for member in kind.members:
            yield from _within(member.type)
    elif isinstance(kind, Array):
        yield from _within(kind.element)
    elif isinstance(kind, Alias | Enumeration | Pointer | Reference):
        yield from _within(kind.base)
    yield kind
