"""cast(to)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Literal

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step

_WORDS = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


class Cast(Operator, frozen=True):
    """Changes the type; what cannot be read as that type is an error."""

    to: Annotated[
        Literal["int", "float", "bool", "text"],
        option("To", "int cuts the fraction off; bool takes on/off, true/false, yes/no and numbers."),
    ]

    example = Example("cast(int)", given=("42", 7.9, True), gives=(42, 7, 1))

    def step(self) -> Step:
        """Stateless; any type."""
        return _CASTS[self.to]


def _to_int(value: Scalar) -> Scalar:
    if isinstance(value, str):
        text = value.strip()[:400]
        return int(text) if text.lstrip("+-").isdigit() else int(_to_number(text))
    return int(_finite(value))


def _to_number(value: Scalar) -> float:
    return _finite(float(value.strip()[:400]) if isinstance(value, str) else value)


def _to_bool(value: Scalar) -> Scalar:
    if isinstance(value, str):
        word = value.strip().lower()
        if word not in _WORDS:
            raise ValueError(f"{value[:32]!r} is neither on nor off")
        return _WORDS[word]
    return bool(_finite(value))


def _to_text(value: Scalar) -> Scalar:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _finite(value: Scalar) -> float:
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError(f"{repr(value)[:32]} is not a number")
    return float(value) if isinstance(value, float) else int(value)


_CASTS: dict[str, Callable[[Scalar], Scalar]] = {
    "int": _to_int,
    "float": lambda value: float(_to_number(value)),
    "bool": _to_bool,
    "text": _to_text,
}
