"""From a path such as `MAIN.aBattery[1].fbCell.fVoltage` to a place in memory."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from dinrail_ads.sim.program.elementary import BIT
from dinrail_ads.sim.program.memory import Memory, Refused
from dinrail_ads.sim.program.structures import Member, Property, Structure
from dinrail_ads.sim.program.types import Alias, Array, Attributes, Pointer, Reference, Type
from dinrail_ads.sim.program.variables import ATTRIBUTES, READ_ONLY, Location, Variable
from dinrail_ads.wire.errors import AdsCode
from dinrail_ads.wire.groups import BIT_GROUPS, Group
from dinrail_ads.wire.types import SymbolFlag

__all__ = ["Finder", "elements"]

_STEP = re.compile(r"\.([^.\[\]^]+)|\[\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\]|(\^)")
_BITS = {int(octets): int(bits) for bits, octets in BIT_GROUPS.items()}
BIT_VALUE = int(SymbolFlag.BIT_VALUE)
KEPT = 50_000


class Finder:
    """Looks paths up, whatever their case, and remembers what it found."""

    def __init__(
        self, places: dict[str, tuple[Variable, int, int]], statics: dict[tuple[str, str], int], memory: Memory
    ) -> None:
        self._places = places
        self._statics = statics
        self._memory = memory
        self._known: dict[str, Location] = {}

    def __call__(self, path: str) -> Location:
        """Raises KeyError."""
        known = self._known.get(path)
        if known is None:
            known = self._look_up(path)
            if len(self._known) < KEPT:
                self._known[path] = known
        return known

    def _look_up(self, path: str) -> Location:
        name = path.casefold()
        end = len(name)
        while name[:end] not in self._places:
            end = max(name.rfind(mark, 0, end) for mark in ".[^")
            if end <= 0:
                raise KeyError(path)
        variable, group, offset = self._places[name[:end]]
        bit = variable.at != "" and "X" in variable.at
        flags = variable.flags | (BIT_VALUE if bit else 0)
        found = Location(variable.name, variable.type, group, offset, flags, variable.comment, variable.attributes)
        if isinstance(variable.type, Reference):
            return self._dereferenced(found, variable, path[end:])
        for step in self._steps(path, end):
            if step[3]:
                return self._dereferenced(found, variable, path[step.end() :])
            found = self._member(found, step[1]) if step[1] else _element(found, step[2])
        return found

    def _steps(self, path: str, start: int) -> Iterator[re.Match[str]]:
        while start < len(path):
            step = _STEP.match(path, start)
            if step is None:
                raise KeyError(path)
            yield step
            start = step.end()

    def _member(self, parent: Location, name: str) -> Location:
        kind = _plain(parent.type)
        if not isinstance(kind, Structure):
            raise KeyError(name)
        member, offset = kind.member(name)
        path = f"{parent.name}.{member.name}"
        if isinstance(member, Property):
            return self._property(parent, member, path)
        read_only = parent.flags & READ_ONLY or member.read_only
        flags = READ_ONLY if read_only else 0
        if member.static:
            return _at(path, member, Group.DATA_BYTES, self._statics[kind.name, member.name], flags)
        if member.type is BIT:
            place, group = parent.offset * 8 + offset, _BITS[parent.group]
            return _at(path, member, group, place, flags | BIT_VALUE)
        return _at(path, member, parent.group, parent.offset + offset, flags)

    def _property(self, parent: Location, member: Property, path: str) -> Location:
        def get() -> bytes:
            def sibling(name: str) -> object:
                location = self(f"{parent.name}.{name}")
                return location.type.unpack(self._memory.read(location.group, location.offset, location.size))

            return member.type.pack(member.get(sibling))

        def put(data: bytes) -> None:
            changes = member.put(member.type.unpack(data)) if member.put else {}
            for name, value in changes.items():
                location = self(f"{parent.name}.{name}")
                self._memory.write(location.group, location.offset, location.type.pack(value))

        flags = 0 if member.put else READ_ONLY
        found = _at(path, member, Group.PROPERTY, 0, flags)
        return replace(found, get=get, set=put if member.put else None)

    def _dereferenced(self, found: Location, variable: Variable, rest: str) -> Location:
        pointer = isinstance(variable.type, Pointer)
        if pointer and not variable.target:
            raise KeyError(found.name)
        target = self(variable.target + rest) if variable.target else None

        def get() -> bytes:
            if target is None:
                raise Refused(AdsCode.SYMBOL_NOT_ACTIVE)
            return self._memory.read(target.group, target.offset, target.size)

        def put(data: bytes) -> None:
            if target is None:
                raise Refused(AdsCode.SYMBOL_NOT_ACTIVE)
            self._memory.write(target.group, target.offset, data)

        bit = target is not None and target.flags & BIT_VALUE
        group = Group.POINTER_TARGET if pointer else Group.REFERENCE_TARGET
        if bit:
            group = Group.POINTER_BIT if pointer else Group.REFERENCE_BIT
        kind: Type = target.type if target is not None and (rest or pointer) else found.type
        name = f"{found.name}{'^' if pointer else ''}{rest}"
        return replace(found, name=name, type=kind, group=group, offset=0, get=get, set=put)


def elements(kind: Array) -> Iterator[str]:
    """`0,-1`, `0,0`, …: the indices of every element."""
    for indices in itertools.product(*(range(low, high + 1) for low, high in kind.bounds)):
        yield ",".join(map(str, indices))


def _element(parent: Location, text: str) -> Location:
    kind = _plain(parent.type)
    if not isinstance(kind, Array):
        raise KeyError(text)
    indices = tuple(int(part) for part in text.split(","))
    place = parent.offset + kind.position(indices)
    flags = parent.flags & READ_ONLY
    return Location(f"{parent.name}[{','.join(map(str, indices))}]", kind.element, parent.group, place, flags)


def _at(path: str, member: Member, group: int, offset: int, flags: int) -> Location:
    attributes: Attributes = member.attributes
    if attributes:
        flags |= ATTRIBUTES
    return Location(path, member.type, group, offset, flags, member.comment, attributes)


def _plain(kind: Type) -> Type:
    while isinstance(kind, Alias):
        kind = kind.base
    return kind
