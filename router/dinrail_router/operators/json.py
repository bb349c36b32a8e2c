"""json(path)."""

from __future__ import annotations

import re
from typing import Annotated, Any

import msgspec

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step

_PATH = re.compile(r"[^.\[\]]+|\[\d{1,6}\]")
_decode = msgspec.json.Decoder().decode


class Json(Operator, frozen=True):
    """Takes one value out of a JSON text, as many MQTT devices send it."""

    path: Annotated[
        str, option("Path", "Names and places, as in battery.cells[0].voltage.", max_length=500, min_length=1)
    ]

    example = Example("json(battery.cells[0])", given=('{"battery": {"cells": [3.31, 3.32]}}',), gives=(3.31,))

    def __post_init__(self) -> None:
        super().__post_init__()
        if _PATH.sub("", self.path).strip("."):
            raise ValueError(f"{self.path[:64]!r} is no path like battery.cells[0]")

    def step(self) -> Step:
        """Stateless; a text."""
        places = [int(each[1:-1]) if each.startswith("[") else each for each in _PATH.findall(self.path)]
        path = self.path

        def take(value: Scalar) -> Scalar:
            if not isinstance(value, str):
                raise TypeError(f"json needs a text, not {repr(value)[:64]}")
            found: Any = _decode(value.encode("utf-8", "surrogatepass"))
            for place in places:
                found = _at(found, place, path)
            if isinstance(found, (dict, list)):
                raise LookupError(f"{path} is no single value")
            return found  # type: ignore[no-any-return]

        return take


def _at(holder: Any, place: str | int, path: str) -> Any:
    there = isinstance(holder, list) if isinstance(place, int) else isinstance(holder, dict)
    if not there or (place >= len(holder) if isinstance(place, int) else place not in holder):
        raise LookupError(f"there is no {path}")
    return holder[place]
