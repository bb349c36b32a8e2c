"""How two routing files differ, as a person would say it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.routes.difference import difference


def route(label: str = "", to: str = "calc.x", **more: Any) -> dict[str, Any]:
    return {**({"id": label} if label else {}), "from": "a.b", "to": to, **more}


def told(base: list[Any], theirs: list[Any]) -> list[tuple[str, str]]:
    return [(change["route"], change["kind"]) for change in difference({"routes": base}, {"routes": theirs})]


A, B, C = route("a", "calc.a"), route("b", "calc.b"), route("c", "calc.c")


@pytest.mark.parametrize(
    ("base", "theirs", "expected"),
    [
        ([], [], []),
        ([A, B], [A, B], []),
        ([A], [A, B], [("b", "added")]),
        ([A, B], [B], [("a", "removed")]),
        ([A, B, C], [A, {**B, "enabled": False}, C], [("b", "changed")]),
        ([A, B, C], [C, A, B], [("c", "moved")]),
        ([A, B, C], [B, C, A], [("a", "moved")]),
        ([A], [{**A, "id": "renamed"}], [("renamed", "changed")]),
        ([route(to="calc.1"), route(to="calc.2")], [route(to="calc.2")], [("1", "removed")]),
        ([route(to="calc.1")], [route(to="calc.0"), route(to="calc.1")], [("1", "added")]),
        ([route(to="calc.1"), A], [A, route(to="calc.1")], [("a", "moved")]),
        ([route(transform="round")], [route(transform="abs")], [("1", "changed")]),
        ([route(to="calc.1")], [route(to="calc.2")], [("1", "changed")]),
        ([route()], [route("named")], [("named", "changed")]),
    ],
)  # fmt: skip
def test_each_kind_of_change(base: list[Any], theirs: list[Any], expected: list[tuple[str, str]]) -> None:
    assert told(base, theirs) == expected


def test_both_sides_of_a_change_are_shown() -> None:
    base, theirs = {"routes": [A, B]}, {"routes": [{**A, "enabled": False}, C]}

    changed, added, removed = difference(base, theirs)

    assert changed == {"route": "a", "field": "", "kind": "changed", "mine": A, "theirs": {**A, "enabled": False}}
    assert added == {"route": "c", "field": "", "kind": "added", "theirs": C}
    assert removed == {"route": "b", "field": "", "kind": "removed", "mine": B}


def test_a_third_side_shows_what_the_asker_wants_there() -> None:
    base = {"routes": [A, B]}
    mine = {"routes": [{**A, "name": "mine"}, B, {**C, "name": "mine"}]}
    theirs = {"routes": [{**A, "name": "theirs"}, C]}

    changes = {change["route"]: change for change in difference(base, theirs, mine)}

    assert changes["a"]["mine"] == {**A, "name": "mine"}
    assert changes["c"]["mine"] == {**C, "name": "mine"}
    assert changes["b"]["mine"] == B


def test_a_route_the_asker_removed_has_nothing_of_his() -> None:
    (change,) = difference({"routes": [A]}, {"routes": [{**A, "name": "theirs"}]}, {"routes": []})

    assert "mine" not in change


def test_what_lies_beside_the_routes_is_told_by_its_field() -> None:
    base = {"routes": [], "sources": {"bt": {"connected": False}}, "version": 1}
    theirs = {"pipelines": {"mv": "scale(0.001)"}, "routes": [], "version": 2}

    changes = [(change["field"], change["kind"], change.get("mine"), change.get("theirs"))
               for change in difference(base, theirs)]  # fmt: skip

    assert changes == [
        ("sources", "removed", {"bt": {"connected": False}}, None),
        ("version", "changed", 1, 2),
        ("pipelines", "added", None, {"mv": "scale(0.001)"}),
    ]


@pytest.mark.parametrize("odd", [{}, {"routes": 5}, {"routes": [5, None, {"id": 7}, []]}])
def test_whatever_the_asker_sent_there_is_an_answer(odd: dict[str, Any]) -> None:
    assert difference({"routes": [A]}, {"routes": [A]}, odd) == []
    assert difference(odd, odd) == []


routes = st.builds(
    route,
    st.sampled_from(["", "", "a", "b", "c"]),
    st.sampled_from(["calc.1", "calc.2", "calc.3"]),
    enabled=st.booleans(),
)
files = st.lists(routes, max_size=8)


@given(files)
def test_nothing_differs_from_itself(base: list[Any]) -> None:
    assert told(base, base) == []


@given(files, files)
def test_every_route_that_is_not_on_both_sides_is_told(base: list[Any], theirs: list[Any]) -> None:
    changes = difference({"routes": base}, {"routes": theirs})

    added = sum(change["kind"] == "added" for change in changes)
    removed = sum(change["kind"] == "removed" for change in changes)
    assert len(base) + added - removed == len(theirs)
    shown = [change["theirs"] for change in changes if change["kind"] in ("added", "changed")]
    assert all(found in base or found in shown for found in theirs)


@given(st.permutations([route(name) for name in "abcdef"]))
def test_putting_back_what_is_told_as_moved_restores_the_order(shuffled: list[Any]) -> None:
    ordered = [route(name) for name in "abcdef"]

    moved = {change["route"] for change in difference({"routes": ordered}, {"routes": shuffled})}

    assert [found for found in shuffled if found["id"] not in moved] == [
        found for found in ordered if found["id"] not in moved
    ]
    assert len(moved) < len(ordered)
