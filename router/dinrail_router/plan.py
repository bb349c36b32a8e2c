"""A compiled route: everything about it that does not change while it runs."""

from __future__ import annotations

from datetime import tzinfo

import msgspec

from dinrail.sample import Quality
from dinrail_router.expression import Expression
from dinrail_router.operators import Operator
from dinrail_router.pattern import Pattern, Target, reach
from dinrail_router.schedule import Calendar

__all__ = ["Plan"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`label`: the id, or the place in the file (from 1) of a route without one; `place` counts from 0.

    A bidirectional route makes two plans; `back` is the one from target to source.
    """

    label: str
    id: str | None
    place: int
    name: str = ""
    enabled: bool = True
    patterns: tuple[Pattern, ...]
    targets: tuple[Target, ...]
    operators: tuple[Operator, ...] = ()
    passes: frozenset[Quality] = frozenset({"good"})
    bad_on_error: bool = False
    condition: Expression | None = None
    calendar: Calendar | None = None
    zone: tzinfo | None = None
    paired: bool = False
    back: bool = False
    max_rate: float | None = None

    @property
    def position(self) -> int:
        """Its place among all plans of a file."""
        return 2 * self.place + self.back

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for two plans that do the same under the same id: state and counters go on across a reload."""
        condition = self.condition.text if self.condition is not None else ""
        looks_at_time = str(self.zone) if self.aware else ""
        how = (self.passes, self.bad_on_error, condition, self.calendar, looks_at_time, self.paired, self.back)
        return (self.id, self.patterns, self.targets, self.operators, *how)

    @property
    def aware(self) -> bool:
        """Whether its flows look further than the value at hand."""
        gated = self.condition is not None or self.calendar is not None or self.paired
        return gated or any(operator.aware for operator in self.operators)

    @property
    def joined(self) -> bool:
        """Whether all its source points feed one and the same pipeline."""
        return any(operator.kind == "join" for operator in self.operators)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Other points its pipeline computes with."""
        return tuple(address for operator in self.operators for address in operator.points)

    def reads(self) -> tuple[Pattern, ...]:
        """Every other point it looks at, as patterns: `{1}` stands for what the first wildcard can match."""
        points = (*self.inputs, *(self.condition.points if self.condition is not None else ()))
        captures = [pattern.match(pattern.segments) or () for pattern in self.patterns]
        return tuple(reach(address, captured) for address in points for captured in captures)
