"""What the API writes down: changes with before and after, refusals, logins; never a secret."""

from __future__ import annotations

from typing import Any

from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, ANY, Stage


async def acts(stage: Stage, **query: Any) -> list[dict[str, Any]]:
    answer = await stage.http.get("/api/audit", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_change_is_kept_with_who_where_from_and_how_it_was(stage: Stage) -> None:
    await stage.add("meter_1", meter_config("a", token="s3cret-of-the-device"))
    body = {"type": "meter", "config": meter_config("b", token={"$secret": True})}
    await stage.http.put("/api/instances/meter_1", json=body)
    await stage.http.delete("/api/instances/meter_1")

    removed, changed, added = (await acts(stage, text="meter_1"))[:3]

    assert (added["who"], added["role"], added["by"], added["address"]) == ("admin", "admin", "session", "192.0.2.1")
    assert (added["action"], added["status"]) == ("POST /api/instances", 201)
    assert added["after"]["config"]["endpoints"][0]["host"] == "a"
    assert changed["action"] == "PUT /api/instances/{instance}"
    assert changed["target"] == {"instance": "meter_1"}
    assert (
        changed["before"]["config"]["endpoints"][0]["host"],
        changed["after"]["config"]["endpoints"][0]["host"],
    ) == ("a", "b")
    assert removed["before"]["config"]["endpoints"][0]["host"] == "b"
    assert "s3cret-of-the-device" not in str(await acts(stage))


async def test_a_changed_file_names_its_revision(stage: Stage) -> None:
    await stage.http.put("/api/routes", json={"routes": []}, headers=ANY)

    found = (await acts(stage, text="/api/routes"))[0]

    assert found["revision"] == str(stage.gateway.routes.revision)


async def test_row_58_a_foreign_page_is_refused_and_written_down(stage: Stage) -> None:
    answer = await stage.http.post("/api/auth/logout", headers={"origin": "http://evil.example"})

    assert answer.status_code == 403
    (found,) = await acts(stage, refused=True)
    assert (found["action"], found["status"]) == ("POST /api/auth/logout", 403)


async def test_a_failed_login_names_known_users_only(stage: Stage) -> None:
    stranger = stage.client()
    for name in ("admin", "my-password-in-the-wrong-field"):
        await stranger.post("/api/auth/login", json={"username": name, "password": "wrong-password"})

    found = await acts(stage, text="/api/auth/login", refused=True)

    assert [each["target"]["user"] for each in found] == ["?", "admin"]
    assert "wrong" not in str(found)


async def test_a_login_is_that_users(stage: Stage) -> None:
    (found,) = await acts(stage, text="/api/auth/login")

    assert (found["who"], found["target"], found["status"]) == ("admin", {"user": "admin"}, 200)


async def test_a_flood_of_refusals_is_merged_and_hides_nothing_else(stage: Stage) -> None:
    stranger = stage.client()
    for _ in range(80):
        await stranger.get("/api/instances")
    await stage.add("meter_1", meter_config("a"))

    found = await acts(stage, limit=500)

    assert len([each for each in found if not each["who"]]) < 40
    assert found[0]["target"]["instance"] == "meter_1"


async def test_reading_leaves_no_trace(stage: Stage) -> None:
    before = len(await acts(stage))
    await stage.http.get("/api/instances")

    assert len(await acts(stage)) == before


async def test_acts_outlive_a_restart(stage: Stage) -> None:
    await stage.add("meter_1", meter_config("a"))
    await stage.gateway.audit.flush()

    assert b"meter_1" in next((stage.settings.data / "audit").iterdir()).read_bytes()
    assert ADMIN_PASSWORD.encode() not in next((stage.settings.data / "audit").iterdir()).read_bytes()


async def test_a_question_is_no_act(stage: Stage) -> None:
    question = {"type": "meter", "config": meter_config("a")}
    assert (await stage.http.post("/api/instances/validate", json=question)).status_code == 200
    assert [each for each in await acts(stage) if "validate" in each["action"]] == []
