"""Settings of the house through the API and by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, ANY, Stage, staged
from dinrail_gateway.testing.waiting import until

DSN = "https://0123456789abcdef0123456789abcdef@errors.example.org/42"
PASSPHRASE = "four words make one"


async def document(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = (await stage.http.get("/api/settings")).json()["document"]
    return found


async def test_a_first_start_writes_every_default_for_people_to_see(stage: Stage) -> None:
    answer = await stage.http.get("/api/settings")

    assert answer.json()["document"]["errors"] == {"days": 90, "max_mb": 64}
    assert answer.json()["document"]["sentry"]["enabled"] is False
    assert answer.headers["etag"] == f'"{answer.json()["revision"]}"'
    assert json.loads((stage.settings.config / "settings.json").read_text()) == answer.json()["document"]


async def test_a_change_is_in_effect_on_disk_and_in_the_audit(stage: Stage) -> None:
    wanted = await document(stage) | {"language": "de", "errors": {"days": 7, "max_mb": 16}}

    answer = await stage.http.put("/api/settings", json=wanted, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert json.loads((stage.settings.config / "settings.json").read_text())["language"] == "de"
    assert stage.gateway._error_retention() == (7, 16 << 20)
    assert (await stage.client().get("/api/auth/status")).json()["language"] == "de"
    acts = (await stage.http.get("/api/audit", params={"text": "/settings"})).json()
    assert (acts[0]["before"]["language"], acts[0]["after"]["language"]) == ("", "de")


async def test_the_second_of_two_who_save_at_once_is_shown_what_is_there_now(stage: Stage) -> None:
    wanted = await document(stage)
    await stage.http.put("/api/settings", json=wanted | {"language": "en"}, headers={"If-Match": '"1"'})

    late = await stage.http.put("/api/settings", json=wanted | {"language": "de"}, headers={"If-Match": '"1"'})
    blind = await stage.http.put("/api/settings", json=wanted)

    assert (late.status_code, late.json()["current"]["document"]["language"]) == (409, "en")
    assert (blind.status_code, blind.json()["error"]["key"]) == (428, "revision_required")


async def test_secrets_go_in_and_never_come_out(stage: Stage) -> None:
    wanted = await document(stage)
    wanted["sentry"] |= {"dsn": DSN}
    wanted["backup"] |= {"enabled": True, "passphrase": PASSPHRASE}

    answer = await stage.http.put("/api/settings", json=wanted, headers=ANY)
    again = await stage.http.put("/api/settings", json=answer.json()["document"], headers=ANY)

    assert answer.json()["document"]["sentry"]["dsn"] == {"$secret": True}
    assert again.json()["document"]["backup"]["passphrase"] == {"$secret": True}
    assert stage.gateway.preferences.secret("/backup/passphrase") == PASSPHRASE
    assert stage.gateway.preferences.secret("/sentry/dsn") == DSN
    told = (await stage.http.get("/api/audit")).text + (await stage.http.get("/api/settings")).text
    written = b"".join(path.read_bytes() for path in stage.settings.config.rglob("*.json"))
    assert DSN not in told
    assert PASSPHRASE not in told
    assert DSN.encode() not in written
    assert PASSPHRASE.encode() not in written
    assert (stage.settings.data / "settings-secrets.json").stat().st_mode & 0o777 == 0o600


async def test_an_empty_text_takes_a_secret_away(stage: Stage) -> None:
    wanted = await document(stage)
    wanted["sentry"] |= {"dsn": DSN}
    await stage.http.put("/api/settings", json=wanted, headers=ANY)
    wanted["sentry"] |= {"dsn": ""}

    answer = await stage.http.put("/api/settings", json=wanted, headers=ANY)

    assert answer.json()["document"]["sentry"]["dsn"] == ""
    assert stage.gateway.preferences.secret("/sentry/dsn") == ""


@pytest.mark.parametrize(
    ("place", "value", "path", "key"),
    [
        (("errors", "days"), 0, "/errors/days", "out_of_range"),
        (("errors", "max_mb"), 4096, "/errors/max_mb", "out_of_range"),
        (("backup", "at"), "25:00", "/backup/at", "time_of_day_invalid"),
        (("backup", "keep"), 1000, "/backup/keep", "out_of_range"),
        (("backup", "passphrase"), "short", "/backup/passphrase", "passphrase_length"),
        (("backup", "enabled"), True, "/backup/passphrase", "backup_passphrase_missing"),
        (("sentry", "enabled"), True, "/sentry/dsn", "sentry_dsn_missing"),
        (("sentry", "dsn"), "https://errors.example.org/42", "/sentry/dsn", "sentry_dsn_invalid"),
        (("sentry", "dsn"), "file://0123456789abcdef@host/1", "/sentry/dsn", "sentry_dsn_invalid"),
        (("sentry", "environment"), "a b", "/sentry/environment", "environment_name_invalid"),
        (("errors", "days"), "7", "/errors/days", "request_invalid"),
        (("errors", "weeks"), 7, "/errors/weeks", "request_invalid"),
    ],
)
async def test_a_wrong_setting_is_named_and_nothing_changes(
    stage: Stage, place: tuple[str, str], value: object, path: str, key: str
) -> None:
    before = (stage.settings.config / "settings.json").read_bytes()
    wanted = await document(stage)
    wanted[place[0]][place[1]] = value

    answer = await stage.http.put("/api/settings", json=wanted, headers=ANY)

    assert (answer.status_code, answer.json()["error"]["path"], answer.json()["error"]["key"]) == (422, path, key)
    assert (stage.settings.config / "settings.json").read_bytes() == before


@pytest.mark.parametrize(("role", "reads"), [("viewer", 403), ("operator", 403), ("engineer", 200), ("admin", 200)])
async def test_engineers_may_look_and_admins_may_change(stage: Stage, role: Role, reads: int) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("other", role, accounts.users["admin"].password, 1))
    other = stage.client()
    await other.post("/api/auth/login", json={"username": "other", "password": ADMIN_PASSWORD})

    assert (await other.get("/api/settings")).status_code == reads
    changed = await other.put("/api/settings", json=await document(stage), headers=ANY)
    assert changed.status_code == (200 if role == "admin" else 403)


async def test_a_hand_edit_with_a_secret_is_taken_and_the_secret_leaves_the_file(stage: Stage) -> None:
    path = stage.settings.config / "settings.json"
    path.write_text(json.dumps({"sentry": {"enabled": True, "dsn": DSN}}))

    await until(lambda: stage.gateway.preferences.now.sentry.enabled, 5)

    assert DSN not in path.read_text()
    assert stage.gateway.preferences.secret("/sentry/dsn") == DSN


async def test_a_broken_file_keeps_the_last_good_settings_and_is_told(stage: Stage) -> None:
    wanted = await document(stage) | {"language": "de"}
    await stage.http.put("/api/settings", json=wanted, headers=ANY)
    path = stage.settings.config / "settings.json"

    path.write_text('{"language": "de", "errors": {"days": 9')
    await until(lambda: stage.gateway.board.of("settings.json"), 5)

    assert stage.gateway.preferences.now.language == "de"
    assert [problem.key for problem in stage.gateway.board.of("settings.json")] == ["json_truncated"]


async def test_settings_and_secrets_outlive_a_restart(tmp_path: Path) -> None:
    async with staged(tmp_path) as first:
        wanted = await document(first) | {"language": "en"}
        wanted["sentry"] |= {"enabled": True, "dsn": DSN}
        await first.http.put("/api/settings", json=wanted, headers=ANY)
    async with staged(tmp_path) as second:
        assert second.gateway.preferences.now.language == "en"
        assert second.gateway.preferences.secret("/sentry/dsn") == DSN
