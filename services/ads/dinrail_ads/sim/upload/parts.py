"""What both kinds of entries consist of."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Mapping

__all__ = ["attributes_part", "guid", "texts_part"]

NAMESPACE = uuid.UUID("5f1d6c2e-6d0a-4b56-9a0e-6d1f2f3b9a51")
U16 = struct.Struct("<H")


def encoded(text: str) -> bytes:
    """Text of an entry: cp1252."""
    return text.encode("cp1252", "replace")


def texts_part(*texts: bytes) -> bytes:
    """Each with its NUL."""
    return b"".join(text + b"\0" for text in texts)


def guid(name: str) -> bytes:
    """16 bytes that depend on the type's name alone."""
    return uuid.uuid5(NAMESPACE, name).bytes_le


def attributes_part(attributes: Mapping[str, str]) -> bytes:
    """u16 count, then lengths of name and value, name, value."""
    parts = [U16.pack(len(attributes))]
    for name, value in attributes.items():
        name_bytes, value_bytes = encoded(name), encoded(value)
        parts.append(bytes((len(name_bytes), len(value_bytes))) + texts_part(name_bytes, value_bytes))
    return b"".join(parts)
