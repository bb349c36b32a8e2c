"""Plain JSON values → typed structures, with problems that name the place by JSON pointer."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from dinrail_gateway.documents.json_text import Rejected, escape
from dinrail_gateway.problems.board import Problem

__all__ = ["shaped"]

T = TypeVar("T")

_AT = re.compile(r" - at `(?:key in )?\$([^`]*)`$")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]")
_FIELD = re.compile(r"(unknown|required) field `([^`]*)`")


def shaped(value: Any, kind: type[T], base: str = "") -> T:
    """`value` as `kind`, strictly; raises Rejected with the pointer below `base`."""
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Rejected(_problem(str(error), base)) from None


def _problem(text: str, base: str) -> Problem:
    place = _AT.search(text)
    message = text[: place.start()] if place else text
    path = base + _pointer(place[1]) if place else base
    field = _FIELD.search(message)
    if field is None:
        return Problem.at(path, "wrong_type", message, detail=message)
    key = "unknown_field" if field[1] == "unknown" else "missing_field"
    return Problem.at(f"{path}/{escape(field[2])}", key, message, field=field[2])


def _pointer(path: str) -> str:
    steps = (name or number for name, number in _STEP.findall(path))
    return "".join(f"/{escape(step)}" for step in steps if step != "...")
