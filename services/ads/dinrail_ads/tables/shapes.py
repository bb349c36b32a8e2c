"""What a declared thing is: how its type, size and flags resolve to a kind, to parts, or to a codec."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from dinrail_ads.tables.codecs import Codec, EnumCodec, HexCodec, IntegerCodec, TextCodec, WideTextCodec, by_id, by_name
from dinrail_ads.tables.codecs.strings import Encoding
from dinrail_ads.tables.entries import TypeEntry
from dinrail_ads.tables.tails import Attributes, EnumTexts, type_tail
from dinrail_ads.tables.texts import array_text, decode_text, length_text, range_text
from dinrail_ads.tables.types import NONE, TypeIndex
from dinrail_ads.wire.types import Adst, TypeFlag

__all__ = ["Declared", "Kind", "Shape", "Shapes"]

Kind = Literal[
    "namespace", "scalar", "enum", "array", "structure", "union", "function block", "pointer", "reference",
    "interface", "property", "unknown",
]  # fmt: skip

MAX_HEX = 64
"""Bytes of an unknown type that are shown; more tell nobody anything."""
MAX_ALIASES = 32
MAX_SHAPES = 4096

_BITS = int(TypeFlag.BIT_VALUES)
_PLACELESS = int(TypeFlag.STATIC | TypeFlag.PROPERTY)
_POINTING = int(TypeFlag.REFERENCE | TypeFlag.INTERFACE_POINTER | TypeFlag.PLC_POINTER | TypeFlag.METHOD_DEREF)


class Declared(NamedTuple):
    """What the tables say about one thing: type number, size in bits, type id, flags of TypeFlag, own dimensions."""

    type: int
    bits: int
    data_type: int
    flags: int = 0
    dims: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """The result. `type` is the text as declared, `base` the type behind it; `bits` its size.

    Arrays have `dims` and `element`; what has members has `owner`, the number of their type; values have `codec`.
    """

    kind: Kind
    type: str
    base: str
    bits: int
    dims: tuple[tuple[int, int], ...] = ()
    element: Declared | None = None
    owner: int = NONE
    codec: Codec | None = None
    bitwise: bool = False
    attributes: Attributes = field(default_factory=dict)

    @property
    def expandable(self) -> bool:
        """Whether it has parts."""
        return self.element is not None or self.owner != NONE


class Shapes:
    """Resolves and remembers; `closed` are the types that are not unfolded."""

    def __init__(self, types: TypeIndex, closed: bytearray) -> None:
        self._types = types
        self._closed = closed
        self._known: dict[tuple[Declared, Encoding], Shape] = {}

    def of(self, declared: Declared, encoding: Encoding = "cp1252") -> Shape:
        """The shape of a declared thing whose texts have this encoding."""
        key = (declared, encoding)
        shape = self._known.get(key)
        if shape is None:
            if len(self._known) >= MAX_SHAPES:
                self._known.clear()
            shape = self._known[key] = self._resolve(declared, encoding)
        return shape

    def members(self, owner: int) -> list[int]:
        """Numbers of all members, those of the type it extends first; an own member hides one of the same name."""
        chain: list[range] = []
        number = owner
        while number != NONE and len(chain) < MAX_ALIASES and not self._closed[number]:
            if not (own := self._types.members(number)):
                break
            chain.append(own)
            number = self._types.bases[number]
        if len(chain) == 1:
            return list(chain[0])
        named = {self._types.lowered(member): member for own in reversed(chain) for member in own}
        return list(named.values())

    def _resolve(self, declared: Declared, encoding: Encoding) -> Shape:
        shape = self._follow(declared, encoding)
        if isinstance(shape.codec, IntegerCodec) and (bounds := self._range(declared.type)) is not None:
            return replace(shape, codec=shape.codec.within(*bounds))
        return shape

    def _range(self, number: int) -> tuple[int, int] | None:
        """Bounds of the first subrange among the aliases; only its text has them."""
        for _ in range(MAX_ALIASES):
            if number == NONE:
                break
            if (subrange := range_text(self._types.text(number))) is not None:
                return subrange[1:]
            number = self._types.bases[number]
        return None

    def _follow(self, declared: Declared, encoding: Encoding) -> Shape:
        number = declared.type
        text = decode_text(self._types.text(number))
        plain = Shape("unknown", text, text, declared.bits)
        if pointing := _pointing(text, declared.flags):
            return replace(plain, kind=pointing)
        if number >= len(self._closed) or self._closed[number] or declared.bits <= 0:
            return plain
        if declared.dims and not self._is_array(number):
            return self._array(declared, plain, declared.dims, number)
        for _ in range(MAX_ALIASES):
            entry = self._types.entry(number)
            if entry is None:
                return self._mentioned(declared, number, plain, encoding)
            attributes, values = type_tail(self._types.raw, entry)
            plain = replace(plain, attributes={**attributes, **plain.attributes}, base=decode_text(entry.name))
            base = self._types.bases[number]
            if base == NONE or self._closed[base] or entry.dims or values or entry.item_count:
                return self._listed(declared, number, plain, encoding)
            number = base
        return plain

    def _listed(self, declared: Declared, number: int, plain: Shape, encoding: Encoding) -> Shape:
        """A type of the table that is no alias."""
        entry = self._types.entry(number)
        assert entry is not None  # noqa: S101 - the caller has seen it
        if pointing := _pointing(plain.base, entry.flags):
            return replace(plain, kind=pointing)
        if entry.dims:
            return self._array(declared, plain, entry.dims, self._types.bases[number])
        if values := type_tail(self._types.raw, entry)[1]:
            return _enum(declared, plain, entry, values)
        if entry.item_count:
            fits = entry.size * 8 <= declared.bits
            return replace(plain, kind=self._kind(number, entry), owner=number) if fits else plain
        return self._value(declared, plain, entry.name, encoding)

    def _mentioned(self, declared: Declared, number: int, plain: Shape, encoding: Encoding) -> Shape:
        text = self._types.text(number)
        plain = replace(plain, base=decode_text(text))
        if (parsed := array_text(text)) is not None:
            return self._array(declared, plain, parsed.dims, self._types.bases[number])
        return self._value(declared, plain, text, encoding)

    def _is_array(self, number: int) -> bool:
        for _ in range(MAX_ALIASES):
            entry = self._types.entry(number)
            if entry is None:
                return array_text(self._types.text(number)) is not None
            if entry.dims or entry.item_count or (number := self._types.bases[number]) == NONE:
                return bool(entry.dims)
        return False

    def _array(self, declared: Declared, plain: Shape, dims: tuple[tuple[int, int], ...], element: int) -> Shape:
        count = 1
        for _, elements in dims:
            count *= elements
        bits = declared.bits // count if count else 0
        bitwise = bool(declared.flags & _BITS)
        if not bits or bits * count != declared.bits or (bits % 8 and not bitwise):
            return plain
        inside = Declared(element, bits, self._id(element, declared.data_type), declared.flags & _BITS)
        return replace(plain, kind="array", dims=dims, element=inside, bitwise=bitwise)

    def _id(self, element: int, data_type: int) -> int:
        """Type id of an element: the table's own word, else what the array says (which may be BIGTYPE)."""
        entry = self._types.entry(element)
        return data_type if entry is None else entry.data_type

    def _kind(self, number: int, entry: TypeEntry) -> Kind:
        types, members = self._types, self._types.members(number)
        placed = (types.member_offset(member) for member in members if not types.member_flags[member] & _PLACELESS)
        first, second = next(placed, 0), next(placed, None)
        if first == second == 0 and not any(placed) and not types.member_flags[members[0]] & _BITS:
            return "union"
        # A function block begins with a pointer the table does not list, a structure with its first member.
        if first > 0 or entry.flags & TypeFlag.METHOD_INFOS:
            return "function block"
        if any(types.member_flags[member] & TypeFlag.PROPERTY for member in members):
            return "function block"
        base = types.bases[number]
        above = None if base == NONE or self._closed[base] else types.entry(base)
        return self._kind(base, above) if above is not None and above.item_count else "structure"

    def _value(self, declared: Declared, plain: Shape, name: bytes, encoding: Encoding) -> Shape:
        if declared.flags & _BITS:
            codec = by_name("BIT", 1, Adst.VOID) if declared.bits == 1 else None
            return replace(plain, kind="scalar", codec=codec, bitwise=True) if codec else plain
        size = declared.bits // 8
        codec = _codec(name, size, declared.data_type, encoding)
        if codec is not None:
            return replace(plain, kind="scalar", codec=codec)
        if declared.data_type not in (Adst.BIG, Adst.VOID) and size <= MAX_HEX:
            return replace(plain, codec=HexCodec(size))
        return plain


def _codec(name: bytes, size: int, data_type: int, encoding: Encoding) -> Codec | None:
    if (text := length_text(name)) is not None:
        if text[0]:
            return WideTextCodec(size) if size > 1 and data_type != Adst.STRING else None
        return TextCodec(size, encoding) if data_type != Adst.WSTRING else None
    if (subrange := range_text(name)) is not None:
        return by_name(decode_text(subrange[0]), size, data_type)
    if data_type == Adst.STRING:
        return TextCodec(size, encoding)
    return by_name(decode_text(name), size, data_type) or by_id(data_type, size)


def _enum(declared: Declared, plain: Shape, entry: TypeEntry, values: EnumTexts) -> Shape:
    size = declared.bits // 8
    base = by_id(entry.data_type, size) or by_name(decode_text(entry.type), size, entry.data_type)
    if not isinstance(base, IntegerCodec) or any(len(raw) != size for _, raw in values):
        return plain
    named: dict[int, str] = {}
    for text, raw in values:
        named.setdefault(base.decode(raw), text)
    return replace(plain, kind="enum", codec=EnumCodec(base, named), base=base.iec)


def _pointing(text: str, flags: int) -> Kind | None:
    lowered = text[:13].lower()
    if lowered.startswith("pointer to ") or lowered == "pvoid":
        return "pointer"
    if lowered.startswith("reference to ") or flags & TypeFlag.REFERENCE:
        return "reference"
    if flags & TypeFlag.INTERFACE_POINTER:
        return "interface"
    return "pointer" if flags & _POINTING else None
