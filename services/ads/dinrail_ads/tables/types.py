"""The data type upload as an index: a number per type name, a number per member, arrays instead of objects.

Types that are only mentioned (`STRING(20)` need not be in the table) get a number too. Entries are read when asked for.
"""

from __future__ import annotations

from array import array

from dinrail_ads.tables.entries import TypeEntry, cut, damaged, read_type
from dinrail_ads.tables.layout import TYPE_HEAD
from dinrail_ads.tables.texts import array_text, is_pointer
from dinrail_ads.wire.types import TypeFlag

__all__ = ["NONE", "TypeIndex"]

NONE = 0xFFFFFFFF
"""Stands for no place and no type."""

_POINTING = int(TypeFlag.REFERENCE | TypeFlag.INTERFACE_POINTER | TypeFlag.PLC_POINTER | TypeFlag.METHOD_DEREF)
_NOT_INSIDE = _POINTING | int(TypeFlag.PROPERTY)


class TypeIndex:
    """Numbers of types and members.

    `places[type]` is the entry's place in `raw` (NONE: only mentioned), `bases[type]` what it is an alias of, extends,
    or has as elements, `members(type)` the numbers of its own members. By member: `member_places`, `member_types`,
    `member_flags`, `member_inside` (0: pointers, references, properties), `member_dims` (dimensions besides those of
    its type); `lowered_names` are all their names in lower case, one a line.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.numbers: dict[bytes, int] = {}
        self.places = array("I")
        self.bases = array("I")
        self.member_places = array("I")
        self.member_types = array("I")
        self.member_inside = bytearray()
        self.member_dims = bytearray()
        self.member_flags = array("I")
        self.lowered_names = b""
        self.lowered_starts = array("I", [0])
        self._first = array("I")
        self._count = array("I")
        self._mentioned: dict[int, bytes] = {}
        self._read()

    def __len__(self) -> int:
        return len(self.places)

    def number(self, text: bytes) -> int:
        """Number of a type by its text, which counts as mentioned from now on."""
        key = text.lower()
        number = self.numbers.get(key)
        if number is None:
            number = self.numbers[key] = len(self.places)
            self.places.append(NONE)
            self.bases.append(NONE)
            self._first.append(0)
            self._count.append(0)
            self._mentioned[number] = text
            if (parsed := array_text(text)) is not None:
                self.bases[number] = self.number(parsed.element)
        return number

    def text(self, number: int) -> bytes:
        """Name of a type as it is written."""
        if number == NONE:
            return b""
        text = self._mentioned.get(number)
        return self.entry(number).name if text is None else text  # type: ignore[union-attr]

    def entry(self, number: int) -> TypeEntry | None:
        """The type's entry; None when it is only mentioned."""
        place = NONE if number == NONE else self.places[number]
        return None if place == NONE else read_type(self.raw, place, len(self.raw))

    def members(self, number: int) -> range:
        """Numbers of the type's own members."""
        first = self._first[number]
        return range(first, first + self._count[number])

    def member(self, number: int) -> TypeEntry:
        """A member's entry."""
        return read_type(self.raw, self.member_places[number], len(self.raw))

    def member_offset(self, number: int) -> int:
        """A member's offset in its owner."""
        at = self.member_places[number]
        return int.from_bytes(self.raw[at + 20 : at + 24], "little")

    def member_name(self, number: int) -> bytes:
        """A member's name."""
        at = self.member_places[number] + TYPE_HEAD.size
        return self.raw[at : at + int.from_bytes(self.raw[at - 10 : at - 8], "little")]

    def lowered(self, number: int) -> bytes:
        """A member's name in lower case."""
        return self.lowered_names[self.lowered_starts[number] : self.lowered_starts[number + 1] - 1]

    def _read(self) -> None:
        raw, at, total = self.raw, 0, len(self.raw)
        names: list[bytes] = []
        while at < total and not cut(raw, at):
            entry = read_type(raw, at, total)
            number = self.number(entry.name)
            if self.places[number] == NONE:
                self.places[number] = at
                self._mentioned.pop(number, None)
                pointing = entry.flags & _POINTING or is_pointer(entry.name.lower())
                self.bases[number] = self.number(entry.type) if entry.type and not pointing else NONE
                if self.bases[number] == number:
                    self.bases[number] = NONE
                self._read_members(number, entry, names)
            at = entry.end
        self.lowered_names = b"\n".join(names) + b"\n" if names else b""

    def _read_members(self, owner: int, entry: TypeEntry, names: list[bytes]) -> None:
        raw, at, end = self.raw, entry.items, entry.end
        self._first[owner] = len(self.member_places)
        unpack, head = TYPE_HEAD.unpack_from, TYPE_HEAD.size
        for _ in range(entry.item_count):
            if end - at < head:
                damaged("data type", at, "a sub-item is missing")
            length, _, _, _, _, _, _, flags, name, type_, comment, dims, items = unpack(raw, at)
            if length > end - at or head + name + type_ + comment + 3 + 8 * dims + head * items > length or dims > 16:
                read_type(raw, at, end)
                damaged("data type", at, "a sub-item does not fit")
            first = at + head + name + 1
            text = raw[first : first + type_]
            names.append(raw[at + head : first - 1].lower())
            self.lowered_starts.append(self.lowered_starts[-1] + name + 1)
            self.member_places.append(at)
            self.member_types.append(self.number(text))
            self.member_dims.append(dims)
            self.member_flags.append(flags)
            self.member_inside.append(not (flags & _NOT_INSIDE or is_pointer(text[:13].lower())))
            at += length
        self._count[owner] = entry.item_count
