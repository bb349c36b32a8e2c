"""Logging in and out, the first account, tokens, foreign pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.errors import ConfigError
from dinrail_gateway import body_limit
from dinrail_gateway.testing.browser import BrowserSocket, Refused
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage, staged


async def test_a_login_gives_a_session_in_a_strict_cookie(stage: Stage) -> None:
    http = stage.client()

    answer = await http.post("/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})

    cookie = answer.headers["set-cookie"]
    assert answer.json()["user"] == {"name": "admin", "role": "admin"}
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie
    assert (await http.get("/api/instances")).status_code == 200


async def test_the_cookie_is_secure_when_the_page_came_by_https(stage: Stage) -> None:
    answer = await stage.client(Origin="https://testserver", Host="testserver").post(
        "/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD}
    )

    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(("name", "password"), [("admin", "wrong password"), ("nobody", ADMIN_PASSWORD)])
async def test_a_wrong_login_does_not_say_what_was_wrong(stage: Stage, name: str, password: str) -> None:
    answer = await stage.client().post("/api/auth/login", json={"username": name, "password": password})

    assert answer.status_code == 401
    assert answer.json()["error"]["key"] == "login_failed"
    assert "set-cookie" not in answer.headers


async def test_a_session_ends_with_logout_and_cannot_be_replayed(stage: Stage) -> None:
    """Row 59: replay after logout."""
    cookie = stage.http.cookies["dinrail_session"]

    assert (await stage.http.post("/api/auth/logout")).status_code == 204

    replay = stage.client(Cookie=f"dinrail_session={cookie}")
    assert (await replay.get("/api/instances")).status_code == 401


async def test_each_login_gets_a_session_of_its_own(stage: Stage) -> None:
    """Row 59: session fixation."""
    planted = stage.client(Cookie="dinrail_session=planted")
    answer = await planted.post("/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})

    assert "planted" not in answer.headers["set-cookie"]
    assert (await planted.get("/api/instances")).status_code == 401


async def test_sessions_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        cookie = stage.http.cookies["dinrail_session"]
        token = (await stage.http.post("/api/auth/tokens", json={"name": "script"})).json()["token"]

    async with staged(tmp_path, log_in=False) as again:
        by_cookie = await again.client(Cookie=f"dinrail_session={cookie}").get("/api/auth/status")
        by_token = await again.client(Authorization=f"Bearer {token}").get("/api/instances")

    assert by_cookie.json()["authenticated"] is True
    assert by_token.status_code == 200


async def test_the_first_account_needs_the_setup_code(tmp_path: Path) -> None:
    async with staged(tmp_path, log_in=False, admin_password="") as stage:
        http = stage.client()
        assert (await http.get("/api/auth/status")).json() == {
            "setup_required": True,
            "authenticated": False,
            "user": None,
            "version": stage.settings.version,
            "language": "",
        }
        assert stage.setup_code
        account = {"username": "erika", "password": "a long password"}

        wrong = await http.post("/api/auth/setup", json={"code": "AAAA-AAAA-AAAA", **account})
        right = await http.post("/api/auth/setup", json={"code": stage.setup_code.lower().replace("-", ""), **account})
        again = await http.post("/api/auth/setup", json={"code": stage.setup_code, **account})

        assert (wrong.status_code, wrong.json()["error"]["key"]) == (403, "setup_code_wrong")
        assert right.json()["user"] == {"name": "erika", "role": "admin"}
        assert (again.status_code, again.json()["error"]["key"]) == (409, "already_set_up")
        assert (await http.get("/api/instances")).status_code == 200
        assert not (tmp_path / "data" / "setup-code").exists()


async def test_an_account_given_by_environment_needs_no_code(stage: Stage) -> None:
    assert stage.setup_code is None
    assert (await stage.client().get("/api/auth/status")).json()["setup_required"] is False


async def test_a_short_admin_password_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="at least 8"):
        async with staged(tmp_path, admin_password="short"):
            pass


async def test_guessing_is_slowed_down_but_a_session_goes_on(stage: Stage) -> None:
    """Row 57."""
    guesser = stage.client()
    guess = {"username": "admin", "password": "guess"}

    codes = [(await guesser.post("/api/auth/login", json=guess)).status_code for _ in range(12)]
    last = await guesser.post("/api/auth/login", json=guess)

    assert codes[:5] == [401] * 5
    assert codes[-1] == 429
    assert last.json()["error"]["key"] == "throttled"
    assert int(last.headers["retry-after"]) >= 1
    assert (await stage.http.get("/api/instances")).status_code == 200


async def test_a_token_is_shown_once_and_can_be_revoked(stage: Stage) -> None:
    made = (await stage.http.post("/api/auth/tokens", json={"name": "node-red", "expires_days": 30})).json()
    script = stage.client(Authorization=f"Bearer {made['token']}")

    listed = (await stage.http.get("/api/auth/tokens")).json()
    before = (await script.get("/api/instances")).status_code
    await stage.http.delete(f"/api/auth/tokens/{made['id']}")
    after = (await script.get("/api/instances")).status_code

    assert [token["name"] for token in listed] == ["node-red"]
    assert "token" not in listed[0]
    assert (before, after) == (200, 401)
    assert made["token"].encode() not in (stage.settings.data / "accounts.json").read_bytes()


async def test_nonsense_for_a_token_is_a_stranger(stage: Stage) -> None:
    made = (await stage.http.post("/api/auth/tokens", json={"name": "x"})).json()
    forged = ["", "dr", "dr__", f"dr_{made['id']}_", f"dr_{made['id']}_wrong", made["token"][:-1], "x" * 40]

    answers = [await stage.client(Authorization=f"Bearer {text}").get("/api/instances") for text in forged]

    assert [answer.status_code for answer in answers] == [401] * len(forged)


async def test_a_changed_password_ends_other_sessions(stage: Stage) -> None:
    other = stage.client()
    await stage.log_in(other)

    wrong = await stage.http.post("/api/auth/password", json={"old": "nope", "new": "another password"})
    right = await stage.http.post("/api/auth/password", json={"old": ADMIN_PASSWORD, "new": "another password"})

    assert (wrong.status_code, right.status_code) == (403, 204)
    assert (await stage.http.get("/api/instances")).status_code == 200
    assert (await other.get("/api/instances")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://testserver:1880"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "null"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_foreign_page_can_change_nothing(stage: Stage, headers: dict[str, str]) -> None:
    change = await stage.http.post("/api/auth/tokens", json={"name": "x"}, headers=headers)
    login = await stage.client().post(
        "/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD}, headers=headers
    )

    assert (change.status_code, change.json()["error"]["key"]) == (403, "foreign_origin")
    assert login.status_code == 403


async def test_our_own_page_can(stage: Stage) -> None:
    answer = await stage.http.post("/api/auth/tokens", json={"name": "x"}, headers={"Origin": "http://testserver"})

    assert answer.status_code == 201


@pytest.mark.parametrize("origin", ["http://evil.example", "http://testserver:81", None])
async def test_a_live_connection_from_a_foreign_page_is_refused(stage: Stage, origin: str | None) -> None:
    cookie = stage.http.cookies["dinrail_session"]

    with pytest.raises(Refused) as refused:
        async with BrowserSocket(stage.app, cookie=cookie, origin=origin):
            pass

    assert refused.value.status == 403


async def test_a_program_with_a_token_needs_no_origin(stage: Stage) -> None:
    token = (await stage.http.post("/api/auth/tokens", json={"name": "x"})).json()["token"]

    async with BrowserSocket(stage.app, bearer=token, origin=None) as socket:
        assert await socket.next()


async def test_spoofed_proxy_headers_change_nothing(stage: Stage) -> None:
    """Row 63."""
    guess = {"username": "admin", "password": "guess"}

    codes = []
    for number in range(10):
        spoofed = {"X-Forwarded-For": f"198.51.100.{number}", "X-WEBAUTH-USER": "admin"}
        answer = await stage.client().post("/api/auth/login", json=guess, headers=spoofed)
        codes.append(answer.status_code)

    assert codes[-1] == 429


async def test_a_huge_body_is_refused_before_it_is_read(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "MAX_BODY", 10_000)

    async def without_a_length() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b" " * 1000

    told = await stage.http.post("/api/instances", content=b" " * 10_001)
    untold = await stage.http.post("/api/instances", content=without_a_length())

    assert (told.status_code, untold.status_code) == (413, 413)
    assert told.json()["error"]["params"] == {"max": 10_000}
