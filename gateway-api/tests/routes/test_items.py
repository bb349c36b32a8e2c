"""One route at a time: added, changed and removed by its label, everything else left as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dinrail_gateway.testing.stage import ANY, Stage

FILE: dict[str, Any] = {
    "$schema": "./routing.schema.json",
    "pipelines": {"mv": "scale(0.001)"},
    "routes": [
        {"id": "a", "from": "x.1", "to": "calc.a", "name": "Ä"},
        {"from": "x.2", "to": "calc.b"},
        {"id": "c", "from": "x.3", "to": "calc.c"},
    ],
    "place": {"latitude": 48.1, "longitude": 11.6},
    "sources": {"bt": {"rate": 800}},
    "tests": [],
}
NEW = {"id": "n", "from": "x.9", "to": "calc.n"}


def stored(stage: Stage) -> bytes:
    return (stage.settings.config / "routing.json").read_bytes()


def froms(view: dict[str, Any]) -> list[str]:
    return [route["from"] for route in view["document"]["routes"]]


@pytest.fixture
async def tag(stage: Stage) -> dict[str, str]:
    """If-Match of the stored file."""
    return {"If-Match": (await stage.http.put("/api/routes", json=FILE, headers=ANY)).headers["etag"]}


@pytest.mark.parametrize(
    ("position", "expected"),
    [("", ["x.1", "x.2", "x.3", "x.9"]), ("?position=1", ["x.9", "x.1", "x.2", "x.3"]),
     ("?position=3", ["x.1", "x.2", "x.9", "x.3"]), ("?position=99", ["x.1", "x.2", "x.3", "x.9"])],
)  # fmt: skip
async def test_a_route_is_added_at_its_place(
    stage: Stage, tag: dict[str, str], position: str, expected: list[str]
) -> None:
    answer = await stage.http.post(f"/api/routes/items{position}", json=NEW)

    assert answer.status_code == 201
    assert froms(answer.json()) == expected
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'


async def test_everything_beside_the_route_keeps_its_content_and_order(stage: Stage, tag: dict[str, str]) -> None:
    await stage.http.put("/api/routes/items/c", json={"id": "c", "from": "x.3", "to": "calc.other"})

    changed = json.loads(json.dumps(FILE))
    changed["routes"][2]["to"] = "calc.other"
    assert stored(stage) == (json.dumps(changed, indent=2, ensure_ascii=False) + "\n").encode()


async def test_a_route_without_an_id_is_named_by_its_place_and_the_revision(stage: Stage, tag: dict[str, str]) -> None:
    named = {"id": "b", "from": "x.2", "to": "calc.b"}

    without = await stage.http.put("/api/routes/items/2", json=named)
    answer = await stage.http.put("/api/routes/items/2", json=named, headers=tag)

    assert (without.status_code, without.json()["error"]["key"]) == (400, "if_match_required")
    assert answer.json()["document"]["routes"][1] == named


async def test_a_route_is_removed_by_its_id_or_its_place(stage: Stage, tag: dict[str, str]) -> None:
    first = await stage.http.delete("/api/routes/items/a")
    second = await stage.http.delete("/api/routes/items/1", headers={"If-Match": first.headers["etag"]})

    assert (first.status_code, froms(first.json())) == (200, ["x.2", "x.3"])
    assert froms(second.json()) == ["x.3"]


@pytest.mark.parametrize("label", ["nobody", "0", "4", "99999", "A"])
async def test_a_route_that_is_not_there_is_said_so(stage: Stage, tag: dict[str, str], label: str) -> None:
    changed = await stage.http.put(f"/api/routes/items/{label}", json=NEW, headers=tag)
    removed = await stage.http.delete(f"/api/routes/items/{label}", headers=tag)

    assert [(answer.status_code, answer.json()["error"]["key"]) for answer in (changed, removed)] == [
        (404, "unknown_route")
    ] * 2


async def test_a_wrong_route_is_refused_with_its_place_in_the_file(stage: Stage, tag: dict[str, str]) -> None:
    before = stored(stage)

    twice = await stage.http.post("/api/routes/items", json={**NEW, "id": "a"})
    wrong = await stage.http.post("/api/routes/items?position=2", json={"from": "x..y", "to": "calc.n"})

    assert (twice.status_code, twice.json()["error"]["path"]) == (422, "/routes/3/id")
    assert (wrong.status_code, wrong.json()["error"]["path"]) == (422, "/routes/1/from")
    assert stored(stage) == before


async def test_an_outdated_place_is_a_conflict_that_shows_what_changed(stage: Stage, tag: dict[str, str]) -> None:
    mine = {"from": "x.2", "to": "calc.mine"}
    await stage.http.put("/api/routes/items/2", json={"from": "x.2", "to": "calc.theirs"}, headers=tag)
    await stage.http.post("/api/routes/items?position=1", json=NEW)

    answer = await stage.http.put("/api/routes/items/2", json=mine, headers=tag)

    assert answer.status_code == 409
    assert answer.json()["current"] == (await stage.http.get("/api/routes")).json()
    assert answer.json()["diff"] == [
        {"route": "n", "field": "", "kind": "added", "theirs": NEW},
        {"route": "3", "field": "", "kind": "changed", "mine": mine, "theirs": {"from": "x.2", "to": "calc.theirs"}},
    ]


async def test_without_a_revision_a_change_builds_on_a_hand_edit_nobody_has_seen(
    stage: Stage, tag: dict[str, str]
) -> None:
    edited = {"routes": [{"id": "hand", "from": "x.5", "to": "calc.h"}]}
    (stage.settings.config / "routing.json").write_text(json.dumps(edited))

    answer = await stage.http.post("/api/routes/items", json=NEW)

    assert froms(answer.json()) == ["x.5", "x.9"]


async def test_an_id_that_looks_like_a_place_is_an_id(stage: Stage) -> None:
    first, second = {"from": "x.1", "to": "calc.a"}, {"id": "1", "from": "x.2", "to": "calc.b"}
    tag = (await stage.http.put("/api/routes", json={"routes": [second, first]}, headers=ANY)).headers["etag"]
    await stage.http.put("/api/routes", json={"routes": [{**first, "id": "a"}, second]}, headers={"If-Match": tag})

    answer = await stage.http.delete("/api/routes/items/1", headers={"If-Match": "*"})

    assert (answer.status_code, answer.json()["error"]["key"]) == (400, "if_match_required")
    current = (await stage.http.get("/api/routes")).headers["etag"]
    answer = await stage.http.delete("/api/routes/items/1", headers={"If-Match": current})
    assert froms(answer.json()) == ["x.1"]
