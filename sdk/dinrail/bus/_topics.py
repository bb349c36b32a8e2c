"""Which topics a filter stands for (MQTT 5, section 4.7)."""

from __future__ import annotations

__all__ = ["topic_matches"]


def topic_matches(filter: str, topic: str) -> bool:  # noqa: A002 - the field's word
    """Whether `topic` is one of `filter`: `+` one level, `#` the rest and the level itself, neither on `$…` first."""
    if topic.startswith("$") and filter[:1] in ("+", "#"):
        return False
    levels = topic.split("/")
    wanted = filter.split("/")
    for position, level in enumerate(wanted):
        if level == "#":
            return True
        if position >= len(levels) or level not in ("+", levels[position]):
            return False
    return len(wanted) == len(levels)
