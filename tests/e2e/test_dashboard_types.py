"""Every type of widget goes the whole way in a real browser: made, bound, moved, saved, reloaded, seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.demo import LIMIT, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]

PAGE = "every_type"
RUNNING = "plc_keller.MAIN.fbBattery.bEnable"
SOC = "can_battery.battery.soc"
TANK = "widget-tank"
"""Of a plugin; it has tests of its own."""
NUMBER = re.compile(r"\d")


@dataclass(frozen=True)
class Made:
    """What one type is bound to by slot, and what of it is looked for afterwards."""

    bindings: dict[str, str]
    shows: str = ""
    """A selector inside the widget; empty: its text has a digit."""

    address: str = ""
    """The label of its option that takes an address; an image of our own is named there."""


MADE = {
    "alarms": Made({"alarm": RUNNING}, shows="[data-testid^=alarms], ul, p"),
    "bar": Made({"value": POWER}),
    "battery": Made({"soc": SOC, "power": POWER}),
    "button": Made({"value": RUNNING}, shows="button:enabled"),
    "chart": Made({"series": POWER}, shows="canvas"),
    "embed": Made({}, shows="iframe", address="Address"),
    "energy_balance": Made({"pv": POWER}, shows="meter, dl"),
    "energy_flow": Made({"pv": POWER, "battery_soc": SOC}, shows="svg"),
    "gauge": Made({"value": POWER}),
    "heatmap": Made({"value": POWER}, shows="[role=img]"),
    "light": Made({"value": RUNNING}, shows="svg"),
    "plan": Made({"point": POWER}, shows="img", address="Image"),
    "select": Made({"value": RUNNING}, shows="button, input"),
    "setpoint": Made({"value": LIMIT, "actual": POWER}),
    "slider": Made({"value": LIMIT}, shows="input[type=range]"),
    "sparkline": Made({"value": POWER}),
    "switch": Made({"value": RUNNING}, shows="[role=switch], input"),
    "table": Made({"row": POWER}),
    "text": Made({"value": POWER}),
    "value": Made({"value": POWER}),
}


@pytest.fixture
def empty_page(stack: Stack) -> Iterator[None]:
    before = stack.api.call("GET", "/api/pages")["rev"]
    body = {"rev": before, "page": {"title": "Every type", "order": 60}, "widgets": {}}
    stack.api.call("PUT", f"/api/pages/{PAGE}/content", body)
    yield
    stack.api.call("POST", f"/api/dashboards/versions/{before}/restore", {})


def made(page: Page, kind: str, plan: Made) -> None:
    """Adds one with the mouse, binds it by searching and moves it by keys."""
    page.get_by_test_id(f"add-{kind}").click()
    item = page.get_by_test_id(f"item-{PAGE}_{kind}")
    expect(item).to_be_visible()
    for slot, address in plan.bindings.items():
        page.get_by_test_id(f"bind-{slot}").fill(address)
        page.get_by_role("option", name=re.compile(re.escape(address))).first.click()
        expect(page.get_by_test_id(f"slot-{slot}")).to_contain_text(address)
    if plan.address:
        field = page.get_by_test_id("inspector").get_by_role("textbox", name=plan.address, exact=True)
        field.fill(f"{page.url.split('/pages')[0]}/icon-192.png")
        field.blur()
    before = item.get_attribute("aria-label")
    item.focus()
    page.keyboard.press("ArrowRight")
    if item.get_attribute("aria-label") == before:
        page.keyboard.press("ArrowLeft")
    expect(item).not_to_have_attribute("aria-label", before or "")
    page.keyboard.press("Escape")  # the palette is back when nothing is chosen


def test_every_type_is_made_bound_moved_and_seen_after_a_reload(page: Page, stack: Stack, empty_page: None) -> None:
    page.goto(f"/pages/{PAGE}/edit")
    expect(page.get_by_test_id("add-value")).to_be_visible(timeout=45_000)
    offered = page.locator("[data-testid^='add-']").evaluate_all("all => all.map(each => each.dataset.testid.slice(4))")
    assert {name for name in offered if name != TANK} == set(MADE), "a new type is added here too"
    for kind, plan in MADE.items():
        made(page, kind, plan)
    places = {kind: page.get_by_test_id(f"item-{PAGE}_{kind}").get_attribute("aria-label") for kind in MADE}
    with page.expect_response(lambda answer: answer.request.method == "PUT") as answered:
        page.get_by_test_id("save-page").click()
    assert answered.value.ok, answered.value.text()

    page.reload()
    for kind, place in places.items():
        expect(page.get_by_test_id(f"item-{PAGE}_{kind}")).to_have_attribute("aria-label", place or "")
    stored = stack.api.call("GET", "/api/widgets")["widgets"]
    for kind, plan in MADE.items():
        sources = {binding["source"] for binding in stored[f"{PAGE}_{kind}"]["bindings"].values()}
        assert sources == set(plan.bindings.values()), kind

    page.goto(f"/pages/{PAGE}")
    for kind, plan in MADE.items():
        widget = page.get_by_test_id(f"widget-{PAGE}_{kind}")
        widget.scroll_into_view_if_needed()
        if plan.bindings:
            expect(widget, kind).to_have_attribute("data-quality", "good")
        if plan.shows:
            # An amount is known a minute after the history began.
            expect(widget.locator(plan.shows).first, kind).to_be_visible(timeout=120_000)
        else:
            expect(widget, kind).to_contain_text(NUMBER)
