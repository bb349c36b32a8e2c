"""A compiled route: everything about it that does not change while it runs."""

from __future__ import annotations

import msgspec

from dinrail.sample import Quality
from dinrail_router.operators import Operator
from dinrail_router.pattern import Pattern, Target

__all__ = ["Plan"]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """`label`: the id, or the place in the file (from 1) of a route without one; `position` counts from 0."""

    label: str
    id: str | None
    position: int
    name: str = ""
    enabled: bool = True
    patterns: tuple[Pattern, ...]
    targets: tuple[Target, ...]
    operators: tuple[Operator, ...] = ()
    passes: frozenset[Quality] = frozenset({"good"})
    bad_on_error: bool = False

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for two plans that do the same under the same id: state and counters go on across a reload."""
        return (self.id, self.patterns, self.targets, self.operators, self.passes, self.bad_on_error)
