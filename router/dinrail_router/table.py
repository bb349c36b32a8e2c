"""The routes in force, and which of them a point belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from dinrail_router.index import PatternIndex
from dinrail_router.pattern import Pattern
from dinrail_router.route import Route

__all__ = ["EMPTY", "Table"]


class Table:
    """Immutable after construction; a reload makes another one."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(routes)
        self._index: PatternIndex[tuple[Route, Pattern]] = PatternIndex()
        self._reached: PatternIndex[None] = PatternIndex()
        self._read: PatternIndex[None] = PatternIndex()
        for route in self.routes:
            for pattern in route.plan.patterns:
                self._index.add(pattern, (route, pattern))
                captures = pattern.match(pattern.segments) or ()
                for target in route.plan.targets:
                    self._reached.add(target.reach(captures), None)
        reads = [pattern for route in self.routes for pattern in route.plan.reads()]
        for pattern in reads:
            self._read.add(pattern, None)
        patterns = [pattern for route in self.routes for pattern in route.plan.patterns] + reads
        self.sources = frozenset(pattern.source for pattern in patterns if pattern.source is not None)
        self.calculates = any(target.calculated for route in self.routes for target in route.plan.targets)
        self.any_source = any(pattern.source is None for pattern in patterns)

    def match(self, segments: Sequence[str]) -> list[tuple[Route, tuple[str, ...]]]:
        """Routes of a point in the order of the file, each with what its first matching pattern captured."""
        matched: dict[int, tuple[Route, tuple[str, ...]]] = {}
        for route in {found.plan.position: found for found, _ in self._index.find(segments)}.values():
            for pattern in route.plan.patterns:
                captures = pattern.match(segments)
                if captures is not None:
                    matched[route.plan.position] = (route, captures)
                    break
        return [matched[position] for position in sorted(matched)]

    def reaches(self, address: str) -> bool:
        """Whether a route can deliver to this address."""
        return next(self._reached.find(address.split(".")), self) is None

    def reads(self, address: str) -> bool:
        """Whether a condition or a join looks at this address."""
        return next(self._read.find(address.split(".")), self) is None


EMPTY = Table(())
