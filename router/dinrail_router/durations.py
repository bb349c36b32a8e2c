"""Durations as people write them: `500ms`, `10s`, `1h30m`, or a number of seconds."""

from __future__ import annotations

import math
import re
from typing import Annotated

import msgspec

from dinrail_router.findings import TextError

__all__ = ["DURATION_PATTERN", "Duration", "in_plain_words", "seconds"]

_SECONDS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_OTHER_WORDS = {
    "ms": ("msec", "millis", "millisecond", "milliseconds"),
    "s": ("sec", "secs", "second", "seconds"),
    "m": ("min", "mins", "minute", "minutes"),
    "h": ("hr", "hrs", "hour", "hours"),
    "d": ("day", "days"),
}
_UNIT_OF = {word: unit for unit, words in _OTHER_WORDS.items() for word in words}
_AMOUNT = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
_PART = re.compile(rf"(?P<amount>{_AMOUNT})(?P<unit>[^0-9.]*)")

# Largest unit first, each once; what it takes, `seconds` takes. `(?!\n)` because `$` alone lets a last newline pass.
DURATION_PATTERN = rf"^(?=[0-9]){''.join(f'(?:{_AMOUNT}{unit})?' for unit in _SECONDS)}(?!\n)$"

Duration = Annotated[
    Annotated[float, msgspec.Meta(ge=0, le=1e10, description="Seconds.", extra_json_schema={"x-unit": "s"})]
    | Annotated[
        str,
        msgspec.Meta(
            pattern=DURATION_PATTERN,
            description="Number and unit, several from the largest on: ms, s, m, h, d.",
            examples=["500ms", "10s", "1h30m"],
        ),
    ],
    msgspec.Meta(extra_json_schema={"x-unit": "s", "x-duration": True}),
]
"""Type of a parameter: text such as `10s`, or seconds; `seconds` reads it."""


def seconds(duration: str | float) -> float:
    """Seconds of a duration; raises TextError at the wrong character, never for a valid `Duration`."""
    if not isinstance(duration, str):
        if not 0 <= duration < math.inf:
            raise _wrong(duration, f"{duration!r} is no duration", 0, "for example 10s")
        return float(duration)
    total, at, before = 0.0, 0, ""
    for part in _PART.finditer(duration):
        if part.start() != at:
            break
        unit = part["unit"]
        _check(part, before, duration)
        total += float(part["amount"]) * _SECONDS[unit]
        at, before = part.end(), unit
    if at != len(duration) or not duration:
        raise _wrong(duration, f"{duration[:64]!r} is no duration", at, "for example 500ms, 10s, 5m or 1h30m")
    return total


def in_plain_words(message: str) -> str:
    """The sentence msgspec says of a wrong `Duration`, without the pattern in it; any other as it is."""
    return "Expected a duration such as 500ms, 10s or 1h30m" if repr(DURATION_PATTERN) in message else message


def _check(part: re.Match[str], before: str, text: str) -> None:
    unit, at = part["unit"], part.start("unit")
    if not unit:
        hint = f"for example {part['amount']}s"
        raise _wrong(text, f"{part['amount']} has no unit", at, hint)
    if unit not in _SECONDS:
        close = _UNIT_OF.get(unit.strip().lower(), unit.strip().lower())
        hint = f'did you mean "{close}"?' if close in _SECONDS else f"there are: {', '.join(reversed(_SECONDS))}"
        raise _wrong(text, f"unknown unit {unit[:64]!r}", at, hint)
    order = list(_SECONDS)
    if before and order.index(unit) <= order.index(before):
        raise _wrong(text, f"{unit!r} comes after {before!r}; the largest unit comes first", at, "for example 1h30m")


def _wrong(duration: str | float, message: str, offset: int, hint: str) -> TextError:
    return TextError(message, offset, key="duration_invalid", hint=hint, text=str(duration)[:64])
