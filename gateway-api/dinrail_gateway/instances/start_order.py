"""The order instances name with `after`: no circles, and what names nobody is told; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from dinrail_gateway.problems.board import Problem

__all__ = ["MAX_AFTER", "circles", "follow", "strangers"]

MAX_AFTER = 20


class Ordered(Protocol):
    """An instance with those that start before it."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def after(self) -> tuple[str, ...]:
        """Theirs."""
        ...


def circles(entries: Iterable[Ordered]) -> list[Problem]:
    """Instances that would wait for themselves, each at its place in the file."""
    listed = list(entries)
    before = {entry.id: entry.after for entry in listed}
    found = []
    for number, entry in enumerate(listed):
        place = f"/instances/{number}/after"
        if len(entry.after) > MAX_AFTER:
            found.append(Problem.at(place, "too_many_after", f"at most {MAX_AFTER}", max=MAX_AFTER))
        elif (way := _way_back(entry.id, before)) is not None:
            message = f"{entry.id!r} would wait for itself: {' → '.join(way)}"
            found.append(Problem.at(place, "start_order_circle", message, way=" → ".join(way)))
    return found


def strangers(entries: Iterable[Ordered]) -> list[Problem]:
    """Names of nobody; they are not waited for."""
    listed = list(entries)
    known = {entry.id for entry in listed}
    return [
        Problem.at(
            f"/instances/{number}/after", "unknown_instance", f"there is no instance {name[:64]!r}", id=name[:64]
        )
        for number, entry in enumerate(listed)
        for name in entry.after
        if name not in known
    ]


def follow(items: Iterable[dict[str, Any]], old: str, new: str | None) -> None:
    """Entries of the file say the new name for the old one, or nothing of it any more; changes them in place."""
    for item in items:
        if old in item.get("after", ()):
            names = [new if name == old else name for name in item["after"]]
            item["after"] = [name for name in names if name is not None]


def _way_back(start: str, before: dict[str, tuple[str, ...]]) -> list[str] | None:
    """The way from an instance to itself, None when there is none."""
    ways = [[start]]
    seen = set()
    while ways:
        way = ways.pop()
        for name in before.get(way[-1], ()):
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return None
