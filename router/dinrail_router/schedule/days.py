"""Days of the week as text: `mon-fri`, `sat,sun`, `fri-mon,wed`."""

from __future__ import annotations

import re

from dinrail_router.findings import TextError, did_you_mean

__all__ = ["DAYS_PATTERN", "EVERY_DAY", "parse_days"]

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))

_DAY = f"(?:{'|'.join(_NAMES)})"
_PART = rf" *{_DAY}(?: *- *{_DAY})? *"
DAYS_PATTERN = rf"^(?:{_PART}(?:,{_PART})*)?$"

_WORD = re.compile(r" *([^ ,-]*) *")


def parse_days(text: str) -> frozenset[int]:
    """Weekdays, Monday is 0; an empty text is every day; raises TextError at the wrong character."""
    if not text:
        return EVERY_DAY
    found: set[int] = set()
    at = 0
    while True:
        first, at = _day(text, at)
        last = first
        if text[at : at + 1] == "-":
            last, at = _day(text, at + 1)
        found.update((first + step) % 7 for step in range((last - first) % 7 + 1))
        if at == len(text):
            return frozenset(found)
        if text[at] != ",":
            raise _wrong(text, at, f"expected a comma, found {text[at]!r}", "for example mon-fri,sun")
        at += 1


def _day(text: str, at: int) -> tuple[int, int]:
    match = _WORD.match(text, at)
    word = match[1] if match else ""
    if match is None or word not in _NAMES:
        hint = did_you_mean(word.lower()[:3], _NAMES) or f"there are: {', '.join(_NAMES)}"
        raise _wrong(text, match.start(1) if match else at, f"{word[:64]!r} is no day of the week", hint)
    return _NAMES.index(word), match.end()


def _wrong(text: str, offset: int, message: str, hint: str) -> TextError:
    return TextError(message, offset, key="schedule_days_invalid", hint=hint, text=text[:64])
