"""Uploads written field by field from the layout tables, independent of the simulator's encoder and of our parser."""

from __future__ import annotations

import struct
from collections.abc import Sequence

__all__ = ["bare_type", "data_type", "item", "symbol"]

TEXT = "cp1252"
BIGTYPE = 65


def symbol(
    name: str, type_: str, size: int, data_type: int = BIGTYPE, *, group: int = 0x4040, offset: int = 0, flags: int = 0,
    comment: str = "", attributes: dict[str, str] | None = None, slack: int = 0,
) -> bytes:  # fmt: skip
    """One AdsSymbolEntry; `slack` bytes nobody knows follow it."""
    tail = b""
    if flags & 0x8:
        tail += bytes(range(16))
    if attributes is not None:
        flags |= 0x1000
        tail += _attributes(attributes)
    texts = [text.encode(TEXT) for text in (name, type_, comment)]
    body = b"".join(text + b"\0" for text in texts) + tail + b"\xee" * slack
    fields = (group, offset, size, data_type, flags)
    return struct.pack("<I5I3H", 30 + len(body), *fields, *map(len, texts)) + body


def data_type(
    name: str, base: str = "", size: int = 0, data_type: int = BIGTYPE, *, flags: int = 1, offset: int = 0,
    dims: Sequence[tuple[int, int]] = (), items: Sequence[bytes] = (), comment: str = "",
    attributes: dict[str, str] | None = None, enum: dict[str, bytes] | None = None, methods: Sequence[bytes] = (),
    slack: int = 0,
) -> bytes:  # fmt: skip
    """One AdsDatatypeEntry; `dims` are lower bound and number of elements."""
    tail = b""
    if flags & 0x80:
        tail += bytes(16)
    if flags & 0x200:
        tail += b"\xff" * size
    if methods:
        flags |= 0x800
        tail += struct.pack("<H", len(methods)) + b"".join(methods)
    if attributes is not None:
        flags |= 0x1000
        tail += _attributes(attributes)
    if enum is not None:
        flags |= 0x2000
        tail += struct.pack("<H", len(enum))
        tail += b"".join(bytes([len(text)]) + text.encode(TEXT) + b"\0" + raw for text, raw in enum.items())
    texts = [text.encode(TEXT) for text in (name, base, comment)]
    body = b"".join(text + b"\0" for text in texts) + b"".join(struct.pack("<iI", *dim) for dim in dims)
    body += b"".join(items) + tail + b"\xee" * slack
    fields = (1, 0, 0, size, offset, data_type, flags)
    return struct.pack("<I7I5H", 42 + len(body), *fields, *map(len, texts), len(dims), len(items)) + body


def item(
    name: str, type_: str, size: int, kind: int = BIGTYPE, *, offset: int = 0, flags: int = 0, **more: object
) -> bytes:
    """A member: a data type entry with the flag of one."""
    return data_type(name, type_, size, kind, offset=offset, flags=2 | flags, **more)  # type: ignore[arg-type]


def bare_type(name: str, size: int, kind: int) -> bytes:
    """An elementary type."""
    return data_type(name, "", size, kind)


def _attributes(attributes: dict[str, str]) -> bytes:
    parts = [struct.pack("<H", len(attributes))]
    for name, value in attributes.items():
        first, second = name.encode(TEXT), value.encode(TEXT)
        parts.append(bytes([len(first), len(second)]) + first + b"\0" + second + b"\0")
    return b"".join(parts)
