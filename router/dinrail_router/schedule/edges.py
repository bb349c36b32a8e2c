"""Ends of a span as text: `06:00`, `22:30:15`, `sunrise`, `sunset-00:30`, `sunset+45m`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from dinrail_router.durations import seconds
from dinrail_router.findings import TextError, did_you_mean

__all__ = ["DAY_MS", "FROM_PATTERN", "MIDNIGHT", "NEXT_MIDNIGHT", "TO_PATTERN", "Edge", "parse_edge"]

DAY_MS = 86_400_000
MAX_OFFSET_MS = DAY_MS // 2

_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_SUN = rf"sun(?:rise|set)(?:[+-](?:{_CLOCK}|[0-9][0-9.dhms]*))?"
FROM_PATTERN = rf"^(?:{_CLOCK}|{_SUN})?$"
TO_PATTERN = rf"^(?:{_CLOCK}|24:00(?::00)?|{_SUN})?$"

_TIME = re.compile(r"(?P<hours>[0-9]{1,2}):(?P<minutes>[0-9]{2})(?::(?P<seconds>[0-9]{2}))?")
_WORD = re.compile(r"[^\s+0-9:-]*")


class Edge(NamedTuple):
    """A time of the day, or a time from sunrise or sunset, in ms."""

    sun: Literal["", "sunrise", "sunset"]
    ms: int


MIDNIGHT = Edge("", 0)
NEXT_MIDNIGHT = Edge("", DAY_MS)


def parse_edge(text: str, *, end: bool = False) -> Edge:
    """An edge; `24:00` only as the `end`; raises TextError at the wrong character."""
    word = _WORD.match(text)
    name = word[0] if word else ""
    if name in ("sunrise", "sunset"):
        return Edge("sunrise" if name == "sunrise" else "sunset", _offset(text, len(name)))
    if name:
        raise _wrong(text, 0, f"{name[:64]!r} is no time", did_you_mean(name.lower(), ("sunrise", "sunset")))
    ms = _clock(text, 0)
    if ms == DAY_MS and not end:
        raise _wrong(text, 0, "nothing starts at 24:00", "for example 00:00")
    return Edge("", ms)


def _offset(text: str, at: int) -> int:
    if at == len(text):
        return 0
    if text[at] not in "+-":
        raise _wrong(text, at, f"unexpected {text[at]!r}", f"for example {text[:at]}-00:30")
    if ":" in text[at:]:
        ms = _clock(text, at + 1)
    else:
        try:
            ms = round(seconds(text[at + 1 :]) * 1000)
        except TextError as error:
            raise _wrong(text, at + 1 + error.offset, error.message, error.hint) from None
    if ms > MAX_OFFSET_MS:
        raise _wrong(text, at + 1, "more than 12 hours from the sun", f"for example {text[:at]}-00:30")
    return ms if text[at] == "+" else -ms


def _clock(text: str, at: int) -> int:
    match = _TIME.fullmatch(text, at)
    if match is None:
        raise _wrong(text, at, f"{text[at : at + 64]!r} is no time")
    hours, minutes, secs = (int(match[part] or 0) for part in ("hours", "minutes", "seconds"))
    ms = ((hours * 60 + minutes) * 60 + secs) * 1000
    if minutes > 59 or secs > 59 or ms > DAY_MS:
        raise _wrong(text, at, f"there is no {match[0]}")
    return ms


def _wrong(text: str, offset: int, message: str, hint: str = "") -> TextError:
    hint = hint or "for example 06:00, sunset or sunrise-00:30"
    return TextError(message, offset, key="schedule_time_invalid", hint=hint, text=text[:64])
