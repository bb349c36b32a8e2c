"""Loops that can be seen in the file: a route whose result comes back to its own source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from dinrail_router.index import PatternIndex
from dinrail_router.pattern import Pattern
from dinrail_router.plan import Plan

__all__ = ["Cycle", "Entangled", "find_cycles"]


class Cycle(NamedTuple):
    """Routes that feed each other in a ring, and the addresses from the first source to where it is met again."""

    plans: tuple[Plan, ...]
    addresses: tuple[Pattern, ...]


class _Hop(NamedTuple):
    """A route run for the addresses `taken`, reaching `reached`."""

    plan: Plan
    taken: Pattern
    reached: Pattern


MAX_HOPS = 200_000


class Entangled(Exception):
    """The routes feed each other in more ways than can be followed; `found` are the rings seen so far."""

    def __init__(self, found: list[Cycle]) -> None:
        super().__init__(f"more than {MAX_HOPS} ways through the routes")
        self.found = found


def find_cycles(plans: Iterable[Plan]) -> list[Cycle]:
    """Rings of enabled routes, in the order of the file; raises Entangled.

    Followed are sets of addresses, not routes: `a.*.x → b.{1}.x` and `b.foo.x → a.bar.x` are no loop.
    """
    candidates = _in_rings([plan for plan in plans if plan.enabled])
    search = _Search(candidates)
    starts = [hop for plan in candidates for pattern in plan.patterns for hop in _hops(plan, pattern, pattern)]
    # The widest first: what grows without end (`calc.** → calc.x.{1}`) is a ring there, and not followed again.
    for hop in sorted(starts, key=lambda each: each.taken.literal):
        search.follow(hop)
    return sorted(search.found, key=lambda cycle: min(plan.position for plan in cycle.plans))


class _Search:
    def __init__(self, plans: Sequence[Plan]) -> None:
        self.found: list[Cycle] = []
        self._index: PatternIndex[tuple[Plan, Pattern]] = PatternIndex()
        self._done: set[_Hop] = set()
        self._ringed: set[int] = set()
        self._hops = 0
        for plan in plans:
            for pattern in plan.patterns:
                self._index.add(pattern, (plan, pattern))

    def follow(self, start: _Hop) -> None:
        """Depth first; a hop met again on its own path closes a ring."""
        if start in self._done:
            return
        path = [start]
        waiting = [self._next(start)]
        while path:
            hop = next(waiting[-1], None)
            if hop is None:
                self._done.add(path.pop())
                waiting.pop()
            elif hop in path:
                self._close(path[path.index(hop) :])
            elif hop not in self._done and hop.plan.position not in self._ringed:
                path.append(hop)
                waiting.append(self._next(hop))

    def _close(self, ring: list[_Hop]) -> None:
        if len({hop.plan.place for hop in ring}) == 1 and ring[0].plan.paired:
            return  # both directions of one route, which suppress their echoes
        if not self._ringed.issuperset(hop.plan.position for hop in ring):
            self.found.append(Cycle(tuple(hop.plan for hop in ring), (ring[0].taken, *(hop.reached for hop in ring))))
        self._ringed.update(hop.plan.position for hop in ring)

    def _next(self, hop: _Hop) -> Iterator[_Hop]:
        met = {(plan.position, pattern): plan for plan, pattern in self._index.find(hop.reached.segments)}
        for (_, pattern), plan in sorted(met.items(), key=lambda each: each[0][0]):
            self._hops += 1
            if self._hops > MAX_HOPS:
                raise Entangled(self.found)
            yield from _hops(plan, pattern, _narrow(pattern, hop.reached))


def _hops(plan: Plan, pattern: Pattern, taken: Pattern) -> Iterator[_Hop]:
    captures = pattern.match(taken.segments)
    if captures is None:  # narrower than can be told: whatever the pattern takes
        taken, captures = pattern, pattern.match(pattern.segments) or ()
    for target in plan.targets:
        yield _Hop(plan, taken, target.reach(captures))


def _narrow(pattern: Pattern, reached: Pattern) -> Pattern:
    """What both stand for; the pattern itself where `**` makes that more than one shape."""
    if reached.literal or "**" in pattern.segments or "**" in reached.segments:
        return reached if reached.literal else pattern
    pairs = zip(pattern.segments, reached.segments, strict=True)
    return Pattern(tuple(theirs if mine == "*" else mine for mine, theirs in pairs))


def _in_rings(plans: Sequence[Plan]) -> list[Plan]:
    """Plans on a ring of instances; few are, and only those need the closer look."""
    reads = {plan.position: {pattern.source for pattern in plan.patterns} for plan in plans}
    writes = {plan.position: {_instance(target.segments[0]) for target in plan.targets} for plan in plans}
    kept = list(plans)
    while True:
        sources = set().union(*(reads[plan.position] for plan in kept))
        written = set().union(*(writes[plan.position] for plan in kept))
        left = [plan for plan in kept if _meet(writes[plan.position], sources) and _meet(reads[plan.position], written)]
        if len(left) == len(kept):
            return kept
        kept = left


def _instance(segment: str) -> str | None:
    return None if "{" in segment else segment


def _meet(some: set[str | None], others: set[str | None]) -> bool:
    """Whether an instance is in both; None stands for any."""
    return bool(some & others) or (None in some and bool(others)) or (None in others and bool(some))
