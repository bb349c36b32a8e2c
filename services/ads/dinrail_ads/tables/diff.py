"""What changed between two programs: symbols added, removed, of another type or size; types laid out anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dinrail_ads.tables.entries import TypeEntry
from dinrail_ads.tables.tails import type_tail
from dinrail_ads.tables.texts import decode_text
from dinrail_ads.tables.tree import Tree
from dinrail_ads.tables.types import TypeIndex

__all__ = ["Change", "Diff", "TypeChange", "diff"]

MAX_LISTED = 1000
"""Names kept per list; the counts are exact."""


@dataclass(frozen=True, slots=True)
class Change:
    """A symbol or member with its types and its sizes in bytes (bits: in bits), before and now."""

    path: str
    old_type: str
    old_size: int
    new_type: str
    new_size: int

    def __str__(self) -> str:
        return f"{self.path}: {self.old_type} ({self.old_size} bytes) → {self.new_type} ({self.new_size} bytes)"


@dataclass(frozen=True, slots=True)
class TypeChange:
    """A type of the same name with other contents; `moved` members only lie elsewhere."""

    name: str
    old_size: int
    new_size: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    moved: int = 0
    texts_changed: bool = False

    def __str__(self) -> str:
        parts = [f"+ {name}" for name in self.added] + [f"- {name}" for name in self.removed]
        parts += [f"~ {change}" for change in self.changed]
        parts += [f"{self.moved} members moved"] if self.moved else []
        parts += ["other values"] if self.texts_changed else []
        size = f" ({self.old_size} → {self.new_size} bytes)" if self.old_size != self.new_size else ""
        return f"{self.name}{size}: {', '.join(parts) or 'base or dimensions'}"


@dataclass(slots=True)
class Diff:
    """Lists of at most MAX_LISTED entries and exact counts; `moved` symbols only lie elsewhere in memory."""

    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    types: list[TypeChange] = field(default_factory=list)
    added_count: int = 0
    removed_count: int = 0
    changed_count: int = 0
    types_count: int = 0
    moved: int = 0

    def __bool__(self) -> bool:
        return bool(self.added_count or self.removed_count or self.changed_count or self.types_count or self.moved)

    def lines(self, limit: int = 50) -> list[str]:
        """The result for people, one line each, a last one for what is not listed."""
        lines = [f"+ {name}" for name in self.added] + [f"- {name}" for name in self.removed]
        lines += [f"~ {change}" for change in self.changed] + [f"~ type {change}" for change in self.types]
        total = self.added_count + self.removed_count + self.changed_count + self.types_count
        lines = lines[:limit]
        if total > len(lines):
            lines.append(f"… and {total - len(lines)} more")
        if self.moved:
            lines.append(f"{self.moved} symbols moved in memory")
        return lines


def diff(new: Tree, old: Tree) -> Diff:
    """What `new` has that `old` has not, and so on."""
    result = Diff()
    _diff_symbols(new, old, result)
    if new.types.raw != old.types.raw:
        for change in _diff_types(new.types, old.types):
            result.types_count += 1
            if len(result.types) < MAX_LISTED:
                result.types.append(change)
    return result


def _diff_symbols(new: Tree, old: Tree, result: Diff) -> None:
    here, there = 0, 0
    while here < len(new.symbols) or there < len(old.symbols):
        name = new.symbols.name(here) if here < len(new.symbols) else None
        other = old.symbols.name(there) if there < len(old.symbols) else None
        if other is None or (name is not None and name < other):
            result.added_count += 1
            if len(result.added) < MAX_LISTED:
                result.added.append(decode_text(new.symbols.entry(here).name))
            here += 1
        elif name is None or other < name:
            result.removed_count += 1
            if len(result.removed) < MAX_LISTED:
                result.removed.append(decode_text(old.symbols.entry(there).name))
            there += 1
        else:
            _compare(new, here, old, there, result)
            here, there = here + 1, there + 1


def _compare(new: Tree, here: int, old: Tree, there: int, result: Diff) -> None:
    """Two symbols of one name."""
    at, was = new.symbols.places[here], old.symbols.places[there]
    if new.symbols.raw[at : at + 24] == old.symbols.raw[was : was + 24] and new.symbols.raw is old.symbols.raw:
        return
    one, other = new.symbols.entry(here), old.symbols.entry(there)
    if (one.size, one.type.lower()) != (other.size, other.type.lower()):
        result.changed_count += 1
        if len(result.changed) < MAX_LISTED:
            types = decode_text(other.type), other.size, decode_text(one.type), one.size
            result.changed.append(Change(decode_text(one.name), *types))
    elif (one.group, one.offset) != (other.group, other.offset):
        result.moved += 1


def _diff_types(new: TypeIndex, old: TypeIndex) -> Iterator[TypeChange]:
    for name, number in new.numbers.items():
        before = old.numbers.get(name)
        one, other = new.entry(number), None if before is None else old.entry(before)
        if before is None or one is None or other is None or new.raw[one.at : one.end] == old.raw[other.at : other.end]:
            continue
        change = _compare_types((one, new, number), (other, old, before))
        if change is not None:
            yield change


def _compare_types(
    here: tuple[TypeEntry, TypeIndex, int], there: tuple[TypeEntry, TypeIndex, int]
) -> TypeChange | None:
    (one, new, number), (other, old, before) = here, there
    now, was = _members(new, number), _members(old, before)
    both = [(now[name], was[name]) for name in now if name in was]
    changed = [
        Change(decode_text(a.name), decode_text(b.type), b.size, decode_text(a.type), a.size)
        for a, b in both
        if (a.size, a.type.lower(), a.dims) != (b.size, b.type.lower(), b.dims)
    ]
    change = TypeChange(
        name=decode_text(one.name),
        old_size=other.size,
        new_size=one.size,
        added=tuple(decode_text(now[name].name) for name in now if name not in was),
        removed=tuple(decode_text(was[name].name) for name in was if name not in now),
        changed=tuple(changed),
        moved=sum(a.offset != b.offset for a, b in both),
        texts_changed=type_tail(new.raw, one)[1] != type_tail(old.raw, other)[1],
    )
    same_head = (one.size, one.type.lower(), one.dims) == (other.size, other.type.lower(), other.dims)
    inside = change.added or change.removed or change.changed or change.moved or change.texts_changed
    return None if same_head and not inside else change


def _members(types: TypeIndex, number: int) -> dict[bytes, TypeEntry]:
    return {types.lowered(member): types.member(member) for member in types.members(number)}
