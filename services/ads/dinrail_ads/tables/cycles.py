"""Types that cannot be unfolded: those inside themselves, and those nested deeper than any program."""

from __future__ import annotations

from collections.abc import Iterator

from dinrail_ads.tables.types import NONE, TypeIndex

__all__ = ["closed_types"]

MAX_DEPTH = 32

_NEW, _OPEN, _DONE = 0, 1, 2


def closed_types(types: TypeIndex) -> tuple[bytearray, bytearray]:
    """Per type 1 where it stays closed, so that unfolding all others ends; and how many levels are below it."""
    count = len(types)
    closed, state, height = bytearray(count), bytearray(count), bytearray(count)
    for root in range(count):
        if state[root] != _NEW:
            continue
        state[root] = _OPEN
        stack = [(root, _inside(types, root))]
        while stack:
            number, inside = stack[-1]
            for child in inside:
                if state[child] == _OPEN:
                    closed[child] = 1
                elif state[child] == _NEW:
                    state[child] = _OPEN
                    stack.append((child, _inside(types, child)))
                    break
                elif not closed[child]:
                    height[number] = max(height[number], height[child] + 1)
            else:
                stack.pop()
                state[number] = _DONE
                if height[number] >= MAX_DEPTH:
                    closed[number] = 1
                if stack and not closed[number]:
                    parent = stack[-1][0]
                    height[parent] = max(height[parent], height[number] + 1)
    return closed, height


def _inside(types: TypeIndex, number: int) -> Iterator[int]:
    """Types that a value of this type has inside; a type mentioned twice comes twice."""
    if (base := types.bases[number]) != NONE:
        yield base
    for member in types.members(number):
        if types.member_inside[member]:
            yield types.member_types[member]
