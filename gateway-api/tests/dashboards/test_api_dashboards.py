"""Pages and widgets through the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dinrail_gateway.auth.roles import Role
from dinrail_gateway.testing.stage import Stage

BOX = {"x": 0, "y": 0, "w": 2, "h": 2}
GAUGE = {"type": "gauge", "title": "Batteriespannung", "layout": BOX,
         "bindings": {"value": {"source": "bt.bms_001.voltage", "type": "REAL"}}}  # fmt: skip


async def rev_of(stage: Stage) -> int:
    found: int = (await stage.http.get("/api/pages")).json()["rev"]
    return found


async def save(stage: Stage, page: str, widgets: dict[str, Any], *, title: str = "Page", rev: int | None = None) -> Any:
    body = {"rev": await rev_of(stage) if rev is None else rev, "page": {"title": title}, "widgets": widgets}
    return await stage.http.put(f"/api/pages/{page}/content", json=body)


async def test_a_first_start_has_an_empty_home(stage: Stage) -> None:
    pages = await stage.http.get("/api/pages")
    widgets = await stage.http.get("/api/widgets")

    home = {"title": "Home", "icon": "", "order": 0, "role": "viewer", "options": {}}
    assert pages.json() == {"rev": 1, "pages": {"home": home}}
    assert (widgets.json(), widgets.headers["etag"]) == ({"rev": 1, "widgets": {}}, '"1"')
    assert json.loads((stage.settings.config / "widgets.json").read_text()) == {}
    assert json.loads((stage.settings.config / "pages.json").read_text()) == {"home": {"title": "Home"}}


async def test_a_whole_page_is_saved_as_one_version(stage: Stage) -> None:
    answer = await save(
        stage, "cellar", {"widget_001": GAUGE, "other": {"type": "text", "layout": BOX}}, title="Keller"
    )

    saved = answer.json()
    assert (answer.status_code, saved["rev"], saved["page"]["title"]) == (200, 2, "Keller")
    assert saved["widgets"]["widget_001"] == {
        **GAUGE, "page": "cellar", "layouts": {}, "options": {}, "role": "viewer",
    }  # fmt: skip
    written = json.loads((stage.settings.config / "widgets.json").read_text())
    assert written == {
        "widget_001": GAUGE | {"page": "cellar"},
        "other": {"type": "text", "layout": BOX, "page": "cellar"},
    }
    versions = (await stage.http.get("/api/dashboards/versions")).json()["versions"]
    assert [(each["rev"], each["by"], each["current"]) for each in versions] == [(2, "admin", True), (1, None, False)]
    assert versions[0]["what"] == {
        "action": "save", "pages": ["cellar"], "added": 3, "changed": 0, "moved": 0, "removed": 0,
    }  # fmt: skip


async def test_saving_without_a_difference_makes_no_version(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE}, title="Home")

    again = await save(stage, "home", {"a": GAUGE}, title="Home")

    assert (again.status_code, again.json()["rev"]) == (200, 2)


async def test_what_is_not_in_the_saved_page_is_gone_and_other_pages_stay(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE, "b": GAUGE})
    await save(stage, "cellar", {"c": GAUGE})

    await save(stage, "home", {"b": GAUGE})

    widgets = (await stage.http.get("/api/widgets")).json()["widgets"]
    assert {id_: widget["page"] for id_, widget in widgets.items()} == {"b": "home", "c": "cellar"}


async def test_the_second_of_two_editors_is_shown_who_changed_what(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE, "b": GAUGE})
    base = await rev_of(stage)
    await save(stage, "home", {"a": GAUGE | {"title": "Theirs"}, "c": GAUGE}, rev=base)

    late = await save(stage, "home", {"a": GAUGE | {"title": "Mine"}, "b": GAUGE}, rev=base)

    told = late.json()
    assert (late.status_code, told["error"]["key"], told["error"]["params"]["by"]) == (409, "conflict", "admin")
    assert told["error"]["params"]["at"] == stage.gateway.dashboards.store.last.ts
    assert told["rev"] == base + 1
    assert [(each["kind"], each["what"], each["id"]) for each in told["diff"]] == [
        ("changed", "widget", "a"), ("removed", "widget", "b"), ("added", "widget", "c"),
    ]  # fmt: skip
    assert told["diff"][0]["before"]["title"] == "Batteriespannung"
    assert told["diff"][0]["after"]["title"] == "Theirs"
    assert (await stage.http.get("/api/widgets")).json()["widgets"]["a"]["title"] == "Theirs"


async def test_a_revision_too_old_to_be_kept_is_compared_with_what_is_to_be_saved(stage: Stage) -> None:
    for number in range(52):
        await save(stage, "home", {"a": GAUGE | {"title": str(number)}})

    late = await save(stage, "home", {"a": GAUGE | {"title": "mine"}}, rev=2)

    assert late.status_code == 409
    assert [(each["before"]["title"], each["after"]["title"]) for each in late.json()["diff"]] == [("mine", "51")]
    versions = (await stage.http.get("/api/dashboards/versions")).json()["versions"]
    assert [each["rev"] for each in versions] == list(range(53, 3, -1))


async def test_single_widgets_come_change_and_go(stage: Stage) -> None:
    added = await stage.http.post("/api/widgets", json=GAUGE)
    named = await stage.http.post("/api/widgets", params={"id": "mine"}, json=GAUGE)
    changed = await stage.http.put(
        "/api/widgets/mine", json=GAUGE | {"title": "Other"}, headers={"If-Match": named.headers["etag"]}
    )
    late = await stage.http.put("/api/widgets/mine", json=GAUGE, params={"rev": 1})
    removed = await stage.http.delete("/api/widgets/mine", params={"rev": changed.json()["rev"]})

    assert (added.status_code, added.json()["id"], added.json()["rev"]) == (201, "batteriespannung", 2)
    assert (changed.status_code, changed.json()["widget"]["title"]) == (200, "Other")
    assert (late.status_code, late.json()["error"]["key"]) == (409, "conflict")
    assert (removed.status_code, removed.json()) == (200, {"rev": 5})
    assert list((await stage.http.get("/api/widgets")).json()["widgets"]) == ["batteriespannung"]


async def test_single_pages_come_change_and_go_with_their_widgets(stage: Stage) -> None:
    added = await stage.http.post("/api/pages", json={"title": "Büro & Küche"})
    again = await stage.http.post("/api/pages", json={"title": "Büro & Küche"})
    twice = await stage.http.post("/api/pages", params={"id": "home"}, json={"title": "x"})
    await stage.http.post("/api/widgets", params={"id": "w"}, json=GAUGE | {"page": "buero_kueche"})
    changed = await stage.http.put("/api/pages/buero_kueche", json={"title": "Office", "order": 5, "options": {"a": 1}})
    removed = await stage.http.delete("/api/pages/buero_kueche")
    gone = await stage.http.delete("/api/pages/buero_kueche")

    assert (added.json()["id"], again.json()["id"]) == ("buero_kueche", "buero_kueche_2")
    assert (twice.status_code, twice.json()["error"]["key"]) == (409, "id_taken")
    assert changed.json()["page"] == {"title": "Office", "icon": "", "order": 5, "role": "viewer", "options": {"a": 1}}
    assert removed.status_code == 200
    assert (gone.status_code, gone.json()["error"]["key"]) == (404, "unknown_page")
    assert (await stage.http.get("/api/widgets")).json()["widgets"] == {}


@pytest.mark.parametrize(
    ("change", "path", "key"),
    [
        ({"layout": {"x": 11, "y": 0, "w": 2, "h": 1}}, "/widgets/a/layout", "layout_outside"),
        ({"layouts": {"phone": {"x": 3, "y": 0, "w": 2, "h": 1}}}, "/widgets/a/layouts/phone", "layout_outside"),
        ({"layouts": {"watch": BOX}}, "/widgets/a/layouts/watch", "request_invalid"),
        ({"layout": {"x": 0, "y": 0, "w": 0, "h": 1}}, "/widgets/a/layout/w", "request_invalid"),
        ({"bindings": {"value": {"source": "nothing"}}}, "/widgets/a/bindings/value/source", "address_without_point"),
        ({"bindings": {"value": {"source": "a..b"}}}, "/widgets/a/bindings/value/source", "address_invalid"),
        ({"role": "boss"}, "/widgets/a/role", "request_invalid"),
        ({"color": "red"}, "/widgets/a/color", "request_invalid"),
        ({"options": {"big": "x" * 600_000}}, "/widgets/a/options", "options_too_large"),
        ({"options": {"odd": "\ud800"}}, "", "json_invalid"),
    ],
)
async def test_a_wrong_widget_is_named_and_nothing_changes(
    stage: Stage, change: dict[str, Any], path: str, key: str
) -> None:
    before = (stage.settings.config / "widgets.json").read_bytes()
    body = {"rev": 1, "page": {"title": "Home"}, "widgets": {"b": GAUGE, "a": GAUGE | change}}

    answer = await stage.http.put(
        "/api/pages/home/content", content=json.dumps(body), headers={"content-type": "application/json"}
    )

    assert (answer.status_code, answer.json()["error"]["path"], answer.json()["error"]["key"]) == (422, path, key)
    assert (stage.settings.config / "widgets.json").read_bytes() == before
    assert await rev_of(stage) == 1


async def test_an_id_of_another_page_and_a_page_that_is_not_there_are_refused(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE})

    taken = await save(stage, "cellar", {"a": GAUGE})
    homeless = await stage.http.post("/api/widgets", json=GAUGE | {"page": "attic"})
    odd = await save(stage, "cellar", {"A b": GAUGE})

    assert (taken.status_code, taken.json()["error"]["key"]) == (422, "widget_taken")
    assert (homeless.json()["error"]["key"], homeless.json()["error"]["path"]) == ("page_unknown", "/page")
    assert (odd.json()["error"]["key"], odd.json()["error"]["path"]) == ("entry_id_invalid", "/widgets/A b")


async def test_options_are_kept_as_they_are(stage: Stage) -> None:
    options = {"b": [1, 1.0, True, None, "ü"], "a": {"deep": {"er": [[]]}}}

    await save(stage, "home", {"a": GAUGE | {"options": options}})
    found = (await stage.http.get("/api/widgets")).text

    assert json.dumps(options, ensure_ascii=False, separators=(",", ":")) in found
    other = await save(stage, "home", {"a": GAUGE | {"options": options | {"b": [True, 1.0, 1, None, "ü"]}}})
    assert other.json()["rev"] == 3


async def test_everybody_who_watches_is_told(stage: Stage) -> None:
    async with stage.browser() as browser:
        first = await browser.until("dashboards")
        await save(stage, "home", {"a": GAUGE})
        second = await browser.until("dashboards")

    assert (first, second) == (1, 2)


@pytest.mark.parametrize("role", ["viewer", "operator"])
async def test_who_may_not_write_reads_what_is_meant_for_him(stage: Stage, role: Role) -> None:
    await save(stage, "home", {"all": GAUGE, "mine": GAUGE | {"role": role}, "boss": GAUGE | {"role": "engineer"}})
    await save(stage, "secret", {"on_it": GAUGE})
    await stage.http.put("/api/pages/secret", json={"title": "Secret", "role": "engineer"})
    http = await stage.someone(role)

    pages, widgets = await http.get("/api/pages"), await http.get("/api/widgets")
    refused = [
        await http.put("/api/pages/home/content", json={"rev": 4, "page": {"title": "x"}, "widgets": {}}),
        await http.post("/api/widgets", json=GAUGE),
        await http.delete("/api/widgets/all"),
        await http.post("/api/pages", json={"title": "x"}),
        await http.get("/api/dashboards/versions"),
        await http.get("/api/dashboards/export"),
        await http.post("/api/dashboards/versions/1/restore"),
    ]

    assert list(pages.json()["pages"]) == ["home"]
    assert list(widgets.json()["widgets"]) == ["all", "mine"]
    assert {answer.status_code for answer in refused} == {403}


async def test_an_engineer_neither_sees_nor_changes_what_is_for_admins(stage: Stage) -> None:
    await save(stage, "home", {"all": GAUGE, "boss": GAUGE | {"role": "admin"}}, title="Home")
    await save(stage, "secret", {"on_it": GAUGE})
    await stage.http.put("/api/pages/secret", json={"title": "Secret", "role": "admin"})
    http, rev = await stage.someone("engineer"), await rev_of(stage)
    page = {"title": "Home"}

    seen = list((await http.get("/api/widgets")).json()["widgets"])
    put = await http.put(
        "/api/pages/home/content", json={"rev": rev, "page": page, "widgets": {"all": GAUGE | {"title": "1"}}}
    )
    refused = [
        await http.put(
            "/api/pages/home/content", json={"rev": rev + 1, "page": page | {"role": "admin"}, "widgets": {}}
        ),
        await http.post("/api/widgets", json=GAUGE | {"role": "admin"}),
        await http.post("/api/widgets", json=GAUGE | {"page": "secret"}),
        await http.put("/api/widgets/on_it", json=GAUGE),
        await http.delete("/api/widgets/boss"),
        await http.delete("/api/pages/secret"),
        await http.delete("/api/pages/home"),
    ]
    restored = await http.post("/api/dashboards/versions/1/restore")

    assert seen == ["all"]
    assert (put.status_code, list(put.json()["widgets"])) == (200, ["all"])
    assert [(answer.status_code, answer.json()["error"]["key"]) for answer in refused] == [(403, "role_missing")] * 7
    assert restored.status_code == 200
    left = (await stage.http.get("/api/widgets")).json()["widgets"]
    assert {id_: widget["page"] for id_, widget in left.items()} == {"boss": "home", "on_it": "secret"}


async def test_a_version_is_looked_at_compared_and_taken_again(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE, "b": GAUGE})
    await save(stage, "home", {"a": GAUGE | {"layout": BOX | {"x": 4}}, "b": GAUGE | {"title": "New"}})

    detail = (await stage.http.get("/api/dashboards/versions/2")).json()
    diff = (await stage.http.get("/api/dashboards/versions/2/diff")).json()["diff"]
    late = await stage.http.post("/api/dashboards/versions/2/restore", params={"rev": 2})
    restored = await stage.http.post("/api/dashboards/versions/2/restore", params={"rev": 3})
    unknown = await stage.http.get("/api/dashboards/versions/99")

    assert (detail["rev"], detail["by"], list(detail["widgets"])) == (2, "admin", ["a", "b"])
    assert [(each["kind"], each["id"]) for each in diff] == [("moved", "a"), ("changed", "b")]
    assert late.status_code == 409
    assert restored.json() == {"rev": 4}
    assert (await stage.http.get("/api/dashboards/versions/2/diff")).json() == {"diff": []}
    latest = (await stage.http.get("/api/dashboards/versions")).json()["versions"][0]
    assert (latest["what"]["action"], latest["what"]["moved"], latest["what"]["changed"]) == ("restore", 1, 1)
    assert (unknown.status_code, unknown.json()["error"]["key"]) == (404, "unknown_revision")


async def test_an_export_is_taken_in_another_house(stage: Stage) -> None:
    await save(stage, "cellar", {"a": GAUGE})
    document = (await stage.http.get("/api/dashboards/export")).json()
    await stage.http.delete("/api/pages/cellar")
    await save(stage, "attic", {"b": GAUGE})

    dry = await stage.http.post("/api/dashboards/import", json={"document": document, "dry_run": True})
    before = await rev_of(stage)
    merged = await stage.http.post("/api/dashboards/import", json={"document": document})
    both = list((await stage.http.get("/api/widgets")).json()["widgets"])
    replaced = await stage.http.post("/api/dashboards/import", json={"document": document, "mode": "replace"})

    assert dry.json() == {"rev": 4, "diff": dry.json()["diff"]}
    assert [(each["kind"], each["id"]) for each in dry.json()["diff"]] == [("added", "cellar"), ("added", "a")]
    assert (before, merged.json()["rev"], merged.json()["diff"]) == (4, 5, dry.json()["diff"])
    assert sorted(both) == ["a", "b"]
    assert [(each["kind"], each["id"]) for each in replaced.json()["diff"]] == [("removed", "attic"), ("removed", "b")]


@pytest.mark.parametrize(
    ("change", "path", "key"),
    [
        ({"format": "other"}, "/document/format", "import_format"),
        ({"shape": 99}, "/shape", "version_unsupported"),
        ({"shape": "1"}, "/shape", "wrong_type"),
        ({"widgets": {"a": {"type": "x"}}}, "/widgets/a/layout", "missing_field"),
        ({"surplus": 1}, "/surplus", "unknown_field"),
    ],
)
async def test_a_wrong_import_changes_nothing(stage: Stage, change: dict[str, Any], path: str, key: str) -> None:
    document = (await stage.http.get("/api/dashboards/export")).json() | change

    answer = await stage.http.post("/api/dashboards/import", json={"document": document, "mode": "replace"})

    assert (answer.status_code, answer.json()["error"]["path"], answer.json()["error"]["key"]) == (422, path, key)
    assert await rev_of(stage) == 1


async def test_changes_stand_in_the_audit(stage: Stage) -> None:
    await save(stage, "home", {"a": GAUGE}, title="Home")

    act = (await stage.http.get("/api/audit", params={"text": "/pages"})).json()[0]

    assert (act["action"], act["revision"], act["target"]) == (
        "PUT /api/pages/{page_id}/content",
        "2",
        {"page_id": "home"},
    )
    assert (act["before"]["widgets"], list(act["after"]["widgets"])) == ({}, ["a"])


async def test_a_dry_run_is_no_act(stage: Stage) -> None:
    document = (await stage.http.get("/api/dashboards/export")).json()

    for dry_run in (True, False):
        await stage.http.post("/api/dashboards/import", json={"document": document, "dry_run": dry_run})

    acts = (await stage.http.get("/api/audit", params={"text": "/dashboards/import"})).json()
    assert [act["after"] for act in acts] == [{"mode": "merge"}]
