"""The symbol upload as an index, sorted by name: three numbers per symbol and one text of all names."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from dinrail_ads.tables.entries import SymbolEntry, cut, damaged, read_symbol
from dinrail_ads.tables.layout import SYMBOL_HEAD
from dinrail_ads.tables.types import TypeIndex
from dinrail_ads.wire.types import SymbolFlag

__all__ = ["SymbolIndex"]

_ATTRIBUTES = int(SymbolFlag.ATTRIBUTES)


class SymbolIndex:
    """`places` in `raw` and `types` by position in the order of the lower-case names; `names` is these, one a line."""

    def __init__(self, raw: bytes, types: TypeIndex) -> None:
        self.raw = raw
        self.places = array("I")
        self.types = array("I")
        self.attributed = array("I")
        """Positions of the symbols that have attributes."""
        names = self._read(types)
        self.namespaces = _namespaces(names)
        """What stands before the dots of the names, sorted."""
        self._sort(names)

    def __len__(self) -> int:
        return len(self.places)

    def entry(self, position: int) -> SymbolEntry:
        """A symbol's entry."""
        return read_symbol(self.raw, self.places[position])

    def name(self, position: int) -> bytes:
        """A symbol's name in lower case."""
        return self.names[self.starts[position] : self.starts[position + 1] - 1]

    def find(self, lowered: bytes) -> int | None:
        """Position of the symbol of that name."""
        position = self.position(lowered)
        return position if position < len(self) and self.name(position) == lowered else None

    def position(self, lowered: bytes, low: int = 0) -> int:
        """Position of the first symbol whose name is not less."""
        return bisect_left(range(len(self)), lowered, low, key=self.name)

    def below(self, lowered: bytes) -> range:
        """Positions of the symbols whose name goes on behind `lowered` with a dot."""
        first = self.position(lowered + b".")
        return range(first, self.position(lowered + b"/", first))

    def continued(self, position: int) -> bool:
        """Whether the next symbol's name goes on behind this one's with a dot."""
        return self.names.startswith(self.name(position) + b".", self.starts[position + 1])

    def at(self, place: int) -> int:
        """Position of the symbol a place in `names` belongs to."""
        return bisect_left(self.starts, place + 1) - 1

    def _read(self, types: TypeIndex) -> list[bytes]:
        raw, at, total = self.raw, 0, len(self.raw)
        unpack, head, number = SYMBOL_HEAD.unpack_from, SYMBOL_HEAD.size, types.number
        names: list[bytes] = []
        known: dict[bytes, int] = {}
        while at < total:
            if total - at < head:
                if cut(raw, at):
                    break
                read_symbol(raw, at)
            length, _, _, _, _, flags, name, type_, comment = unpack(raw, at)
            if length > total - at or head + name + type_ + comment + 3 > length:
                read_symbol(raw, at)
                damaged("symbol", at, "its texts do not fit")
            first = at + head
            second = first + name + 1
            names.append(raw[first : second - 1].lower())
            text = raw[second : second + type_]
            found = known.get(text)
            if found is None:
                found = known[text] = number(text)
            if flags & _ATTRIBUTES:
                self.attributed.append(len(self.places))
            self.places.append(at)
            self.types.append(found)
            at += length
        return names

    def _sort(self, names: list[bytes]) -> None:
        order = sorted(range(len(names)), key=names.__getitem__)
        self.places = array("I", map(self.places.__getitem__, order))
        self.types = array("I", map(self.types.__getitem__, order))
        attributed = set(self.attributed)
        self.attributed = array("I", (to for to, of in enumerate(order) if of in attributed))
        self.starts = array("I", [0])
        place = 0
        for index in order:
            place += len(names[index]) + 1
            self.starts.append(place)
        self.names = b"\n".join(map(names.__getitem__, order)) + b"\n" if names else b""


def _namespaces(names: list[bytes]) -> list[bytes]:
    found = {name[:dot] for name in names if (dot := name.rfind(b".")) > 0}
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        if (dot := name.rfind(b".")) > 0 and (above := name[:dot]) not in found:
            found.add(above)
            waiting.append(above)
    return sorted(found)
