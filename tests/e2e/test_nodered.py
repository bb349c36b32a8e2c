"""Node-RED on the real stack: one login for both, and who may come in how far."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.api import Api, ApiFailure
from stack.browser import PageMaker, editor_of, serious
from stack.node_red import NodeRed

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

COLOURS = {
    "surface": "#ffffff",
    "primary": "#0094ce",
    "bgPage": "#eeeeee",
    "groupBg": "#ffffff",
    "groupOutline": "#ccc",
}
SIZES = {"pagePadding": "12px", "groupGap": "12px", "groupBorderRadius": "4px", "widgetGap": "12px"}
SHOWN = {"visible": "true", "disabled": "false", "className": ""}
DASHBOARD: list[dict[str, Any]] = [
    {"id": "base", "type": "ui-base", "name": "House", "path": "/dashboard", "navigationStyle": "default"},
    {"id": "theme", "type": "ui-theme", "name": "Plain", "colors": COLOURS, "sizes": SIZES},
    {"id": "page", "type": "ui-page", "name": "Boiler room", "ui": "base", "path": "/boiler", "icon": "home",
     "layout": "grid", "theme": "theme", "breakpoints": [{"name": "Default", "px": 0, "cols": 3}], "order": 1, **SHOWN},
    {"id": "group", "type": "ui-group", "name": "Tank", "page": "page", "width": 6, "height": 1, "order": 1,
     "showTitle": True, "groupType": "default", **SHOWN},
    {"id": "text", "type": "ui-text", "z": "tab", "group": "group", "order": 1, "width": 0, "height": 0, "name": "",
     "label": "Warm water", "format": "{{msg.payload}}", "layout": "row-left", "wires": []},
]  # fmt: skip


@pytest.fixture(params=["viewer", "operator"])
def onlooker(request: pytest.FixtureRequest, stack: Stack) -> Iterator[str]:
    """Somebody who may look, or operate, and not change flows."""
    name = f"e2e_{request.param}"
    stack.api.call("POST", "/api/users", {"name": name, "role": request.param, "password": stack.password})
    yield name
    stack.api.call("DELETE", f"/api/users/{name}")


def test_the_editor_opens_inside_dinrail(page: Page, flows: NodeRed) -> None:
    editor_of(page)
    page.get_by_role("link", name="Instances").click()
    expect(page.get_by_test_id("node-red-frame")).to_have_count(0)
    page.get_by_role("link", name="Node-RED").click()
    editor = page.frame_locator("[data-testid=node-red-frame]")
    expect(editor.locator("#red-ui-palette-container")).to_contain_text("instance control")
    expect(page.get_by_test_id("node-red-window")).to_have_attribute("href", f"{flows.url}/editor/")
    assert serious(page) == []


def test_the_session_of_dinrail_opens_its_own_port_until_it_is_closed(open_page: PageMaker, flows: NodeRed) -> None:
    page = open_page(login=False)
    page.goto(flows.url)
    expect(page.get_by_role("heading")).to_have_text("Not logged in")
    page.get_by_role("link", name="Log in to DINrail").click()
    page.get_by_role("textbox").first.fill("admin")
    page.get_by_role("textbox", name="Password").fill(flows.stack.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation").first).to_be_visible()
    page.goto(flows.url)
    expect(page.locator("#red-ui-workspace")).to_be_visible()

    closed = page.request.post(f"{flows.stack.url}/api/auth/logout", headers={"Origin": flows.stack.url})
    assert closed.ok
    page.reload()
    expect(page.get_by_role("heading")).to_have_text("Not logged in")


def test_a_stranger_is_told_where_the_login_is_in_his_language(open_page: PageMaker, flows: NodeRed) -> None:
    page = open_page(login=False, language="de-DE", width=390)
    for path in ("/editor/", "/dashboard", "/anything"):
        answer = page.goto(f"{flows.url}{path}")
        assert answer is not None
        assert answer.status == 401
        expect(page.get_by_role("heading")).to_have_text("Nicht angemeldet")
        assert serious(page) == []


def test_who_may_not_change_flows_sees_dashboards_only(
    open_page: PageMaker, stack: Stack, flows: NodeRed, onlooker: str
) -> None:
    session = Api(stack.url)
    session.login(onlooker, stack.password)
    for path in ("/editor/", "/editor/flows", "/editor/settings", "/anything", "/dashboard/../editor/flows"):
        with pytest.raises(ApiFailure) as refused:
            session.at(flows.url).call("GET", path)
        assert refused.value.status == 403
    page = open_page(login=False)
    login = {"username": onlooker, "password": stack.password}
    page.request.post("/api/auth/login", data=login, headers={"Origin": stack.url})

    flows.deploy(*DASHBOARD)
    page.goto("/node-red")
    shown = page.frame_locator("[data-testid=node-red-frame]")
    expect(shown.locator("body")).to_contain_text("Boiler room")
    expect(shown.locator("body")).to_contain_text("Warm water")
    expect(page.get_by_text("Editor", exact=True)).to_have_count(0)
    assert serious(page) == []
    page.goto(f"{flows.url}/editor/")
    expect(page.get_by_role("heading")).to_have_text("Not allowed")


def test_where_there_is_no_dashboard_it_is_said(page: Page, flows: NodeRed) -> None:
    flows.deploy()
    flows.restart()
    flows.alive()
    page.goto("/node-red")
    page.get_by_text("Dashboard", exact=True).click()
    shown = page.frame_locator("[data-testid=node-red-frame]")
    expect(shown.get_by_role("heading")).to_have_text("No dashboard yet")
    assert serious(page) == []
