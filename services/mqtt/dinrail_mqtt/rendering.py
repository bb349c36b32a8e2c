"""Values as payloads."""

from __future__ import annotations

import re

import msgspec

from dinrail.sample import Scalar

__all__ = ["render"]

_PLACE = re.compile(r"\{(value|json|ts|name)\}")


def render(template: str, value: Scalar, *, ts: int, name: str = "", on: str = "true", off: str = "false") -> bytes:
    """The payload: what stands in the four places is replaced, once; anything else stays as it is."""
    if template == "{value}":
        return _text(value, on, off).encode()

    def place(match: re.Match[str]) -> str:
        what = match[1]
        if what == "value":
            return _text(value, on, off)
        if what == "json":
            return msgspec.json.encode(_whole(value)).decode()
        return str(ts) if what == "ts" else name

    return _PLACE.sub(place, template).encode()


def _text(value: Scalar, on: str, off: str) -> str:
    if isinstance(value, bool):
        return on if value else off
    return "" if value is None else str(_whole(value))


def _whole(value: Scalar) -> Scalar:
    """21.0 is written 21: many devices take no fractions."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
