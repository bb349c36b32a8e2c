"""GET /api/widget-types and the pages of plugins."""

from __future__ import annotations

import html
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.backup.archive import Plugin
from dinrail_gateway.checks.catalog.widgets import Widgets
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.widgets.catalogue import MAX_BYTES

MANIFEST: dict[str, Any] = {
    "name": "widget-dial",
    "version": "1.2.3",
    "kind": "widget",
    "title": {"en": "Dial", "de": "Zeiger"},
    "description": {"en": "A dial.", "de": "Ein Zeiger."},
}
DEFINITION: dict[str, Any] = {
    "group": "show",
    "size": {"w": 3, "h": 3, "minW": 2},
    "slots": [{"name": "value", "kind": "number", "writable": True}],
    "options": {"type": "object", "properties": {"turns": {"type": "integer", "default": 1}}},
    "texts": {"de": {"/turns": "Umdrehungen"}, "en": {"/turns": "Turns"}},
}
PAGE = '<p id="a">1 &lt; 2</p><script>dinrail.onstate = () => {}</script>'


def put(
    top: Path, *, folder: str = "dial", manifest: object = MANIFEST, definition: object = DEFINITION, page: str = PAGE
) -> Path:
    """A plugin as it lies on the disk."""
    made = top / folder
    made.mkdir(parents=True, exist_ok=True)
    (made / "manifest.json").write_text(json.dumps(manifest))
    (made / "widget.json").write_text(json.dumps(definition))
    (made / "page.html").write_text(page)
    return made


@pytest.fixture
def plugins(tmp_path: Path) -> Path:
    return tmp_path / "plugins"


@pytest.fixture
async def stage(tmp_path: Path, plugins: Path) -> AsyncIterator[Stage]:
    put(plugins)
    async with staged(tmp_path, folders=(plugins,)) as made:
        yield made


async def test_a_plugin_brings_a_type(stage: Stage) -> None:
    (found,) = (await stage.http.get("/api/widget-types")).json()

    assert (found["type"], found["version"], found["problem"]) == ("widget-dial", "1.2.3", None)
    assert found["title"] == MANIFEST["title"]
    definition = found["definition"]
    assert definition["size"] == {"w": 3, "h": 3, "minW": 2, "minH": 1}
    assert definition["slots"] == [
        {"name": "value", "kind": "number", "many": False, "required": False, "writable": True}
    ]
    assert definition["options"] == DEFINITION["options"]
    assert definition["texts"] == DEFINITION["texts"]


async def test_its_page_is_served_without_origin_network_and_a_way_out(stage: Stage) -> None:
    answer = await stage.http.get("/api/widget-types/widget-dial/page")

    assert answer.status_code == 200
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["sandbox"] == "allow-scripts"
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'unsafe-inline'"
    assert policy["frame-ancestors"] == "'self'"
    assert set(policy) & {"connect-src", "frame-src", "child-src", "worker-src"} == set()
    assert answer.headers["cache-control"] == "no-store"
    # All of it is the text of one attribute: nothing of the plugin stands in the outer page.
    outer, _, inner = answer.text.partition(' srcdoc="')
    assert "<script" not in outer
    assert inner.count('"') == 1
    assert PAGE in html.unescape(inner)


@pytest.mark.parametrize("path", ["/api/widget-types", "/api/widget-types/widget-dial/page"])
async def test_who_is_not_logged_in_sees_nothing_of_it(stage: Stage, path: str) -> None:
    async with stage.client() as stranger:
        assert (await stranger.get(path)).status_code == 401
    viewer = await stage.someone("viewer")
    assert (await viewer.get(path)).status_code == 200
    await viewer.aclose()


@pytest.mark.parametrize(
    "name", ["widget-gone", "dial", "..", "../dial", "%2e%2e%2fdial", "..%2f..%2fconfig", "widget-dial%00", "/etc"]
)
async def test_only_types_that_are_listed_have_a_page(stage: Stage, plugins: Path, name: str) -> None:
    put(plugins.parent, folder="config", manifest={**MANIFEST, "name": "widget-config"})

    answer = await stage.http.get(f"/api/widget-types/{name}/page")

    assert answer.status_code == 404
    assert "srcdoc" not in answer.text


async def test_a_link_in_a_plugin_leads_nowhere(stage: Stage, plugins: Path, tmp_path: Path) -> None:
    secret = tmp_path / "data" / "secret.json"
    secret.write_text("{}")
    page = plugins / "dial" / "page.html"
    page.unlink()
    page.symlink_to(secret)

    assert (await stage.http.get("/api/widget-types/widget-dial/page")).status_code == 404
    (found,) = (await stage.http.get("/api/widget-types")).json()
    assert found["problem"]["key"] == "widget_plugin_invalid"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"manifest": {**MANIFEST, "kind": "parser"}}, "kind widget"),
        ({"manifest": {**MANIFEST, "name": "gauge"}}, "begins with widget-"),
        ({"manifest": {**MANIFEST, "name": "widget-/../x"}}, "manifest.json"),
        ({"definition": {**DEFINITION, "slots": [{"name": "a b"}]}}, "slots"),
        ({"definition": {**DEFINITION, "size": {"w": 99, "h": 1}}}, "size"),
        ({"definition": {**DEFINITION, "options": {"type": "array"}}}, "no object"),
        ({"definition": {**DEFINITION, "options": {"type": "nonsense"}}}, "nonsense"),
        ({"definition": {**DEFINITION, "options": {"type": "object", "$defs": {"a": {"$ref": "#/$defs/a"}}}}}, "$defs"),
        ({"definition": {**DEFINITION, "script": "x"}}, "script"),
        ({"page": "x" * (MAX_BYTES + 1)}, "larger"),
    ],
)
async def test_a_plugin_that_is_wrong_is_listed_with_the_reason(
    stage: Stage, plugins: Path, wrong: dict[str, Any], told: str
) -> None:
    put(plugins, **wrong)

    (found,) = (await stage.http.get("/api/widget-types")).json()

    assert (found["type"], found["definition"]) == ("dial", None)
    assert told in found["problem"]["params"]["detail"]
    assert (await stage.http.get("/api/widget-types/dial/page")).status_code == 404


async def test_of_two_with_one_name_the_first_counts(stage: Stage, plugins: Path) -> None:
    put(plugins, folder="ear", manifest={**MANIFEST, "version": "9.9.9"}, page="another")

    (found,) = (await stage.http.get("/api/widget-types")).json()

    assert found["version"] == "1.2.3"
    assert "another" not in (await stage.http.get("/api/widget-types/widget-dial/page")).text


async def test_a_widget_outlives_its_plugin_and_the_check_says_so(stage: Stage, plugins: Path) -> None:
    widget = {"type": "widget-dial", "layout": {"x": 0, "y": 0, "w": 3, "h": 3}, "options": {"turns": 3}}
    page = {"rev": 0, "page": {"title": "Home"}, "widgets": {"one": widget}}
    rev = (await stage.http.get("/api/pages")).json()["rev"]
    saved = await stage.http.put("/api/pages/home/content", json={**page, "rev": rev})
    assert saved.status_code == 200, saved.text
    check = Widgets()
    house = stage.gateway.checks.house
    assert (await check.look(house)).state == "ok"

    (plugins / "dial" / "widget.json").unlink()

    found = await check.look(house)
    assert [(each.key, each.params) for each in found.reasons] == [
        ("widgets_without_plugin", {"type": "widget-dial", "number": 1})
    ]
    kept = (await stage.http.get("/api/widgets")).json()["widgets"]["one"]
    assert (kept["type"], kept["options"]) == ("widget-dial", {"turns": 3})

    put(plugins)
    assert (await check.look(house)).state == "ok"


async def test_a_backup_names_the_plugin_and_what_is_missing_after_it(stage: Stage, plugins: Path) -> None:
    widget = {"type": "widget-dial", "layout": {"x": 0, "y": 0, "w": 3, "h": 3}}
    rev = (await stage.http.get("/api/pages")).json()["rev"]
    content = {"rev": rev, "page": {"title": "Home"}, "widgets": {"one": widget, "two": {**widget, "type": "gauge"}}}
    (await stage.http.put("/api/pages/home/content", json=content)).raise_for_status()
    made = await stage.gateway.backups.create("manual", "correct horse battery")
    before = await stage.gateway.backups.preview(made, "correct horse battery")

    (plugins / "dial" / "widget.json").unlink()

    after = await stage.gateway.backups.preview(made, "correct horse battery")
    assert Plugin("widget-dial", "widget", "1.2.3") in after.manifest.plugins
    assert (before.missing_types, after.missing_types) == ([], ["widget-dial"])
