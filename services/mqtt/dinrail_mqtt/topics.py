"""Topic filters and what their wildcards matched, as names of points."""

from __future__ import annotations

import re

from dinrail.names import encode_segment

__all__ = ["check_filter", "check_topic", "expand", "fits", "levels_of", "wildcards"]

MAX_TOPIC = 1024
_PLACE = re.compile(r"\{([0-9]+|#)\}")


def check_topic(topic: str) -> str:
    """Why it cannot be published to, empty when it can."""
    if not topic or len(topic.encode("utf-8", "surrogatepass")) > MAX_TOPIC:
        return "empty or too long"
    if any(char in topic for char in "+#\0") or not topic.isprintable():
        return "wildcards and characters that cannot be printed are not for publishing"
    return "topics with $ at the beginning belong to the broker" if topic.startswith("$") else ""


def check_filter(pattern: str) -> str:
    """Why it cannot be subscribed to, empty when it can."""
    if not pattern or len(pattern.encode("utf-8", "surrogatepass")) > MAX_TOPIC or not pattern.isprintable():
        return "empty, too long or not printable"
    levels = pattern.split("/")
    for at, level in enumerate(levels):
        if "#" in level and (level != "#" or at != len(levels) - 1):
            return "# stands alone and last"
        if "+" in level and level != "+":
            return "+ stands alone in its level"
    return ""


def wildcards(pattern: str) -> int:
    """How many + there are."""
    return pattern.split("/").count("+")


def levels_of(pattern: str, topic: str) -> tuple[list[str], list[str]] | None:
    """What each + stands for and what # stands for; None when the topic does not match."""
    wanted, have = pattern.split("/"), topic.split("/")
    single: list[str] = []
    for at, level in enumerate(wanted):
        if level == "#":
            return single, have[at:]
        if at >= len(have) or (level not in ("+", have[at])):
            return None
        if level == "+":
            single.append(have[at])
    return (single, []) if len(have) == len(wanted) else None


def fits(pattern: str, topic: str) -> bool:
    """Whether a subscription gets a topic; $SYS only by its name."""
    if topic.startswith("$") and pattern[:1] in ("+", "#"):
        return False
    return levels_of(pattern, topic) is not None


def expand(rule: str, pattern: str, topic: str) -> str:
    """The path a naming rule makes of a topic: `{1}` the first +, `{#}` the rest; empty rule: the whole topic.

    Whatever a topic's level contains becomes a segment; empty levels are called `_`.
    """
    found = levels_of(pattern, topic)
    single, rest = found if found is not None else ([], [])
    if not rule:
        return _path(topic.split("/"))

    def place(match: re.Match[str]) -> str:
        name = match[1]
        if name == "#":
            return _path(rest)
        at = int(name) - 1
        return _path([single[at]]) if 0 <= at < len(single) else "_"

    return _PLACE.sub(place, rule)


def _path(levels: list[str]) -> str:
    return ".".join(segment(level) for level in levels) or "_"


def segment(level: str) -> str:
    """One level or key as one segment."""
    shown = "".join(char if char.isprintable() else "_" for char in level)
    return encode_segment(shown or "_")
