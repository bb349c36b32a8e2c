"""The program keeps its settings within the limits it declares, as LIMIT(min, value, max) does on a PLC."""

from __future__ import annotations

import math
from collections.abc import Iterable

from dinrail_ads.sim.program import Program

__all__ = ["Limits"]


class Limits:
    """Every value with the attributes `min` and `max`."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._limited = [
            (path, float(attributes["min"]), float(attributes["max"])) for path, attributes in _limited(program)
        ]

    def step(self, seconds: float) -> None:
        """Correct what was written outside; NaN becomes the lower limit."""
        for path, low, high in self._limited:
            value = self._program[path]
            if not low <= value <= high:
                kept = low if value < low or math.isnan(value) else high
                self._program[path] = type(value)(kept)


def _limited(program: Program) -> Iterable[tuple[str, dict[str, str]]]:
    for path in program.leaves():
        location = program.find(path)
        if "min" in location.attributes and "max" in location.attributes:
            yield path, location.attributes
