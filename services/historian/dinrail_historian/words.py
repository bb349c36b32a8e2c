"""Words as labels; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["short", "word_of"]

TEXT_BYTES = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def short(text: str) -> str:
    """What can be a label: bounded, one line."""
    return _CONTROL.sub(" ", text).encode(errors="replace")[:TEXT_BYTES].decode(errors="ignore")


def word_of(value: float, texts: Mapping[str, str]) -> str:
    """What a number or boolean means; the number itself where nobody says."""
    key = str(int(value)) if value == value // 1 else str(value)
    return texts.get(key) or (texts.get(str(value).lower()) if isinstance(value, bool) else None) or key
