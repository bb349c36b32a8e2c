"""Widgets that plugins bring, in a real browser on the whole stack: bound, shown, operated, hostile, and gone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from stack import Stack
from stack.browser import PageMaker
from stack.compose import ROOT
from stack.demo import LIMIT, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

PAGE = "plugged"
NUMBER = re.compile(r"\d")
DIAL = """
<p id="value"></p><button id="ask">Ask</button><p id="end"></p>
<script>
  dinrail.onstate = ({ values, options, writable }) => {
    value.textContent = values.value.text;
    ask.dataset.writable = writable;
    ask.onclick = async () => { end.textContent = String(await dinrail.write('target', options.wanted)); };
  };
</script>
"""
GREEDY = """
<p id="told"></p>
<script>
  const results = [];
  const tried = async (what) => {
    try { results.push(String(await what())); } catch (error) { results.push(error.name); }
  };
  dinrail.onstate = () => {};
  (async () => {
    await tried(() => document.cookie);
    await tried(() => fetch('/api/instances').then(({ status }) => status));
    await tried(() => fetch('http://192.0.2.1/').then(({ status }) => status));
    for (const binding of ['value', 'target_1', '%LIMIT%', '__proto__']) await tried(() => dinrail.write(binding, 1));
    for (const garbage of [null, 'x', { dinrail: 1 }, { dinrail: 1, write: {}, id: {} }, { dinrail: 1, seen: -1 }]) {
      top.postMessage(garbage, '*');
    }
    told.textContent = results.join(' ');
  })();
</script>
"""
HANGS = "<script>dinrail.onstate = () => { for (;;); };</script>"
Bring = Callable[[str, str], str]


@pytest.fixture
def bring() -> Iterator[Bring]:
    """Puts plugins where the gateway looks for them; afterwards they are gone."""
    folders = []

    def put(name: str, page: str) -> str:
        folder = ROOT / "plugins" / f"widget-probe-{name}"
        folders.append(folder)
        folder.mkdir(exist_ok=True)
        manifest = {"name": folder.name, "version": "1.0.0", "kind": "widget", "title": {"en": name, "de": name}}
        definition = {
            "group": "show",
            "size": {"w": 3, "h": 3},
            "slots": [{"name": "value"}, {"name": "target", "writable": True}],
            "options": {"type": "object", "properties": {"wanted": {"type": "number", "default": 0}}},
        }
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "page.html").write_text(page)
        (folder / "widget.json").write_text(json.dumps(definition))
        return folder.name

    yield put
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def dashboard(stack: Stack) -> Iterator[Callable[..., None]]:
    """Makes the page; afterwards all dashboards are as they were."""
    before = stack.api.call("GET", "/api/pages")["rev"]

    def make(**widgets: dict[str, Any]) -> None:
        body = {"rev": before, "page": {"title": "Plugged", "order": 60}, "widgets": widgets}
        stack.api.call("PUT", f"/api/pages/{PAGE}/content", body)

    yield make
    stack.api.call("POST", f"/api/dashboards/versions/{before}/restore", {})


def widget(type_: str, column: int = 0, **options: Any) -> dict[str, Any]:
    return {
        "type": type_,
        "bindings": {"value": {"source": POWER}, "target": {"source": LIMIT}},
        "layout": {"x": 3 * column, "y": 0, "w": 3, "h": 3},
        "options": options,
    }


def inside(page: Page, id_: str, what: str) -> Locator:
    """Something in the page of a plugin, two frames in."""
    outer = page.get_by_test_id(f"widget-{id_}").frame_locator("[data-testid=plugin-frame]")
    return outer.frame_locator("iframe").locator(what)


def test_a_tank_is_bound_by_mouse_set_up_by_a_form_and_shows_its_level(
    page: Page, dashboard: Callable[..., None]
) -> None:
    dashboard()
    page.goto(f"/pages/{PAGE}/edit")
    page.get_by_test_id("palette-search").fill("tank")
    page.get_by_test_id("add-widget-tank").click(timeout=45_000)
    page.get_by_test_id("bind-level").fill(POWER)
    page.get_by_role("option", name=re.compile(re.escape(POWER))).first.click()
    page.get_by_label("Full at").fill("1000000")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as answered:
        page.get_by_test_id("save-page").click()
    assert answered.value.ok, answered.value.text()
    (id_,) = answered.value.json()["widgets"]

    page.goto(f"/pages/{PAGE}")
    level = inside(page, id_, "#level")
    expect(level).to_have_text(re.compile(r"\d.*W \(low\)"))
    first = level.inner_text()
    expect(level).not_to_have_text(first, timeout=20_000)


def test_what_it_asks_for_is_written_after_a_yes(
    page: Page, stack: Stack, bring: Bring, dashboard: Callable[..., None]
) -> None:
    before = stack.api.point(LIMIT)["value"]
    wanted = 55 if before != 55 else 56
    dashboard(dial=widget(bring("dial", DIAL), wanted=wanted))
    page.goto(f"/pages/{PAGE}")
    expect(inside(page, "dial", "#value")).to_have_text(NUMBER)

    inside(page, "dial", "#ask").click()
    page.get_by_role("dialog").get_by_text("Cancel").click()
    expect(inside(page, "dial", "#end")).to_have_text("false")
    assert stack.api.point(LIMIT)["value"] == before

    page.wait_for_timeout(5000)  # after a no it may not ask again at once
    inside(page, "dial", "#ask").click()
    page.get_by_test_id("confirm").click()
    expect(inside(page, "dial", "#end")).to_have_text("true")
    expect(page.get_by_test_id("control-state")).to_contain_text("Written")
    assert stack.api.point(LIMIT)["value"] == wanted
    stack.api.write(LIMIT, before)


def test_who_may_only_look_writes_nothing_by_it(
    open_page: PageMaker, stack: Stack, bring: Bring, dashboard: Callable[..., None]
) -> None:
    before = stack.api.point(LIMIT)["value"]
    dashboard(dial=widget(bring("dial", DIAL), wanted=before + 1, confirm=False))
    name, password = "guest_of_plugins", "correct horse battery"
    stack.api.call("POST", "/api/users", {"name": name, "role": "viewer", "password": password})
    page = open_page(login=False)
    credentials = {"username": name, "password": password}
    assert page.context.request.post("/api/auth/login", data=credentials, headers={"Origin": stack.url}).ok
    page.goto(f"/pages/{PAGE}")
    ask = inside(page, "dial", "#ask")
    expect(ask).to_have_attribute("data-writable", "false")

    ask.click()

    expect(inside(page, "dial", "#end")).to_have_text("false")
    expect(page.get_by_test_id("control-state")).to_contain_text("operator", ignore_case=True)
    assert stack.api.point(LIMIT)["value"] == before
    stack.api.call("DELETE", f"/api/users/{name}")


def test_a_greedy_one_gets_nothing(page: Page, stack: Stack, bring: Bring, dashboard: Callable[..., None]) -> None:
    before = stack.api.point(LIMIT)["value"]
    greedy = bring("greedy", GREEDY.replace("%LIMIT%", LIMIT))
    dashboard(greedy=widget(greedy, confirm=False), dial=widget(bring("dial", DIAL), 1))
    page.goto(f"/pages/{PAGE}")

    expect(inside(page, "greedy", "#told")).to_have_text("SecurityError TypeError TypeError false false false false")
    assert stack.api.point(LIMIT)["value"] == before
    good = inside(page, "dial", "#value")
    expect(good).to_have_text(NUMBER)
    expect(good).not_to_have_text(good.inner_text(), timeout=20_000)
    expect(page.get_by_test_id("plugin-silent")).to_have_count(0)


def test_one_that_hangs_is_said_to_be_silent_and_the_page_goes_on(
    page: Page, bring: Bring, dashboard: Callable[..., None]
) -> None:
    dashboard(
        hangs=widget(bring("hangs", HANGS)), ours={**widget("value", 1), "bindings": {"value": {"source": POWER}}}
    )
    page.goto(f"/pages/{PAGE}")

    silent = page.get_by_test_id("widget-hangs").get_by_test_id("plugin-silent")
    expect(silent).to_contain_text("The plugin does not answer.")
    ours = page.get_by_test_id("widget-ours")
    expect(ours).to_have_attribute("data-quality", "good")
    expect(ours).not_to_have_text(ours.inner_text(), timeout=20_000)


def test_a_widget_waits_for_its_plugin(page: Page, stack: Stack, bring: Bring, dashboard: Callable[..., None]) -> None:
    type_ = bring("dial", DIAL)
    dashboard(dial=widget(type_, wanted=3))
    shutil.rmtree(ROOT / "plugins" / type_)
    page.goto(f"/pages/{PAGE}")
    expect(page.get_by_test_id("unknown-type")).to_contain_text(type_)
    found = {check["id"]: check for check in stack.api.call("POST", "/api/checks/run", {})}["widgets"]
    assert found["reasons"][0]["params"] == {"type": type_, "number": 1}

    bring("dial", DIAL)
    page.reload()
    expect(inside(page, "dial", "#value")).to_have_text(NUMBER)
    assert stack.api.call("GET", "/api/widgets")["widgets"]["dial"]["options"] == {"wanted": 3}


def test_the_page_of_a_plugin_has_a_policy_of_its_own_behind_the_proxy(page: Page) -> None:
    answer = page.context.request.get("/api/widget-types/widget-tank/page")
    policies = [each["value"] for each in answer.headers_array if each["name"].lower() == "content-security-policy"]
    assert len(policies) == 1
    assert policies[0].startswith("sandbox allow-scripts; default-src 'none'")
    app = page.context.request.get("/")
    assert "frame-ancestors 'none'" in app.headers["content-security-policy"]
    assert app.headers["x-frame-options"] == "DENY"
