"""Backups through the API: made, compared, restored item by item, and refused without touching anything."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.errors import Unavailable
from dinrail_gateway.instances.document import FILE as INSTANCES
from dinrail_gateway.testing.seam import METER, meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, ANY, Stage, staged
from dinrail_gateway.testing.waiting import until

PASSPHRASE = "four words make one"
TOKEN = "geheim-4711-token"
BACKUPS = "/api/backups"
ROUTE = {"id": "r1", "from": "plc.a", "to": "mqtt.a"}


async def made(stage: Stage, **more: Any) -> str:
    answer = await stage.http.post(BACKUPS, json={"passphrase": PASSPHRASE, **more})
    assert answer.status_code == 201, answer.text
    id_: str = answer.json()["id"]
    return id_


async def previewed(stage: Stage, id_: str) -> dict[str, dict[str, Any]]:
    """Differences by `section/item`."""
    answer = await stage.http.post(f"{BACKUPS}/{id_}/preview", json={"passphrase": PASSPHRASE})
    assert answer.status_code == 200, answer.text
    return {
        f"{section['section']}/{found['item']}": found
        for section in answer.json()["sections"]
        for found in section["differences"]
    }


async def restored(stage: Stage, id_: str, items: dict[str, list[str]] | None = None) -> dict[str, Any]:
    answer = await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE, "items": items})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def furnished(stage: Stage) -> None:
    """Something in every section."""
    await stage.add("plc", meter_config("plc.local", token=TOKEN))
    await stage.add("mqtt", meter_config("mqtt.local"))
    await stage.http.put("/api/routes", json={"routes": [ROUTE]}, headers=ANY)
    await stage.http.post("/api/users", json={"name": "berta", "role": "viewer", "password": "password of berta"})


def state(stage: Stage) -> dict[str, bytes]:
    """Every file of configuration and data but the audit and the backups."""
    return {
        str(path): path.read_bytes()
        for folder in (stage.settings.config, stage.settings.data)
        for path in folder.rglob("*.json")
        if "audit" not in path.parts and path.name not in ("sessions.json", "ledger.json", "jobs.json")
    }


async def test_a_backup_tells_what_is_in_it_and_hides_what_is_secret(stage: Stage) -> None:
    await furnished(stage)

    id_ = await made(stage, note="before the winter")

    listed = (await stage.http.get(BACKUPS)).json()
    (backup,) = listed["backups"]
    assert (backup["id"], backup["kind"], backup["note"], backup["problem"]) == (
        id_,
        "manual",
        "before the winter",
        None,
    )
    assert backup["counts"] == {"settings": 5, "users": 2, "instances": 2, "routes": 1, "dashboards": 1}
    assert backup["plugins"] == [{"type": "meter", "kind": "adapter", "version": "1.2.3"}]
    assert listed["work"] is None
    data = (await stage.http.get(f"{BACKUPS}/{id_}/file")).content
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        content = b"".join(file.read(name) for name in file.namelist())
    assert b"plc.local" in content
    assert TOKEN.encode() not in content
    assert b"berta" not in content
    assert (await stage.http.get(f"{BACKUPS}/{id_}")).json() == backup


async def test_the_same_state_differs_in_nothing_and_restoring_it_does_nothing(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    before = state(stage)

    assert await previewed(stage, id_) == {}
    assert await restored(stage, id_) == {"restored": {}, "before": ""}
    assert state(stage) == before


async def test_a_preview_names_what_would_be_added_changed_and_removed_and_shows_no_secret(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/mqtt")
    body = {"type": "meter", "title": "PLC", "config": meter_config("other.local", token="another-secret")}
    await stage.http.put("/api/instances/plc", json=body)
    await stage.add("later", meter_config())
    await stage.http.put(
        "/api/routes", json={"routes": [{**ROUTE, "to": "mqtt.b"}, {"from": "plc.b", "to": "x.y"}]}, headers=ANY
    )
    await stage.http.patch("/api/users/berta", json={"role": "engineer", "password": "a new one of berta"})
    before = state(stage)

    text = (await stage.http.post(f"{BACKUPS}/{id_}/preview", json={"passphrase": PASSPHRASE})).text
    found = await previewed(stage, id_)

    assert {item: difference["kind"] for item, difference in found.items()} == {
        "instances/plc": "changed",
        "instances/mqtt": "added",
        "instances/later": "removed",
        "routes/route r1": "changed",
        "routes/route plc.b → x.y": "removed",
        "users/berta": "changed",
    }
    fields = {field["path"]: field for field in found["instances/plc"]["fields"]}
    assert fields["/config/token"] == {"path": "/config/token", "before": None, "after": None, "secret": True}
    assert fields["/config/endpoints/0/host"]["before"] == "other.local"
    assert fields["/config/endpoints/0/host"]["after"] == "plc.local"
    assert fields["/title"]["before"] == "PLC"
    users = {field["path"]: field for field in found["users/berta"]["fields"]}
    assert (users["/role"]["before"], users["/role"]["after"]) == ("engineer", "viewer")
    assert users["/password"]["secret"] is True
    assert "another-secret" not in text
    assert TOKEN not in text
    assert "$argon2" not in text
    assert state(stage) == before


async def test_everything_comes_back_with_its_secrets_and_the_state_before_is_kept(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    for instance in ("plc", "mqtt"):
        await stage.http.delete(f"/api/instances/{instance}")
    await stage.http.put("/api/routes", json={"routes": []}, headers=ANY)
    await stage.http.delete("/api/users/berta")

    done = await restored(stage, id_)

    assert done["restored"] == {"users": ["berta"], "instances": ["plc", "mqtt"], "routes": ["route r1"]}
    assert await previewed(stage, id_) == {}
    assert stage.gateway.secrets.of("plc") == {"/token": TOKEN}
    assert TOKEN not in (stage.settings.config / INSTANCES).read_text()
    await until(lambda: list(stage.supervisor.desired) == ["plc", "mqtt"], 5)
    entered = await stage.client().post("/api/auth/login", json={"username": "berta", "password": "password of berta"})
    assert entered.status_code == 200

    back = await restored(stage, done["before"])
    assert back["restored"] == {
        "users": ["berta"], "instances": ["plc", "mqtt"], "routes": ["route r1"],
    }  # fmt: skip
    assert stage.gateway.instances.ids() == []


async def test_one_instance_comes_back_and_the_others_are_not_touched(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.put("/api/instances/plc", json={"type": "meter", "config": meter_config("new.local")})
    await stage.http.put("/api/instances/mqtt", json={"type": "meter", "config": meter_config("new.local")})
    revision = stage.gateway.instances.view("mqtt")["revision"]

    done = await restored(stage, id_, {"instances": ["plc"]})

    assert done["restored"] == {"instances": ["plc"]}
    assert stage.gateway.instances.view("plc")["config"]["endpoints"][0]["host"] == "plc.local"
    assert stage.gateway.secrets.of("plc") == {"/token": TOKEN}
    assert stage.gateway.instances.view("mqtt")["config"]["endpoints"][0]["host"] == "new.local"
    assert stage.gateway.instances.view("mqtt")["revision"] == revision


async def test_settings_and_their_secrets_come_back(stage: Stage) -> None:
    document = (await stage.http.get("/api/settings")).json()["document"]
    document["backup"] |= {"enabled": True, "passphrase": "of the schedule 1"}
    await stage.http.put("/api/settings", json=document, headers=ANY)
    id_ = await made(stage)
    document["backup"] |= {"enabled": False, "passphrase": ""}
    document["language"] = "de"
    await stage.http.put("/api/settings", json=document, headers=ANY)

    found = await previewed(stage, id_)
    await restored(stage, id_, {"settings": ["backup"]})

    fields = [(field["path"], field["secret"]) for field in found["settings/backup"]["fields"]]
    assert sorted(fields) == [("/enabled", False), ("/passphrase", True)]
    assert stage.gateway.preferences.secret("/backup/passphrase") == "of the schedule 1"
    assert stage.gateway.preferences.now.language == "de"


async def test_a_wrong_passphrase_changes_nothing(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")
    before = state(stage)

    for verb in ("preview", "restore"):
        answer = await stage.http.post(f"{BACKUPS}/{id_}/{verb}", json={"passphrase": "some other words"})
        assert (answer.status_code, answer.json()["error"]["key"]) == (422, "passphrase_wrong")

    assert state(stage) == before
    assert len((await stage.http.get(BACKUPS)).json()["backups"]) == 1


async def test_an_item_this_house_cannot_take_stops_everything_before_anything_changed(tmp_path: Path) -> None:

    other = msgspec.structs.replace(METER, type="other")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    async with staged(tmp_path / "one", types=(METER, other)) as here:
        await furnished(here)
        answer = await here.http.post("/api/instances", json={"id": "odd", "type": "other", "config": meter_config()})
        assert answer.status_code == 201
        id_ = await made(here)
        file = (await here.http.get(f"{BACKUPS}/{id_}/file")).content
    async with staged(tmp_path / "two") as there:
        uploaded = (await there.http.post(f"{BACKUPS}/upload", content=file)).json()["id"]
        preview = await there.http.post(f"{BACKUPS}/{uploaded}/preview", json={"passphrase": PASSPHRASE})
        before = state(there)

        refused = await there.http.post(f"{BACKUPS}/{uploaded}/restore", json={"passphrase": PASSPHRASE})

        assert preview.json()["missing_types"] == ["other"]
        assert (refused.status_code, refused.json()["section"]) == (422, "instances")
        assert refused.json()["errors"][0]["key"] == "unknown_type"
        assert state(there) == before
        done = await restored(there, uploaded, {"instances": ["plc", "mqtt"], "routes": ["route r1"]})
        assert there.gateway.instances.ids() == ["plc", "mqtt"]
        assert there.gateway.secrets.of("plc") == {"/token": TOKEN}
        assert set(done["restored"]) == {"instances", "routes"}


@pytest.mark.parametrize(
    ("data", "status", "key"),
    [
        (b"", 422, "backup_foreign"),
        (b"PK\x03\x04 but no more", 422, "backup_truncated"),
        (b"\0" * (9 << 20), 413, "too_large"),
    ],
)
async def test_what_is_no_backup_is_not_kept(stage: Stage, data: bytes, status: int, key: str) -> None:
    answer = await stage.http.post(f"{BACKUPS}/upload", content=data)

    assert (answer.status_code, answer.json()["error"]["key"]) == (status, key)
    assert (await stage.http.get(BACKUPS)).json()["backups"] == []


async def test_the_last_admin_cannot_be_restored_away(stage: Stage) -> None:
    id_ = await made(stage)
    await stage.http.post("/api/users", json={"name": "boss", "role": "admin", "password": "password of boss"})
    boss = stage.client()
    await boss.post("/api/auth/login", json={"username": "boss", "password": "password of boss"})
    assert (await boss.delete("/api/users/admin")).status_code == 204

    refused = await boss.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE, "items": {"users": ["boss"]}})

    assert (refused.status_code, refused.json()["error"]["key"]) == (409, "last_admin")
    assert sorted(stage.gateway.auth._accounts.users) == ["boss"]


async def test_a_user_who_is_put_back_is_logged_out(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.patch("/api/users/berta", json={"role": "admin", "password": "a new one of berta"})
    berta = stage.client()
    await berta.post("/api/auth/login", json={"username": "berta", "password": "a new one of berta"})

    await restored(stage, id_, {"users": ["berta"]})

    assert (await berta.get("/api/instances")).status_code == 401


async def test_a_restore_under_panic_changes_documents_and_keeps_the_latch(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")
    await stage.http.post("/api/admin/panic", json={"level": "all"})

    await restored(stage, id_)

    assert stage.gateway.instances.ids() == ["mqtt", "plc"]
    assert (await stage.http.get("/api/admin/panic")).json()["level"] == "all"
    assert json.loads((stage.settings.config / "panic.json").read_text())["level"] == "all"
    assert stage.supervisor.held is not None


async def test_a_panic_ends_a_restore_between_two_sections_and_says_what_was_done(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/users/berta")
    await stage.http.delete("/api/instances/plc")
    put_back = stage.gateway.users.put_back

    async def panicking(*given: Any) -> None:
        await put_back(*given)
        await stage.http.post("/api/admin/panic", json={"level": "all"})

    stage.gateway.users.put_back = panicking  # type: ignore[method-assign]
    answer = await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE})

    assert (answer.status_code, answer.json()["error"]["key"]) == (409, "restore_stopped")
    assert answer.json()["restored"] == {"users": ["berta"]}
    assert stage.gateway.instances.ids() == ["mqtt"]
    assert any(found["id"] == answer.json()["before"] for found in (await stage.http.get(BACKUPS)).json()["backups"])


async def test_what_fails_in_the_middle_says_what_was_restored_and_where_the_state_before_is(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/users/berta")
    await stage.http.delete("/api/instances/plc")

    async def full(*_: Any, **__: Any) -> None:
        raise Unavailable("no room", key="config_unwritable", detail="No space left on device")

    section = next(each for each in stage.gateway.backups._sections if each.name == "instances")
    section.restore = full  # type: ignore[method-assign]
    answer = await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE})

    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "config_unwritable")
    assert (answer.json()["section"], answer.json()["restored"]) == ("instances", {"users": ["berta"]})
    assert answer.json()["before"]


async def test_only_one_work_at_a_time_and_it_is_seen(stage: Stage) -> None:
    async with stage.gateway.backups._working("restore", 7):
        busy = await stage.http.post(BACKUPS, json={"passphrase": PASSPHRASE})
        seen = (await stage.http.get(BACKUPS)).json()["work"]

    assert (busy.status_code, busy.json()["error"]["key"]) == (409, "backup_busy")
    assert (seen["kind"], seen["steps"]) == ("restore", 7)


async def test_a_full_disk_stops_a_restore_before_it_begins(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")

    class Usage(NamedTuple):
        total: int = 1 << 30
        used: int = 1 << 30
        free: int = 0

    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage())
    answer = await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE})

    assert (answer.status_code, answer.json()["error"]["key"]) == (503, "backup_disk_full")
    assert stage.gateway.instances.ids() == ["mqtt"]


async def test_passphrases_are_long_enough_and_needed(stage: Stage) -> None:
    short = await stage.http.post(BACKUPS, json={"passphrase": "short"})
    none = await stage.http.post(BACKUPS, json={})

    assert (short.status_code, none.status_code) == (422, 422)
    assert none.json()["error"]["key"] == "passphrase_missing"


async def test_the_audit_tells_who_restored_what_and_no_passphrase(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")
    done = await restored(stage, id_)

    acts = (await stage.http.get("/api/audit", params={"text": "/backups"})).json()

    assert acts[0]["action"] == "POST /api/backups/{backup}/restore"
    assert acts[0]["target"] == {"backup": id_}
    assert acts[0]["after"] == {"restored": {"instances": ["plc"]}, "before": done["before"]}
    assert PASSPHRASE not in (await stage.http.get("/api/audit")).text


@pytest.mark.parametrize("role", ["viewer", "operator", "engineer"])
async def test_backups_are_for_admins_alone(stage: Stage, role: Role) -> None:
    id_ = await made(stage)
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("other", role, accounts.users["admin"].password, 1))
    other = stage.client()
    await other.post("/api/auth/login", json={"username": "other", "password": ADMIN_PASSWORD})

    answers = [
        await other.get(BACKUPS),
        await other.post(BACKUPS, json={}),
        await other.post(f"{BACKUPS}/upload", content=b"x"),
        await other.get(f"{BACKUPS}/{id_}"),
        await other.get(f"{BACKUPS}/{id_}/file"),
        await other.post(f"{BACKUPS}/{id_}/preview", json={}),
        await other.post(f"{BACKUPS}/{id_}/restore", json={}),
        await other.delete(f"{BACKUPS}/{id_}"),
    ]

    assert {answer.status_code for answer in answers} == {403}


async def test_the_key_of_the_host_opens_backups_and_nothing_else(stage: Stage) -> None:
    key = (stage.settings.data / "host-key").read_text()
    host = stage.client(authorization=f"Bearer {key}")

    assert (stage.settings.data / "host-key").stat().st_mode & 0o777 == 0o600
    assert (await host.get(BACKUPS)).status_code == 200
    assert (await host.post(BACKUPS, json={"passphrase": PASSPHRASE})).status_code == 201
    for path in ("/api/instances", "/api/users", "/api/auth/tokens", "/api/backupsx", "/api/backups/../users"):
        assert (await host.get(path)).status_code == 403, path
    assert (await host.post("/api/auth/password", json={"old": "x", "new": "y"})).status_code == 403
    assert (await stage.client(authorization="Bearer host_wrong").get(BACKUPS)).status_code == 401
    (act,) = (await stage.http.get("/api/audit", params={"who": "host:", "refused": False})).json()
    assert (act["by"], act["action"]) == ("host", "POST /api/backups")


async def test_an_instance_runs_on_while_a_backup_is_made(stage: Stage) -> None:
    await furnished(stage)
    history = len(stage.supervisor.history)

    await asyncio.gather(made(stage), stage.http.get("/api/instances"), stage.http.get("/api/points"))

    assert len(stage.supervisor.history) == history


async def test_a_new_box_gets_its_accounts_from_a_backup_without_one(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    async with staged(tmp_path / "old") as old:
        await furnished(old)
        file = (await old.http.get(f"{BACKUPS}/{await made(old)}/file")).content
    async with staged(tmp_path / "new", log_in=False, admin_password="") as new:
        host = new.client(authorization=f"Bearer {(new.settings.data / 'host-key').read_text()}")
        uploaded = (await host.post(f"{BACKUPS}/upload", content=file)).json()["id"]

        done = await host.post(f"{BACKUPS}/{uploaded}/restore", json={"passphrase": PASSPHRASE})

        assert done.json()["restored"]["users"] == ["admin", "berta"]
        await new.log_in()
        assert new.gateway.instances.ids() == ["plc", "mqtt"]
        assert (await new.client().get("/api/auth/status")).json()["setup_required"] is False
        assert not (new.settings.data / "setup-code").exists()


@pytest.mark.parametrize("id_", ["%00", "..%2f..%2fdata%2fsecrets", "%ff", "a%0ab", "%2e%2e", "x" * 101])
async def test_odd_ids_lead_nowhere(stage: Stage, id_: str) -> None:
    answers = [
        await stage.http.get(f"{BACKUPS}/{id_}/file"),
        await stage.http.delete(f"{BACKUPS}/{id_}"),
        await stage.http.post(f"{BACKUPS}/{id_}/preview", json={"passphrase": PASSPHRASE}),
    ]

    assert {answer.status_code for answer in answers} <= {404, 405, 422}


@pytest.mark.parametrize(
    "body", ['{"passphrase": "\\ud800 and more"}', '{"passphrase": 1}', "[]", "nonsense", '{"a": 1}']
)
async def test_odd_bodies_are_refused(stage: Stage, body: str) -> None:
    headers = {"content-type": "application/json"}
    id_ = await made(stage)
    answers = [
        await stage.http.post(path, content=body, headers=headers)
        for path in (BACKUPS, f"{BACKUPS}/{id_}/preview", f"{BACKUPS}/{id_}/restore")
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]


async def test_a_large_house_is_compared_and_restored_without_holding_anybody_up(stage: Stage) -> None:
    """Whatever holds the event loop for long fails the test by itself."""
    routes = [{"id": f"r{n}", "from": f"plc.hall.{n}.value", "to": f"mqtt.hall.{n}.value"} for n in range(5000)]
    for number in range(60):
        await stage.add(f"meter_{number}", meter_config(f"m{number}.local", token=f"token of {number}"))
    await stage.gateway.routing_file.change(lambda _: json.dumps({"routes": routes}).encode())
    id_ = await made(stage)
    await stage.gateway.routing_file.change(lambda _: b'{"routes": []}')

    found = await previewed(stage, id_)
    done = await restored(stage, id_)

    assert len(found) == 5000
    assert len(done["restored"]["routes"]) == 5000
    assert len(stage.gateway.routes.document["routes"]) == 5000


async def test_somebody_who_saves_during_a_restore_is_not_overwritten(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")
    change, calls = stage.gateway.instances_file.change, []

    async def slow(*given: Any, **more: Any) -> Any:
        if not calls and "revision" in more:
            calls.append(more["revision"])
            await stage.add("meanwhile", meter_config())
        return await change(*given, **more)

    monkeypatch.setattr(stage.gateway.instances_file, "change", slow)
    await restored(stage, id_, {"instances": ["plc"]})

    assert calls
    assert sorted(stage.gateway.instances.ids()) == ["meanwhile", "mqtt", "plc"]


async def test_of_the_states_before_restores_the_last_ten_stay(stage: Stage) -> None:
    await stage.add("plc", meter_config("a.local"))
    one = await made(stage)
    await stage.http.put("/api/instances/plc", json={"type": "meter", "config": meter_config("b.local")})
    two = await made(stage)

    befores = [(await restored(stage, id_))["before"] for id_ in (one, two) * 6]

    kept = [found["id"] for found in (await stage.http.get(BACKUPS)).json()["backups"]]
    assert set(kept) == {one, two, *befores[-10:]}


async def test_backups_and_restores_are_seen_as_jobs_that_tell_no_names(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/users/berta")
    done = await restored(stage, id_)
    await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": "some other words"})

    failed, restore, backup = (await stage.http.get("/api/jobs")).json()[:3]

    assert (backup["kind"], backup["state"], backup["result"]) == ("backup", "done", {"backup": id_})
    assert (restore["kind"], restore["state"], restore["progress"]) == ("restore", "done", 1.0)
    assert restore["result"] == {"before": done["before"], "items": 1}
    assert (failed["state"], failed["error"]["key"]) == ("failed", "passphrase_wrong")
    assert "berta" not in json.dumps([failed, restore, backup])


async def test_a_restore_goes_on_when_nobody_waits_for_it_any_more(stage: Stage) -> None:
    await furnished(stage)
    id_ = await made(stage)
    await stage.http.delete("/api/instances/plc")
    asked = asyncio.create_task(restored(stage, id_))
    while stage.gateway.backups.work is None:  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0)

    asked.cancel()

    await until(lambda: stage.gateway.instances.ids() == ["mqtt", "plc"], 10)
    await until(lambda: stage.gateway.backups.work is None, 10)
