"""Earlier routes: who made them and when, what changed since, and taking them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dinrail_gateway.auth.accounts import User
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, ANY, Stage, staged
from dinrail_gateway.testing.waiting import until

A = {"id": "a", "from": "x.1", "to": "calc.a"}
B = {"id": "b", "from": "x.2", "to": "calc.b"}


async def save(stage: Stage, *routes: dict[str, Any]) -> int:
    answer = await stage.http.put("/api/routes", json={"routes": list(routes)}, headers=ANY)
    assert answer.status_code == 200, answer.text
    revision: int = answer.json()["revision"]
    return revision


async def test_versions_tell_who_made_them_when_and_how_many_routes_they_have(stage: Stage) -> None:
    before = stage.clock.now_ms()
    await save(stage, A, B)
    (stage.settings.config / "routing.json").write_text(json.dumps({"routes": [A]}))
    await until(lambda: stage.gateway.routes.revision == 3)

    found = (await stage.http.get("/api/routes/versions")).json()

    assert [(each["revision"], each["by"], each["routes"], each["current"]) for each in found] == [
        (3, None, 1, True),
        (2, "admin", 2, False),
        (1, None, 0, False),
    ]
    assert before <= found[1]["ts"] <= found[0]["ts"] <= stage.clock.now_ms()


async def test_an_earlier_version_is_shown_with_what_changed_since(stage: Stage) -> None:
    revision = await save(stage, A)
    await save(stage, {**A, "enabled": False}, B)

    detail = (await stage.http.get(f"/api/routes/versions/{revision}")).json()

    assert detail["document"] == {"routes": [A]}
    assert detail["diff"] == [
        {"route": "a", "field": "", "kind": "changed", "mine": A, "theirs": {**A, "enabled": False}},
        {"route": "b", "field": "", "kind": "added", "theirs": B},
    ]


async def test_an_earlier_content_comes_back_as_a_new_version_byte_by_byte(tmp_path: Path) -> None:
    by_hand = b'{"routes": [ ]   }'
    async with staged(tmp_path, files={"routing.json": by_hand}) as stage:
        await save(stage, A)

        answer = await stage.http.post("/api/routes/versions/1/restore")

        assert (answer.status_code, answer.json()["revision"]) == (200, 3)
        assert answer.headers["etag"] == '"3"'
        assert (tmp_path / "config" / "routing.json").read_bytes() == by_hand
        assert (await stage.http.get("/api/routes/versions")).json()[0]["by"] == "admin"


async def test_a_restore_is_a_change_like_any_other(stage: Stage) -> None:
    first = await save(stage, A)
    await save(stage, B)

    outdated = await stage.http.post(f"/api/routes/versions/{first}/restore", headers={"If-Match": f'"{first}"'})
    damaged = stage.settings.config / "versions" / f"routing-{first:06d}.json"
    damaged.write_bytes(b'{"rou')
    wrong = await stage.http.post(f"/api/routes/versions/{first}/restore")

    assert outdated.status_code == 409
    assert [change["kind"] for change in outdated.json()["diff"]] == ["added", "removed"]
    assert (wrong.status_code, wrong.json()["error"]["key"]) == (422, "json_truncated")
    assert (await stage.http.get("/api/routes")).json()["document"] == {"routes": [B]}


async def test_what_is_not_kept_and_what_is_damaged_is_said_so(stage: Stage) -> None:
    revision = await save(stage, A)
    await save(stage, B)
    (stage.settings.config / "versions" / f"routing-{revision:06d}.json").write_bytes(b"[]")

    gone = await stage.http.get("/api/routes/versions/77")
    restored = await stage.http.post("/api/routes/versions/77/restore")
    damaged = await stage.http.get(f"/api/routes/versions/{revision}")
    listed = (await stage.http.get("/api/routes/versions")).json()

    assert (gone.status_code, gone.json()["error"]["key"]) == (404, "unknown_revision")
    assert restored.status_code == 404
    assert (damaged.status_code, damaged.json()["error"]["key"]) == (409, "revision_damaged")
    assert listed[1]["routes"] is None


async def test_a_conflict_shows_what_others_changed_and_what_is_mine(stage: Stage) -> None:
    base = await save(stage, A, B)
    theirs, mine = {**A, "name": "theirs"}, {**A, "name": "mine"}
    await save(stage, theirs, B)

    answer = await stage.http.put(
        "/api/routes", json={"routes": [mine, B]}, headers={"If-Match": f'"{base}"'}
    )  # fmt: skip

    assert answer.json()["diff"] == [{"route": "a", "field": "", "kind": "changed", "mine": mine, "theirs": theirs}]


async def test_a_conflict_over_a_version_that_is_not_kept_compares_with_what_is_mine(stage: Stage) -> None:
    base = await save(stage, A)
    await save(stage, B)
    (stage.settings.config / "versions" / f"routing-{base:06d}.json").unlink()

    answer = await stage.http.put("/api/routes", json={"routes": [A, B]}, headers={"If-Match": f'"{base}"'})

    assert answer.status_code == 409
    assert answer.json()["diff"] == [{"route": "a", "field": "", "kind": "removed", "mine": A}]


async def test_a_viewer_may_look_but_not_go_back(stage: Stage) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("viewer", "viewer", accounts.users["admin"].password, 1))
    viewer = stage.client()
    await viewer.post("/api/auth/login", json={"username": "viewer", "password": ADMIN_PASSWORD})

    seen = await viewer.get("/api/routes/versions")
    touched = [
        await viewer.post("/api/routes/versions/1/restore"),
        await viewer.post("/api/routes/items", json=A),
        await viewer.delete("/api/routes/items/a"),
    ]

    assert seen.status_code == 200
    assert [answer.status_code for answer in touched] == [403] * 3
