"""Dashboards in a real browser on the whole stack: made by mouse and by keyboard, contested, brought back, offline."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from stack import Stack
from stack.browser import PageMaker, serious
from stack.compose import until
from stack.demo import POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

PAGE = "probe"
EDIT = f"/pages/{PAGE}/edit"
NUMBER = re.compile(r"\d")
MINUTE_S = 60


def value_widget(number: int, title: str) -> dict[str, object]:
    return {
        "type": "value",
        "title": title,
        "bindings": {"value": {"source": POWER, "type": "REAL"}},
        "layout": {"x": 2 * number, "y": 0, "w": 2, "h": 2},
    }


@pytest.fixture
def probe(stack: Stack) -> Iterator[int]:
    """A page with two widgets; afterwards all dashboards are as they were. Gives its revision."""
    before = stack.api.call("GET", "/api/pages")["rev"]
    body = {
        "rev": before,
        "page": {"title": "Probe", "order": 50},
        "widgets": {"probe_1": value_widget(0, "One"), "probe_2": value_widget(1, "Two")},
    }
    yield stack.api.call("PUT", f"/api/pages/{PAGE}/content", body)["rev"]
    stack.api.call("POST", f"/api/dashboards/versions/{before}/restore", {})


@pytest.fixture
def guest(stack: Stack) -> Iterator[dict[str, str]]:
    """A user who may only look."""
    name, password = "guest_of_house", "correct horse battery"
    stack.api.call("POST", "/api/users", {"name": name, "role": "viewer", "password": password})
    yield {"username": name, "password": password}
    stack.api.call("DELETE", f"/api/users/{name}")


def opened(page: Page) -> None:
    page.goto(EDIT)
    # A page that is opened for the first time fetches all of its files.
    expect(page.get_by_test_id("item-probe_2")).to_be_visible(timeout=45_000)


def saved(page: Page, *, by_keys: bool = False) -> None:
    """Saves and waits for the gateway's word, not for a button that is busy."""
    with page.expect_response(lambda answer: answer.request.method == "PUT") as answered:
        page.keyboard.press("Control+s") if by_keys else page.get_by_test_id("save-page").click()
    assert answered.value.ok, answered.value.text()
    button = page.get_by_test_id("save-page")
    expect(button).not_to_have_attribute("data-loading", "true")
    expect(button).to_be_disabled()


def drag(page: Page, what: Locator, dx: float, dy: float) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def test_the_start_page_is_a_dashboard_with_live_values(page: Page, probe: int) -> None:
    page.goto("/")
    expect(page.get_by_test_id(f"page-{PAGE}")).to_be_visible()
    page.get_by_test_id(f"page-{PAGE}").click()
    one = page.get_by_test_id("widget-probe_1")
    expect(one).to_have_attribute("data-quality", "good")
    first = one.inner_text()
    assert NUMBER.search(first)
    expect(one).not_to_have_text(first, timeout=20_000)
    assert serious(page) == []


def test_a_widget_made_with_the_mouse_survives_a_reload_and_a_restart_and_leaves_with_the_version_before(
    page: Page, probe: int, stack: Stack
) -> None:
    opened(page)
    began = time.monotonic()
    page.get_by_test_id("add-value").click()
    page.get_by_test_id("bind-value").fill(POWER)
    page.get_by_role("option", name=re.compile(re.escape(POWER))).first.click()
    made = page.get_by_test_id("item-probe_value")
    drag(page, page.get_by_test_id("resize-probe_value"), 160, 80)
    drag(page, made, 250, 0)
    place = made.get_attribute("aria-label")
    assert place is not None
    page.get_by_test_id("widget-title").fill("Made by mouse")
    saved(page)
    assert time.monotonic() - began < MINUTE_S
    assert serious(page) == []

    page.reload()
    expect(page.get_by_test_id("item-probe_value")).to_have_attribute("aria-label", re.compile("^Made by mouse, "))
    stack.compose("restart", "gateway")
    until(lambda: stack.api.call("GET", "/api/pages"), timeout=30, what="the gateway is back")
    page.goto(f"/pages/{PAGE}")
    made = page.get_by_test_id("widget-probe_value")
    expect(made).to_have_attribute("data-quality", "good")
    expect(made).to_contain_text("Made by mouse")
    page.goto(EDIT)
    label = page.get_by_test_id("item-probe_value")
    expect(label).to_have_attribute("aria-label", f"Made by mouse,{place.split(',', 1)[1]}")

    page.get_by_test_id("show-versions").click()
    page.get_by_test_id(f"restore-{probe}").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("widget-probe_1")).to_be_visible()
    expect(page.get_by_test_id("widget-probe_value")).to_have_count(0)


def test_a_widget_is_made_moved_and_removed_with_the_keyboard_alone(page: Page, probe: int) -> None:
    opened(page)
    page.get_by_test_id("palette-search").focus()
    page.keyboard.type("gauge")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("bind-value")).to_be_focused()
    page.keyboard.type(POWER)
    expect(page.get_by_role("option", name=re.compile(re.escape(POWER))).first).to_have_attribute(
        "aria-selected", "true"
    )
    page.keyboard.press("Enter")
    made = page.get_by_test_id("item-probe_gauge")
    made.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("said")).to_contain_text("4 wide")
    page.keyboard.press("F2")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    expect(made).to_have_attribute("aria-label", re.compile("^By keys, column 6"))
    saved(page, by_keys=True)
    made.focus()
    page.keyboard.press("Delete")
    saved(page, by_keys=True)
    page.goto(f"/pages/{PAGE}")
    expect(page.get_by_test_id("widget-probe_1")).to_be_visible()
    expect(page.get_by_test_id("widget-probe_gauge")).to_have_count(0)


def renamed(page: Page, widget: str, title: str) -> None:
    page.get_by_test_id(f"item-{widget}").click()
    page.get_by_test_id("widget-title").fill(title)


def stored_titles(stack: Stack) -> dict[str, str]:
    return {key: each["title"] for key, each in stack.api.call("GET", "/api/widgets")["widgets"].items()}


def test_of_two_editors_the_slower_one_is_told_and_decides_widget_by_widget(
    page: Page, open_page: PageMaker, probe: int, stack: Stack
) -> None:
    other = open_page()
    opened(page)
    opened(other)
    for who, title in ((page, "First"), (other, "Second")):
        renamed(who, "probe_1", title)
    renamed(page, "probe_2", "First too")
    saved(page)
    # The live connection tells it before anything is saved.
    expect(other.get_by_test_id("meanwhile")).to_contain_text("First too")
    other.get_by_test_id("save-page").click()
    dialog = other.get_by_test_id("conflict")
    expect(dialog).to_contain_text("admin")
    expect(dialog.get_by_test_id("contests")).to_contain_text("First")
    expect(dialog.get_by_test_id("changes")).to_contain_text("First too")
    expect(dialog.get_by_test_id("merge-save")).to_be_disabled()
    assert serious(other) == []
    dialog.get_by_test_id("contest-widget probe_1").get_by_role("radio", name=re.compile("^Mine")).check()
    with other.expect_response(lambda answer: answer.request.method == "PUT"):
        dialog.get_by_test_id("merge-save").click()
    expect(other.get_by_test_id("conflict")).to_have_count(0)
    titles = stored_titles(stack)
    assert (titles["probe_1"], titles["probe_2"]) == ("Second", "First too")

    # Without changes of its own the other editor follows.
    expect(page.get_by_test_id("item-probe_1")).to_have_attribute("aria-label", re.compile("^Second, "))
    renamed(page, "probe_1", "Third")
    renamed(other, "probe_1", "Fourth")
    saved(other)
    page.get_by_test_id("save-page").click()
    page.get_by_test_id("take-theirs").click()
    expect(page.get_by_test_id("item-probe_1")).to_have_attribute("aria-label", re.compile("^Fourth, "))
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("item-probe_1")).to_have_attribute("aria-label", re.compile("^Third, "))


def of_page(stack: Stack) -> set[str]:
    return {title for key, title in stored_titles(stack).items() if key.startswith("probe_")}


def test_two_people_at_different_widgets_of_a_page_lose_nothing(
    page: Page, open_page: PageMaker, probe: int, stack: Stack
) -> None:
    other = open_page()
    opened(page)
    opened(other)
    renamed(page, "probe_1", "From one")
    renamed(other, "probe_2", "From the other")
    for who in (page, other):
        who.keyboard.press("Escape")
        who.get_by_test_id("show-palette").click()
        who.get_by_test_id("add-text").click()
    page.get_by_test_id("widget-title").fill("Note of one")
    other.get_by_test_id("widget-title").fill("Note of the other")
    saved(page)
    other.get_by_test_id("save-page").click()
    expect(other.get_by_test_id("merged")).to_contain_text("From one")
    expect(other.get_by_test_id("save-page")).to_be_disabled()
    wanted = {"From one", "From the other", "Note of one", "Note of the other"}
    # Its button rests for a moment between the refused call and the merged one.
    until(lambda: of_page(stack) == wanted, timeout=20, what="all that both did")
    expect(page.get_by_test_id("item-probe_2")).to_have_attribute("aria-label", re.compile("^From the other, "))


def test_a_page_that_was_removed_meanwhile_keeps_what_was_made_and_comes_back(
    page: Page, probe: int, stack: Stack
) -> None:
    opened(page)
    renamed(page, "probe_1", "Kept")
    stack.api.call("DELETE", f"/api/pages/{PAGE}?rev={probe}")
    expect(page.get_by_test_id("meanwhile")).to_contain_text("removed")
    expect(page.get_by_test_id("item-probe_1")).to_have_attribute("aria-label", re.compile("^Kept, "))
    page.get_by_test_id("save-page").click()
    dialog = page.get_by_test_id("conflict")
    expect(dialog).to_contain_text("admin removed this page")
    assert serious(page) == []
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        dialog.get_by_test_id("merge-save").click()
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    titles = stored_titles(stack)
    assert (titles["probe_1"], titles["probe_2"]) == ("Kept", "Two")


def test_somebody_who_may_only_look_finds_nothing_to_change(
    open_page: PageMaker, probe: int, stack: Stack, guest: dict[str, str]
) -> None:
    page = open_page(login=False)
    assert page.request.post("/api/auth/login", data=guest, headers={"Origin": stack.url}).ok
    page.goto(f"/pages/{PAGE}")
    expect(page.get_by_test_id("widget-probe_1")).to_be_visible()
    expect(page.get_by_test_id("edit-page")).to_have_count(0)
    page.goto(EDIT)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("canvas")).to_have_count(0)


def test_without_a_network_the_layout_opens_and_no_number_is_shown(page: Page, probe: int) -> None:
    page.goto(f"/pages/{PAGE}?kiosk")
    expect(page.get_by_test_id("widget-probe_1")).to_have_attribute("data-quality", "good")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=30_000)
    page.reload()
    expect(page.get_by_test_id("widget-probe_1")).to_have_attribute("data-quality", "good")
    page.context.set_offline(True)
    page.reload()
    one = page.get_by_test_id("widget-probe_1")
    expect(one).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("No connection")
    assert not NUMBER.search(one.inner_text())
    page.context.set_offline(False)
    expect(one).to_have_attribute("data-quality", "good", timeout=40_000)


def test_the_kiosk_has_no_menus_and_escape_leads_back(page: Page, probe: int) -> None:
    page.goto(f"/pages/{PAGE}?kiosk=night")
    expect(page.get_by_test_id("widget-probe_1")).to_be_visible()
    expect(page.get_by_test_id("nav-dashboards")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-night", "")
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("nav-dashboards")).to_be_visible()
    expect(page.locator("html")).not_to_have_attribute("data-night", "")
