"""Users: added, changed, removed; what a role may; what happens to sessions and tokens."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from dinrail_gateway.auth.roles import _REQUIRED, Role, allowed
from dinrail_gateway.testing.stage import Stage

PASSWORD = "a password of theirs"
ROLES: tuple[Role, ...] = ("viewer", "operator", "engineer", "admin")


async def user(stage: Stage, name: str, role: str) -> httpx.AsyncClient:
    answer = await stage.http.post("/api/users", json={"name": name, "role": role, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    http = stage.client()
    entered = await http.post("/api/auth/login", json={"username": name, "password": PASSWORD})
    assert entered.json()["user"] == {"name": name, "role": role}
    return http


async def test_users_are_listed_without_their_passwords(stage: Stage) -> None:
    await user(stage, "bernd", "operator")

    listed = (await stage.http.get("/api/users")).json()

    assert [(each["name"], each["role"], each["tokens"]) for each in listed] == [
        ("admin", "admin", 0),
        ("bernd", "operator", 0),
    ]
    assert "argon2" not in str(listed)


@pytest.mark.parametrize(
    ("body", "status", "key"),
    [
        ({"name": "ADMIN", "role": "viewer", "password": PASSWORD}, 409, "user_exists"),
        ({"name": "a b", "role": "viewer", "password": PASSWORD}, 422, "username_invalid"),
        ({"name": "../x", "role": "viewer", "password": PASSWORD}, 422, "username_invalid"),
        ({"name": "bernd", "role": "viewer", "password": "short"}, 422, "password_length"),
        ({"name": "bernd", "role": "root", "password": PASSWORD}, 422, "request_invalid"),
    ],
)
async def test_a_user_that_cannot_be(stage: Stage, body: dict[str, str], status: int, key: str) -> None:
    answer = await stage.http.post("/api/users", json=body)
    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)


async def test_another_role_ends_every_session_at_once(stage: Stage) -> None:
    bernd = await user(stage, "bernd", "engineer")
    assert (await bernd.get("/api/instances")).status_code == 200

    assert (await stage.http.patch("/api/users/bernd", json={"role": "viewer"})).status_code == 200

    assert (await bernd.get("/api/instances")).status_code == 401


async def test_a_forgotten_password_is_set_anew(stage: Stage) -> None:
    await user(stage, "bernd", "viewer")
    assert (await stage.http.patch("/api/users/bernd", json={"password": "another one of his"})).status_code == 200
    http = stage.client()

    old = await http.post("/api/auth/login", json={"username": "bernd", "password": PASSWORD})
    new = await http.post("/api/auth/login", json={"username": "bernd", "password": "another one of his"})

    assert (old.status_code, new.status_code) == (401, 200)


async def test_who_is_removed_leaves_no_token_to_whoever_is_called_the_same(stage: Stage) -> None:
    bernd = await user(stage, "bernd", "admin")
    token = (await bernd.post("/api/auth/tokens", json={"name": "script"})).json()["token"]
    by_token = stage.client(authorization=f"Bearer {token}")
    assert (await by_token.get("/api/instances")).status_code == 200

    assert (await stage.http.delete("/api/users/bernd")).status_code == 204

    assert (await bernd.get("/api/instances")).status_code == 401
    await user(stage, "bernd", "viewer")
    assert (await by_token.get("/api/instances")).status_code == 401


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PATCH", {"role": "engineer"})])
async def test_the_last_admin_stays(stage: Stage, method: str, body: dict[str, str] | None) -> None:
    answer = await stage.http.request(method, "/api/users/admin", json=body)
    assert (answer.status_code, answer.json()["error"]["key"]) == (409, "last_admin")

    await user(stage, "bernd", "admin")

    assert (await stage.http.request(method, "/api/users/admin", json=body)).status_code in {200, 204}


async def test_an_unknown_one_is_told(stage: Stage) -> None:
    for method, body in (("DELETE", None), ("PATCH", {"role": "viewer"})):
        answer = await stage.http.request(method, "/api/users/nobody", json=body)
        assert (answer.status_code, answer.json()["error"]["key"]) == (404, "unknown_user")


async def test_a_token_may_have_less_than_its_user_and_never_more(stage: Stage) -> None:
    bernd = await user(stage, "bernd", "engineer")
    refused = await bernd.post("/api/auth/tokens", json={"name": "script", "role": "admin"})
    assert (refused.status_code, refused.json()["error"]["key"]) == (403, "token_role")

    made = (await bernd.post("/api/auth/tokens", json={"name": "script", "role": "viewer"})).json()

    reader = stage.client(authorization=f"Bearer {made['token']}")
    assert made["role"] == "viewer"
    assert (await reader.get("/api/instances")).status_code == 200
    assert (await reader.put("/api/routes", json={"routes": []}, headers={"if-match": "*"})).status_code == 403
    more = await reader.post("/api/auth/tokens", json={"name": "more"})
    assert more.json()["role"] == "viewer"


async def test_a_token_loses_what_its_user_loses(stage: Stage) -> None:
    bernd = await user(stage, "bernd", "engineer")
    token = (await bernd.post("/api/auth/tokens", json={"name": "script", "role": "engineer"})).json()["token"]
    await stage.http.patch("/api/users/bernd", json={"role": "viewer"})
    by_token = stage.client(authorization=f"Bearer {token}")

    assert (await by_token.get("/api/instances")).status_code == 200
    assert (await by_token.put("/api/routes", json={"routes": []}, headers={"if-match": "*"})).status_code == 403


@pytest.mark.parametrize("role", ROLES)
async def test_row_60_each_role_reaches_exactly_what_the_table_says(stage: Stage, role: Role) -> None:
    """Every route of the table and every one that is not in it, with the real guard."""
    http = await user(stage, f"the_{role}", role) if role != "admin" else stage.http
    wrong: list[Any] = []
    paths: dict[str, dict[str, Any]] = (await stage.http.get("/api/openapi.json")).json()["paths"]
    for path, methods in sorted(paths.items()):
        for method in methods:
            needed = _REQUIRED.get((method.upper(), path.removeprefix("/api")), "admin")
            if path in ("/healthz", "/api/auth/logout", "/api/auth/password") or path.startswith("/api/auth/"):
                continue
            if (method.upper(), path) == ("GET", "/api/routes/trace") or "/stream/" in path:
                continue
            answer = await http.request(method.upper(), path.replace("{", "").replace("}", ""), json={})
            key = answer.json().get("error", {}).get("key") if answer.status_code == 403 else ""
            if (key == "role_missing") == allowed(role, needed):
                wrong.append((method, path, needed, answer.status_code))
    assert wrong == []
