"""What is for a higher role is neither learned nor changed, by whatever way it is asked for."""

from __future__ import annotations

from typing import Any

import httpx

from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage

BOX = {"x": 0, "y": 0, "w": 2, "h": 2}
GAUGE = {"type": "gauge", "title": "G", "layout": BOX, "bindings": {"value": {"source": "meter_1.power"}}}
FOR_ADMINS = GAUGE | {"role": "admin", "title": "Vault"}


async def rev_of(stage: Stage) -> int:
    found: int = (await stage.http.get("/api/pages")).json()["rev"]
    return found


async def save(stage: Stage, page: str, widgets: dict[str, Any], **fields: Any) -> None:
    body = {"rev": await rev_of(stage), "page": {"title": page, **fields}, "widgets": widgets}
    answer = await stage.http.put(f"/api/pages/{page}/content", json=body)
    assert answer.status_code == 200, answer.text


async def widgets_of(stage: Stage) -> dict[str, str]:
    found = (await stage.http.get("/api/widgets")).json()["widgets"]
    return {id_: widget["page"] for id_, widget in found.items()}


def document(pages: dict[str, Any], widgets: dict[str, Any]) -> dict[str, Any]:
    return {"format": "dinrail-dashboards", "shape": 1, "pages": pages, "widgets": widgets}


async def imported(http: httpx.AsyncClient, content: dict[str, Any], **more: Any) -> httpx.Response:
    return await http.post("/api/dashboards/import", json={"document": content, **more})


async def test_an_import_puts_nothing_on_a_hidden_page(stage: Stage) -> None:
    await save(stage, "vault", {"there": GAUGE}, role="admin")
    engineer = await stage.someone("engineer")
    smuggled = {"smuggled": GAUGE | {"page": "vault"}}

    answers = [
        await imported(engineer, document({}, smuggled)),
        await imported(engineer, document({"vault": {"title": "Mine"}}, smuggled)),
        await imported(engineer, document({"vault": {"title": "Mine"}}, {}), dry_run=True),
        await imported(engineer, document({}, {"there": GAUGE}), mode="replace"),
    ]

    told = [(answer.status_code, answer.json()["error"]["key"], answer.json()["error"]["path"]) for answer in answers]
    assert told == [
        (403, "role_missing", "/widgets/smuggled/page"),
        (422, "id_taken", "/pages/vault"),
        (422, "id_taken", "/pages/vault"),
        (422, "id_taken", "/widgets/there"),
    ]
    assert await widgets_of(stage) == {"there": "vault"}


async def test_an_import_of_what_one_would_not_see_is_refused_and_nothing_of_it_is_lost(stage: Stage) -> None:
    engineer = await stage.someone("engineer")

    widget = await imported(engineer, document({}, {"a": GAUGE, "b": FOR_ADMINS}))
    page = await imported(engineer, document({"vault": {"title": "V", "role": "admin"}}, {}))
    by_admin = await imported(stage.http, document({"vault": {"title": "V", "role": "admin"}}, {"b": FOR_ADMINS}))

    assert [(answer.status_code, answer.json()["error"]["path"]) for answer in (widget, page)] == [
        (403, "/widgets/b/role"),
        (403, "/pages/vault/role"),
    ]
    assert {answer.json()["error"]["key"] for answer in (widget, page)} == {"role_missing"}
    assert by_admin.status_code == 200
    assert await widgets_of(stage) == {"b": "home"}


async def test_a_version_from_before_a_page_was_hidden_puts_nothing_on_it(stage: Stage) -> None:
    await save(stage, "vault", {"old": GAUGE})
    before = await rev_of(stage)
    await save(stage, "vault", {"new": GAUGE}, role="admin")
    engineer = await stage.someone("engineer")

    restored = await engineer.post(f"/api/dashboards/versions/{before}/restore")

    assert restored.status_code == 200
    assert await widgets_of(stage) == {"new": "vault"}
    assert (await stage.http.get("/api/pages")).json()["pages"]["vault"]["role"] == "admin"


async def test_the_page_below_a_hidden_widget_is_not_taken_away(stage: Stage) -> None:
    before = await rev_of(stage)
    await save(stage, "attic", {"boss": FOR_ADMINS, "all": GAUGE})
    engineer = await stage.someone("engineer")

    await engineer.post(f"/api/dashboards/versions/{before}/restore")
    after_restore = await widgets_of(stage), list((await stage.http.get("/api/pages")).json()["pages"])
    await imported(engineer, document({"home": {"title": "Home"}}, {}), mode="replace")

    assert after_restore == ({"boss": "attic"}, ["home", "attic"])
    assert list((await stage.http.get("/api/pages")).json()["pages"]) == ["home", "attic"]


async def test_versions_name_no_hidden_page(stage: Stage) -> None:
    await save(stage, "vault", {"there": GAUGE}, role="admin")
    await save(stage, "attic", {"a": GAUGE})
    await stage.http.delete("/api/pages/vault")
    engineer = await stage.someone("engineer")

    told = (await engineer.get("/api/dashboards/versions")).json()["versions"]
    detail = (await engineer.get(f"/api/dashboards/versions/{told[0]['rev']}")).json()

    assert [each["what"]["pages"] for each in told] == [[], ["attic"], [], ["home"]]
    assert detail["what"]["pages"] == []
    by_admin = (await stage.http.get("/api/dashboards/versions")).json()["versions"]
    assert [each["what"]["pages"] for each in by_admin] == [["vault"], ["attic"], ["vault"], ["home"]]


async def test_what_is_hidden_now_is_not_shown_by_an_earlier_state(stage: Stage) -> None:
    await save(stage, "vault", {"there": GAUGE, "moved": GAUGE})
    await save(stage, "home", {"pin": GAUGE | {"options": {"text": "1234"}}})
    before = await rev_of(stage)
    await save(stage, "home", {"pin": FOR_ADMINS})
    await save(stage, "vault", {"there": GAUGE}, role="admin")
    engineer = await stage.someone("engineer")

    detail = (await engineer.get(f"/api/dashboards/versions/{before}")).json()
    diff = (await engineer.get(f"/api/dashboards/versions/{before}/diff")).json()["diff"]
    late = await engineer.put("/api/pages/home/content", json={"rev": before, "page": {"title": "Home"}, "widgets": {}})

    assert (list(detail["pages"]), list(detail["widgets"])) == (["home"], [])
    assert diff == []
    assert (late.status_code, late.json()["diff"]) == (409, [])


async def test_an_id_taken_by_something_hidden_is_told_without_where(stage: Stage) -> None:
    await save(stage, "vault", {"there": GAUGE}, role="admin")
    await save(stage, "home", {"boss": FOR_ADMINS})
    engineer = await stage.someone("engineer")
    widgets = {"there": GAUGE, "boss": GAUGE, "fine": GAUGE}

    answer = await engineer.put(
        "/api/pages/home/content", json={"rev": await rev_of(stage), "page": {"title": "Home"}, "widgets": widgets}
    )

    page = await engineer.put(
        "/api/pages/vault/content", json={"rev": await rev_of(stage), "page": {"title": "V"}, "widgets": {}}
    )

    assert (page.status_code, page.json()["error"]["key"]) == (409, "id_taken")
    assert answer.status_code == 422
    assert [(each["key"], each["path"]) for each in answer.json()["errors"]] == [
        ("id_taken", "/widgets/there"),
        ("id_taken", "/widgets/boss"),
    ]
    assert "vault" not in answer.text


async def test_a_widget_without_a_page_is_shown_to_who_can_mend_it(stage: Stage) -> None:
    await save(stage, "attic", {"a": GAUGE})
    (stage.settings.config / "pages.json").write_text('{"home": {"title": "Home"}}')
    viewer, engineer = await stage.someone("viewer"), await stage.someone("engineer")
    # The next change looks at the files first.
    await stage.http.post("/api/widgets", params={"id": "b"}, json=GAUGE)

    seen = [list((await http.get("/api/widgets")).json()["widgets"]) for http in (viewer, engineer)]

    assert seen == [["b"], ["a", "b"]]


async def test_a_new_name_of_an_instance_names_no_hidden_widget(stage: Stage) -> None:
    await stage.add("meter_1", meter_config())
    await save(stage, "home", {"all": GAUGE, "boss": FOR_ADMINS})
    viewer = await stage.someone("viewer")

    started = await stage.http.post("/api/instances/meter_1/rename", json={"id": "cellar"})
    job: dict[str, Any] = {"state": "running"}
    while job["state"] == "running":
        await stage.clock.sleep(0.05)
        job = (await viewer.get(f"/api/jobs/{started.json()['id']}")).json()

    assert job["state"] == "done"
    assert job["result"]["widgets"] == 2
    sources = (await stage.http.get("/api/widgets")).json()["widgets"]["boss"]["bindings"]
    assert sources["value"]["source"] == "cellar.power"
