"""The hop count: how many routes in a row a value has been through.

A loop in the file is refused when it is read. This ends one that no file shows, between two routers on one broker or
through a bridge for example: the count travels as the user property `hops` of samples and write requests, from two on.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["MAX_HOPS", "Hops", "hops_of", "properties_of"]

MAX_HOPS = 5
_NAME = "hops"


class Hops:
    """`behind`: how many the sample at hand has behind it; 0 for one of an instance."""

    __slots__ = ("behind",)

    def __init__(self) -> None:
        self.behind = 0


def properties_of(behind: int) -> list[tuple[str, str]]:
    """What a result carries that comes of a sample with so many behind it."""
    return [(_NAME, str(behind + 1))]


def hops_of(properties: Iterable[tuple[str, str]], without: int) -> int:
    """The count a message carries, above the limit for one that is no number; `without` when it carries none."""
    for name, text in properties:
        if name == _NAME:
            return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else MAX_HOPS + 1
    return without
