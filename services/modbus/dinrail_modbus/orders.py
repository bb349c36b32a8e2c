"""Byte and word orders: from the bytes on the wire to big-endian and back.

The name lists the bytes of a 32 bit value as they arrive, A being the most significant. Other widths follow the
same two rules, words reversed or not and bytes within each word swapped or not:

    name   16 bit   32 bit   64 bit
    ABCD   AB       ABCD     ABCDEFGH
    CDAB   AB       CDAB     GHEFCDAB
    BADC   BA       BADC     BADCFEHG
    DCBA   BA       DCBA     HGFEDCBA
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

__all__ = ["Order", "rearrange", "text_order"]

Order = Literal["ABCD", "CDAB", "BADC", "DCBA"]
Rearrange = Callable[[bytes], bytes]


def _as_is(data: bytes) -> bytes:
    return data


def _reversed(data: bytes) -> bytes:
    return data[::-1]


def _bytes_swapped(data: bytes) -> bytes:
    swapped = bytearray(data)
    swapped[0::2], swapped[1::2] = data[1::2], data[0::2]
    return bytes(swapped)


def _words_reversed(data: bytes) -> bytes:
    return _bytes_swapped(data[::-1])


_REARRANGE: dict[str, Rearrange] = {
    "ABCD": _as_is,
    "CDAB": _words_reversed,
    "BADC": _bytes_swapped,
    "DCBA": _reversed,
}


def rearrange(order: Order) -> Rearrange:
    """Wire → big-endian for a value of whole words; the same function goes back."""
    return _REARRANGE[order]


def text_order(order: Order) -> Rearrange:
    """Wire → reading order of characters: words keep their place, only the bytes within each may be swapped."""
    return _bytes_swapped if order in ("BADC", "DCBA") else _as_is
