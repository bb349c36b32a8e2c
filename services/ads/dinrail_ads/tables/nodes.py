"""What the tree hands out: nodes for people who look, leaves for the adapter that reads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from dinrail_ads.tables.codecs import Codec
from dinrail_ads.tables.codecs.bits import BITS
from dinrail_ads.tables.shapes import Kind, Shape
from dinrail_ads.tables.tails import Attributes
from dinrail_ads.tables.types import NONE
from dinrail_ads.wire.groups import BIT_GROUPS

__all__ = ["Leaf", "Node"]

_ENCODED = frozenset("./+#*%\0")
_NAMESPACE = Shape("namespace", "", "", 0)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value. Bytes `[offset, offset + size)` of `group` go to `codec`; `by_handle`: only a handle reaches it.

    `offset` counts bits in the bit groups. `tag` is its path on the bus, array indices being segments; `signature`
    says what it was configured as.
    """

    path: str
    tag: str
    group: int
    offset: int
    codec: Codec
    type: str
    comment: str
    attributes: Attributes
    by_handle: bool
    writable: bool

    @property
    def size(self) -> int:
        """Bytes to read."""
        return self.codec.size

    @property
    def by_bit(self) -> bool:
        """Whether `offset` counts bits."""
        return self.group in BIT_GROUPS

    @property
    def signature(self) -> str:
        """Type and size; a write is for this and nothing else."""
        return f"{self.type}:{self.size}"

    @property
    def unit(self) -> str:
        """Of the attribute `unit`."""
        return self.attributes.get("unit", "")

    @property
    def description(self) -> str:
        """Of the attribute `description`, else the comment."""
        return self.attributes.get("description") or self.comment

    @property
    def min(self) -> float | None:
        """Of the attribute `min`; None when there is none or it is no number."""
        return _number(self.attributes.get("min"))

    @property
    def max(self) -> float | None:
        """Of the attribute `max`; None when there is none or it is no number."""
        return _number(self.attributes.get("max"))


@dataclass(frozen=True, slots=True)
class Node:
    """A namespace, a symbol, a member or an element. `path` is its name in the program, `segments` its name on the bus.

    `at` is the place in bits from the start of `group` (offsets of bit groups as they are); `position` the symbol it
    belongs to, `more` whether other symbols' names go on behind its own (monitored properties are listed so).
    """

    path: str
    name: str
    segments: tuple[str, ...]
    shape: Shape = _NAMESPACE
    comment: str = ""
    attributes: Attributes = field(default_factory=dict)
    flags: int = 0
    group: int = 0
    at: int = 0
    by_handle: bool = False
    locked: bool = False
    closed: bool = False
    more: bool = False
    position: int = NONE

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self.shape.kind

    @property
    def type(self) -> str:
        """Type as declared."""
        return self.shape.type

    @property
    def base(self) -> str:
        """The type behind aliases; for enumerations the integer type."""
        return self.shape.base

    @property
    def size(self) -> int:
        """Bytes it takes."""
        return (self.shape.bits + 7) // 8

    @property
    def readable(self) -> bool:
        """Whether it is a value."""
        return self.shape.codec is not None and not self.closed

    @property
    def writable(self) -> bool:
        """Whether it is a value that may be written."""
        codec = self.shape.codec
        return codec is not None and codec.writable and not self.locked and not self.closed

    @property
    def expandable(self) -> bool:
        """Whether it has children."""
        return self.more or self.unfolds or self.kind == "namespace"

    @property
    def unfolds(self) -> bool:
        """Whether its type gives it members or elements."""
        return self.shape.expandable and not self.closed

    @property
    def tag(self) -> str:
        """Path on the bus, in dots."""
        return ".".join(map(_segment, self.segments))

    @property
    def leaf(self) -> Leaf | None:
        """How to read it; None when it is not a value."""
        codec = self.shape.codec
        if codec is None or self.closed:
            return None
        offset = self.at
        if self.group not in BIT_GROUPS:
            offset, bit = divmod(self.at, 8)
            if self.shape.bitwise and not self.by_handle:
                codec = BITS[bit]
        return Leaf(
            self.path, self.tag, self.group, offset, codec, self.type, self.comment, self.attributes, self.by_handle,
            self.writable,
        )  # fmt: skip


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _segment(text: str) -> str:
    """One segment of an address, whatever a PLC calls it."""
    if text.isalnum() or (text.isprintable() and text and not _ENCODED.intersection(text)):
        return text
    plain = "".join(
        char if char.isprintable() and char not in _ENCODED else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in text
    )
    return plain or "%00"
