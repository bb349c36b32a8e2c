"""Type texts: what a name says about types the table need not list: arrays, strings, subranges, pointers."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["ArrayText", "array_text", "decode_text", "encode_text", "is_pointer", "length_text", "range_text", "shown"]

MAX_NESTED_ARRAYS = 8

_ARRAY = re.compile(rb"array\s*\[\s*([^\]]{1,256})\]\s*of\s+(.+)", re.IGNORECASE | re.DOTALL)
_BOUNDS = re.compile(rb"\s*(-?\d{1,10})\s*\.\.\s*(-?\d{1,10})\s*")
_LENGTH = re.compile(rb"(w?string)\s*(?:[(\[]\s*(\d{1,10})\s*[)\]])?", re.IGNORECASE)
_RANGE = re.compile(rb"(\w+)\s*\(\s*(-?\d{1,20})\s*\.\.\s*(-?\d{1,20})\s*\)")
_POINTERS = (b"pointer to ", b"reference to ")


class ArrayText(NamedTuple):
    """Bounds and counts of each dimension, and the text of the element's type."""

    dims: tuple[tuple[int, int], ...]
    element: bytes


def array_text(text: bytes) -> ArrayText | None:
    """`ARRAY [0..1,-2..3] OF X`; None for anything else, also for bounds that are empty."""
    match = _ARRAY.fullmatch(text)
    if match is None or text.lower().count(b"array") > MAX_NESTED_ARRAYS:
        return None
    dims = []
    for part in match[1].split(b","):
        bounds = _BOUNDS.fullmatch(part)
        if bounds is None or int(bounds[2]) < int(bounds[1]):
            return None
        dims.append((int(bounds[1]), int(bounds[2]) - int(bounds[1]) + 1))
    return ArrayText(tuple(dims), match[2].strip())


def length_text(text: bytes) -> tuple[bool, int] | None:
    """`STRING(80)` or `WSTRING`: whether it is wide, and its length in characters (80 when none is given)."""
    match = _LENGTH.fullmatch(text)
    return None if match is None else (match[1][:1] in b"wW", int(match[2] or 80))


def range_text(text: bytes) -> tuple[bytes, int, int] | None:
    """`INT (0..100)`: base, lowest and highest."""
    match = _RANGE.fullmatch(text)
    return None if match is None else (match[1], int(match[2]), int(match[3]))


def is_pointer(lowered: bytes) -> bool:
    """Whether a lower-case type text is a pointer or a reference."""
    return lowered.startswith(_POINTERS) or lowered == b"pvoid"


def decode_text(raw: bytes) -> str:
    """Names, types and comments of the tables."""
    return raw.decode("cp1252", "replace")


def encode_text(text: str) -> bytes:
    """A name or path as the tables write it; what cannot be written there matches nothing."""
    return text.encode("cp1252", "replace")


def shown(raw: bytes, limit: int = 64) -> str:
    """Text for an error message."""
    return "".join(char if char.isprintable() else "�" for char in decode_text(raw[:limit]))
