"""Patterns over addresses, `plc.*.temperature` or `bms.**`: `*` one segment, `**` some, a bare instance all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dinrail.errors import AddressError
from dinrail.names import split

__all__ = ["check_pattern", "compile_patterns", "compile_ranked"]

_WILD = frozenset({"*", "**"})
_SEGMENT = r"[^.]++"


def check_pattern(pattern: str) -> str:
    """Why it is none, empty when it is one."""
    levels = pattern.replace("/", ".").split(".")
    try:
        split(".".join("x" if level in _WILD else level for level in levels))
    except AddressError as error:
        return error.message
    return ""


def compile_patterns(patterns: Iterable[str]) -> re.Pattern[str]:
    """One expression whose `fullmatch` says whether any of them selects an address."""
    return re.compile("|".join(map(_expression, patterns)) or r"(?!)")


def compile_ranked(patterns: Iterable[str]) -> re.Pattern[str]:
    """The same, and `lastindex` of the match is the number of the first that does, from 1."""
    return re.compile("|".join(f"({_expression(pattern)})" for pattern in patterns) or r"(?!)")


def _expression(pattern: str) -> str:
    levels = pattern.replace("/", ".").split(".")
    if len(levels) == 1 and levels[0] not in _WILD:
        levels.append("**")
    first, *further = _between(levels)
    if not further:
        return r"\.".join(first)
    # What follows a `**` is taken where it comes first and never looked for again (atomic): a later place gives the
    # rest nothing an earlier one does not, and trying all of them takes exponentially many steps.
    *middle, last = further
    taken = "".join(rf"(?>(?:{_SEGMENT}\.)+?{_each(pieces)})" for pieces in middle)
    end = rf"(?:{_SEGMENT}\.)+" + r"\.".join(last) if last else rf"(?:{_SEGMENT}\.)*{_SEGMENT}"
    return f"{_each(first)}{taken}{end}"


def _between(levels: list[str]) -> list[list[str]]:
    """Expressions of the levels between one `**` and the next."""
    pieces: list[list[str]] = [[]]
    for level in levels:
        if level == "**":
            pieces.append([])
        else:
            pieces[-1].append(_SEGMENT if level == "*" else re.escape(level))
    return pieces


def _each(segments: list[str]) -> str:
    return "".join(rf"{segment}\." for segment in segments)
