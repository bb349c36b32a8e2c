"""How two contents of the routing file differ, route by route; pure.

A route is the same one by its id, else by its content, else by both its ends; one without an id also by its source
or its place.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from typing import Any

from dinrail_gateway.routes.schemas import ChangeView, Kind

__all__ = ["difference", "label_of"]

Document = dict[str, Any]
Pairs = dict[int, int]


def difference(base: Document, theirs: Document, mine: Document | None = None) -> list[ChangeView]:
    """What changed from `base` to `theirs`; each change shows what `mine`, by default `base`, says in that place."""
    mine = base if mine is None else mine
    return [*_routes(_list(base), _list(theirs), _list(mine)), *_fields(base, theirs, mine)]


def label_of(routes: list[Any], index: int) -> str:
    """What a route is called: its id, or its place from 1."""
    return _id(routes[index]) or str(index + 1)


def _routes(base: list[Any], theirs: list[Any], mine: list[Any]) -> Iterator[ChangeView]:
    origin = _pairs(base, theirs)
    own = {there: here for here, there in _pairs(base, mine).items()}
    own_ids = {_id(route): index for index, route in enumerate(mine) if _id(route)}
    moved = _moved(origin)
    for index, route in enumerate(theirs):
        before = origin.get(index)
        kind: Kind | None = None
        if before is None:
            kind = "added"
        elif base[before] != route:
            kind = "changed"
        elif index in moved:
            kind = "moved"
        if kind is not None:
            here = own_ids.get(_id(route)) if before is None else own.get(before)
            yield _change(label_of(theirs, index), "", kind, _at(mine, here), {"theirs": route})
    for index in sorted(set(range(len(base))) - set(origin.values())):
        yield _change(label_of(base, index), "", "removed", _at(mine, own.get(index)), {})


def _fields(base: Document, theirs: Document, mine: Document) -> Iterator[ChangeView]:
    for field in dict.fromkeys((*base, *theirs)):
        if field == "routes" or ((field in base) == (field in theirs) and base.get(field) == theirs.get(field)):
            continue
        kind: Kind = "changed"
        if field not in base or field not in theirs:
            kind = "added" if field in theirs else "removed"
        own = {"mine": mine[field]} if field in mine else {}
        yield _change("", field, kind, own, {"theirs": theirs[field]} if field in theirs else {})


def _change(route: str, field: str, kind: Kind, mine: dict[str, Any], theirs: dict[str, Any]) -> ChangeView:
    change: ChangeView = {"route": route, "field": field, "kind": kind}
    if mine:
        change["mine"] = mine["mine"]
    if theirs:
        change["theirs"] = theirs["theirs"]
    return change


def _at(mine: list[Any], index: int | None) -> dict[str, Any]:
    return {} if index is None else {"mine": mine[index]}


def _pairs(base: list[Any], other: list[Any]) -> Pairs:
    """Index in `other` → index in `base` of the same route."""
    found: Pairs = {}
    ways: tuple[Callable[[int, Any], str], ...] = (
        lambda _, route: _id(route),
        lambda _, route: _text(route),
        lambda _, route: _text([route.get("from"), route.get("to")]) if isinstance(route, dict) else "",
        lambda _, route: _text(route.get("from")) if isinstance(route, dict) and not _id(route) else "",
        lambda place, route: "" if _id(route) else str(place),
    )
    for way in ways:
        taken = set(found.values())
        known: defaultdict[str, deque[int]] = defaultdict(deque)
        for index, route in enumerate(base):
            if index not in taken and (key := way(index, route)):
                known[key].append(index)
        for index, route in enumerate(other):
            if index not in found and (candidates := known.get(way(index, route))):
                found[index] = candidates.popleft()
    return found


def _moved(origin: Pairs) -> set[int]:
    """Those that left the longest run whose order is still the old one."""
    tails: list[int] = []
    places: list[int] = []
    before: dict[int, int | None] = {}
    for index in sorted(origin):
        length = bisect_left(tails, origin[index])
        before[index] = places[length - 1] if length else None
        if length == len(tails):
            tails.append(origin[index])
            places.append(index)
        else:
            tails[length], places[length] = origin[index], index
    kept: set[int] = set()
    last = places[-1] if places else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return set(origin) - kept


def _list(document: Document) -> list[Any]:
    """The asker's document may be anything."""
    found = document.get("routes")
    return found if isinstance(found, list) else []


def _id(route: Any) -> str:
    found = route.get("id") if isinstance(route, dict) else None
    return found if isinstance(found, str) else ""


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
