"""AdsDatatypeEntry: one type, with its members as entries inside."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

from dinrail_ads.sim.program.elementary import BIT
from dinrail_ads.sim.program.structures import Member, Method, Property, Structure
from dinrail_ads.sim.program.types import Alias, Array, Attributes, Enumeration, Pointer, Reference, Type
from dinrail_ads.sim.upload.parts import U16, attributes_part, encoded, guid, texts_part
from dinrail_ads.wire.types import Adst, TypeFlag

__all__ = ["type_entry", "type_upload"]

HEADER = struct.Struct("<8I5H")
Bounds = tuple[tuple[int, int], ...]
METHOD = struct.Struct("<6I16s2I4H")
SPARE = b"\x02\x00\x07\x07"  # levels of protection: a part that no parser here understands


class _Parts(NamedTuple):
    """Place in the parent, and what follows the texts: `inner` up to the methods, `outer` after the attributes."""

    bounds: Bounds = ()
    subs: tuple[bytes, ...] = ()
    inner: bytes = b""
    outer: bytes = b""
    offset: int = 0


def type_entry(kind: Type) -> bytes:
    """The entry of a named type."""
    flags, base, parts = TypeFlag.DATA_TYPE, "", _Parts(bounds=_bounds(kind))
    if isinstance(kind, Structure):
        flags, parts = _structure(kind)
    elif isinstance(kind, Enumeration):
        flags |= TypeFlag.TYPE_GUID | TypeFlag.ENUM_INFOS
        base, parts = kind.base.name, _Parts(inner=guid(kind.name), outer=_texts(kind))
    elif isinstance(kind, Array):
        base = kind.element.name
    elif isinstance(kind, Pointer | Alias):
        flags |= TypeFlag.TYPE_GUID | (TypeFlag.PLC_POINTER if isinstance(kind, Pointer) else TypeFlag(0))
        base, parts = kind.base.name, _Parts(inner=guid(kind.name))
    elif isinstance(kind, Reference):
        flags |= TypeFlag.REFERENCE
        base = kind.base.name
    elif kind is BIT:
        flags |= TypeFlag.BIT_VALUES
    return _entry((kind.name, base, kind.comment), kind, flags, kind.attributes, parts)


def type_upload(kinds: Iterable[Type]) -> tuple[int, bytes]:
    """Count and stream."""
    entries = [type_entry(kind) for kind in kinds]
    return len(entries), b"".join(entries)


def _structure(kind: Structure) -> tuple[TypeFlag, _Parts]:
    flags = TypeFlag.DATA_TYPE | TypeFlag.TYPE_GUID | TypeFlag.SP_LEVELS
    subs = tuple(_member(member, offset) for member, offset in zip(kind.members, kind.offsets, strict=True))
    inner = guid(kind.name)
    if kind.block:
        flags |= TypeFlag.COPY_MASK
        inner += b"\xff" * kind.size
    if kind.methods:
        flags |= TypeFlag.METHOD_INFOS
        inner += U16.pack(len(kind.methods)) + b"".join(_method(method) for method in kind.methods)
    return flags, _Parts(subs=subs, inner=inner, outer=SPARE)


def _member(member: Member, offset: int) -> bytes:
    kind, flags = member.type, TypeFlag.DATA_ITEM
    for wanted, flag in (
        (kind is BIT, TypeFlag.BIT_VALUES),
        (isinstance(member, Property), TypeFlag.PROPERTY),
        (member.static, TypeFlag.STATIC),
        (isinstance(kind, Reference), TypeFlag.REFERENCE),
        (isinstance(kind, Pointer), TypeFlag.PLC_POINTER),
    ):
        if wanted:
            flags |= flag
    parts = _Parts(bounds=_bounds(kind) if member.bounds_inline else ())
    return _entry(
        (member.name, kind.name, member.comment), kind, flags, member.attributes, parts._replace(offset=offset)
    )


def _entry(names: tuple[str, str, str], kind: Type, flags: TypeFlag, attributes: Attributes, parts: _Parts) -> bytes:
    if attributes:
        flags |= TypeFlag.ATTRIBUTES
    texts = [encoded(text) for text in names]
    body = b"".join(
        (
            texts_part(*texts),
            *(struct.pack("<iI", low, high - low + 1) for low, high in parts.bounds),
            *parts.subs,
            parts.inner,
            attributes_part(attributes) if attributes else b"",
            parts.outer,
        )
    )
    length = -(-(HEADER.size + len(body)) // 8) * 8
    header = HEADER.pack(
        length, 1, zlib.crc32(body), zlib.crc32(texts[1]), kind.size, parts.offset, kind.adst, flags,
        *map(len, texts), len(parts.bounds), len(parts.subs),
    )  # fmt: skip
    return (header + body).ljust(length, b"\0")


def _bounds(kind: Type) -> Bounds:
    return kind.bounds if isinstance(kind, Array) else ()


def _texts(kind: Enumeration) -> bytes:
    parts = [U16.pack(len(kind.texts))]
    for text, number in kind.texts.items():
        name = encoded(text)
        parts.append(bytes((len(name),)) + name + b"\0" + kind.base.pack(number))
    return b"".join(parts)


def _method(method: Method) -> bytes:
    name, returns = encoded(method.name), encoded(method.returns.name if method.returns else "")
    size, adst = (method.returns.size, method.returns.adst) if method.returns else (0, Adst.VOID)
    texts = texts_part(name, returns, b"")
    length = METHOD.size + len(texts)
    return METHOD.pack(length, 1, 0, size, size, 0, bytes(16), adst, 0, len(name), len(returns), 0, 0) + texts
