"""The examples of the palette on the real stack, imported and deployed as a person does it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from stack import Stack
from stack.browser import editor_of
from stack.compose import until
from stack.demo import INVERTER, POWER
from stack.node_red import NodeRed

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

GARAGE = "inverter_2"
LIMIT = f"{GARAGE}.inverter.power_limit"
TEMPERATURE = f"{INVERTER}.inverter.temperature"
BACK = "calc.node_red.doubled"
ROUTE = {"id": "node-red-round-trip", "from": LIMIT, "to": BACK}


@pytest.fixture
def limit(stack: Stack) -> Iterator[Stack]:
    """The power limit of the inverter in the garage, in the end as it was."""
    before = until(lambda: stack.api.point(LIMIT)["value"], timeout=60, what="a limit")
    yield stack
    until(lambda: stack.api.write(LIMIT, before) == before, timeout=30, what="the limit is as before")


@pytest.fixture
def routed(stack: Stack) -> Iterator[None]:
    """The route that the third example names."""
    stack.api.call("POST", "/api/routes/items", ROUTE)
    yield
    stack.api.call("DELETE", f"/api/routes/items/{ROUTE['id']}")


def imported(page: Page, flows: NodeRed, example: str, tab: str) -> FrameLocator:
    """The editor inside DINrail with an example imported through its menu and deployed."""
    flows.deploy()
    editor = editor_of(page)
    editor.locator("#red-ui-header-button-sidemenu").click()
    editor.locator("#menu-item-import").click()
    editor.get_by_role("link", name="Examples").click()
    examples = editor.locator("#red-ui-clipboard-dialog-import-tab-examples")
    examples.get_by_text("node-red-contrib-dinrail").click()
    examples.get_by_text(example, exact=True).click()
    editor.locator("#red-ui-clipboard-dialog-ok").click()
    editor.locator("#red-ui-workspace-tabs").get_by_text(tab).click()
    deploy = editor.locator("#red-ui-header-button-deploy")
    expect(deploy).not_to_have_class(re.compile("disabled"))
    deploy.click()
    expect(deploy).to_have_class(re.compile("disabled"))
    return editor


def said(editor: FrameLocator, node: str, *texts: str) -> None:
    """A message of a debug node in the sidebar has all these texts."""
    message = editor.locator(".red-ui-debug-msg", has_text=f"node: {node}")
    for text in texts:
        message = message.filter(has_text=text)
    expect(message.first).to_be_visible()


def press(editor: FrameLocator, node: str) -> None:
    """The button of an inject node."""
    editor.locator(".red-ui-flow-node-group", has_text=node).locator(".red-ui-flow-node-button-button").click()


def test_the_first_example_reads_values_and_states(page: Page, stack: Stack, flows: NodeRed) -> None:
    editor = imported(page, flows, "1 Read", "DINrail: read")
    below = editor.locator(".red-ui-flow-node-status-label")

    def shown() -> bool:
        value = f"{stack.api.point(POWER)['value']:g}"
        return {value, f"{value} W"} <= set(below.all_text_contents())

    until(shown, timeout=60, what="the power below the nodes is the one DINrail shows")
    said(editor, "grid", f"{INVERTER}.inverter.grid.voltage", '"good"')
    said(editor, "states", INVERTER, '"running"')


def test_the_second_example_writes_and_is_told_what_became_of_it(page: Page, limit: Stack, flows: NodeRed) -> None:
    editor = imported(page, flows, "2 Write with acknowledgement", "DINrail: write")
    press(editor, "3000 W")
    said(editor, "written", "3000")
    said(editor, "result", "ok: true", "value: 3000")
    until(lambda: limit.api.point(LIMIT)["value"] == 3000, timeout=30, what="the device has it")
    press(editor, "9000 W")
    said(editor, "result", "ok: false", "object")
    assert limit.api.point(LIMIT)["value"] == 3000


def test_the_third_example_doubles_a_temperature_and_the_router_brings_it_back(
    page: Page, limit: Stack, routed: None, flows: NodeRed
) -> None:
    def values() -> tuple[float, float, float]:
        return tuple(limit.api.point(each)["value"] for each in (TEMPERATURE, LIMIT, BACK))

    editor = imported(page, flows, "3 Round trip through the router", "DINrail: round trip")
    said(editor, "acknowledged", "ok: true", LIMIT)

    def round_trip() -> bool:
        temperature, written, back = values()
        return abs(temperature * 2 - written) <= 0.5 and written == back

    until(round_trip, timeout=60, what="the limit is twice the temperature, and came back")
    said(editor, "came back", f"{values()[2]:g}")
