"""What a client asked for."""

from __future__ import annotations

from dataclasses import dataclass

from mqtt5 import TopicFilter

__all__ = ["Interest", "valid_filter"]


@dataclass(frozen=True, slots=True)
class Interest:
    """One subscription of one client."""

    pattern: str
    options: TopicFilter
    id: int | None


def valid_filter(pattern: str) -> bool:
    """Whether wildcards stand where MQTT allows them."""
    levels = pattern.split("/")
    hashes = [index for index, level in enumerate(levels) if "#" in level]
    return (
        bool(pattern)
        and "\0" not in pattern
        and all(level == "+" or "+" not in level for level in levels)
        and (not hashes or (hashes == [len(levels) - 1] and levels[-1] == "#"))
    )
