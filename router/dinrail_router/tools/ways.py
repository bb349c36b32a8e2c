"""Why a pattern does not match an address, and which sources a target is filled from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dinrail_router.pattern import Pattern, Target

__all__ = ["difference", "way_back"]

_CAPTURE = re.compile(r"\{(\d{1,2})\}")


def difference(pattern: Pattern, segments: Sequence[str]) -> str:
    """Where an address that does not match parts from the pattern."""
    wanted = pattern.segments
    many = wanted.index("**") if "**" in wanted else None
    for place, (want, has) in enumerate(zip(wanted[:many], segments, strict=False), 1):
        if want not in ("*", has):
            return f"segment {place} is {has}, not {want}"
    if many is None:
        return f"it has {len(segments)} segments, the pattern {len(wanted)}"
    if len(segments) < sum(segment != "**" for segment in wanted):
        return "it has too few segments"
    return f"nothing in it matches {'.'.join(wanted[many:])}"


def way_back(pattern: Pattern, target: Target, segments: Sequence[str]) -> Pattern | None:
    """What the source must be like for the target to be this address; None when it never is."""
    wildcards = [segment for segment in pattern.segments if segment in ("*", "**")]
    shape = "".join(_shape(segment, wildcards) for segment in target.segments)
    found = re.fullmatch(_unrepeated(shape), "".join(f".{segment}" for segment in segments))
    if found is None:
        return None
    groups = found.groupdict()
    numbers = iter(range(1, len(wildcards) + 1))
    filled = (
        groups.get(f"c{next(numbers)}", segment) if segment in ("*", "**") else segment for segment in pattern.segments
    )
    return Pattern(tuple(part for segment in filled if segment for part in segment.split(".")))


def _shape(segment: str, wildcards: Sequence[str]) -> str:
    """A regular expression for a dot and what a segment of a target can be."""
    whole = _CAPTURE.fullmatch(segment)
    if whole and wildcards[int(whole[1]) - 1] == "**":
        return rf"(?:\.{_group(int(whole[1]), '.+?')})?"  # it may stand for no segment at all
    parts = _CAPTURE.split(segment)  # text, number, text, …
    inside = (
        _group(int(part), "[^.]+?" if wildcards[int(part) - 1] == "*" else ".*?") if place % 2 else re.escape(part)
        for place, part in enumerate(parts)
    )
    return r"\." + "".join(inside)


def _group(number: int, content: str) -> str:
    return f"(?P<c{number}>{content})"


def _unrepeated(shape: str) -> str:
    """The second and later groups of a name are what the first one was."""
    seen: set[str] = set()

    def once(found: re.Match[str]) -> str:
        if found[1] in seen:
            return f"(?({found[1]})(?P={found[1]})|)"  # which may be nothing
        seen.add(found[1])
        return found[0]

    return re.sub(r"\(\?P<(c\d+)>[^)]*\)", once, shape)
