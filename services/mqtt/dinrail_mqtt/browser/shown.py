"""Payloads for people: text as it is, everything else as hex digits."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["PREVIEW", "shown"]

PREVIEW = 256
HEX_BYTES = 64
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def shown(payload: bytes, size: int, most: int = PREVIEW) -> dict[str, Any]:
    """`text` or `hex`, and `cut` when that is not all of its `size` bytes."""
    text = _text(payload[:most], whole=len(payload) <= most and len(payload) == size)
    if text is not None:
        return {"text": text, "cut": True} if size > most or size > len(payload) else {"text": text}
    entry: dict[str, Any] = {"hex": payload[:HEX_BYTES].hex(" ")}
    return entry | {"cut": True} if size > HEX_BYTES else entry


def _text(payload: bytes, *, whole: bool) -> str | None:
    """None: it is none. A character the cut went through is left out."""
    for less in range(1 if whole else 4):
        try:
            text = payload[: len(payload) - less].decode()
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None
