"""What a person does in the browser, against the real stack and the registers on the wire."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from stack import Stack
from stack.browser import PageMaker
from stack.compose import until
from stack.demo import INVERTER, LIMIT, POWER
from stack.modbus import read_holding

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

LIMIT_REGISTER = 200


def status(page: Page, wanted: str, instance: str = INVERTER) -> None:
    expect(page.get_by_test_id(f"instance-{instance}-status")).to_have_attribute("data-status", wanted, timeout=45_000)


def test_wrong_password_is_refused_and_the_right_one_opens(open_page: PageMaker, stack: Stack) -> None:
    page = open_page(login=False)
    page.goto("/points")
    page.get_by_label("User").fill("admin")
    page.get_by_role("textbox", name="Password").fill("wrong")
    page.get_by_test_id("login").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("textbox", name="Password").fill(stack.password)
    page.get_by_test_id("login").click()
    expect(page.get_by_test_id("point-grid")).to_be_visible()


def test_a_file_that_does_not_arrive_leaves_no_empty_page(page: Page) -> None:
    refused: list[str] = []

    def refuse(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.url)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route(re.compile(r"/assets/index-[^/]*\.js$"), refuse)
    page.goto("/points")
    expect(page.get_by_test_id("point-grid")).to_be_visible()
    assert len(refused) == 2


def test_power_of_the_inverter_moves(page: Page) -> None:
    page.goto(f"/points?q={POWER}")
    value = page.get_by_test_id(f"value-{POWER}")
    expect(value).to_contain_text("W")
    first = value.inner_text()
    expect(value).not_to_have_text(first, timeout=20_000)


def test_tree_folds_open_down_to_the_point(page: Page) -> None:
    page.goto("/points")
    page.get_by_test_id(f"branch-{INVERTER}").click()
    page.get_by_test_id(f"branch-{INVERTER}.inverter").click()
    expect(page.get_by_test_id(f"value-{POWER}")).to_contain_text("W")


def test_setpoint_reaches_the_register_and_is_read_back(page: Page, stack: Stack) -> None:
    page.goto(f"/points?q={LIMIT}")
    for setpoint in (1234, 4600):
        page.get_by_test_id(f"point-{LIMIT}").get_by_role("button").click()
        page.get_by_test_id("write-value").fill(str(setpoint))
        page.get_by_test_id("write-submit").click()
        expect(page.get_by_test_id("write-state")).to_contain_text(f"{setpoint:,}")
        assert read_holding(stack.ports["SIM"], 1, LIMIT_REGISTER) == (setpoint,)
        page.keyboard.press("Escape")


def test_setpoint_out_of_range_never_reaches_the_register(page: Page, stack: Stack) -> None:
    before = read_holding(stack.ports["SIM"], 1, LIMIT_REGISTER)
    page.goto(f"/points?q={LIMIT}")
    page.get_by_test_id(f"point-{LIMIT}").get_by_role("button").click()
    page.get_by_test_id("write-value").fill("9999")
    page.get_by_test_id("write-submit").click()
    expect(page.get_by_role("dialog")).to_contain_text("4,600")
    assert read_holding(stack.ports["SIM"], 1, LIMIT_REGISTER) == before


def test_stop_and_start(page: Page, stack: Stack) -> None:
    page.goto("/instances")
    status(page, "running")
    page.get_by_test_id(f"instance-{INVERTER}-stop").click()
    status(page, "stopped")
    assert stack.container(INVERTER)["State"]["Running"] is False
    until(lambda: stack.api.point(POWER)["quality"] == "bad", timeout=10, what="points bad")
    page.get_by_test_id(f"instance-{INVERTER}-start").click()
    status(page, "running")
    until(lambda: stack.api.point(POWER)["quality"] == "good", timeout=15, what="points good")


def test_killed_instance_recovers_by_itself(page: Page, stack: Stack) -> None:
    page.goto("/instances")
    status(page, "running")
    started = stack.container(INVERTER)["State"]["StartedAt"]
    page.get_by_test_id(f"instance-{INVERTER}-kill").click()
    page.get_by_test_id("confirm").click()
    until(lambda: stack.container(INVERTER)["State"]["StartedAt"] != started, timeout=30, what="restarted")
    status(page, "running")


def test_dead_device_is_told_within_five_seconds_and_heals(page: Page, stack: Stack) -> None:
    page.goto("/instances")
    status(page, "running")
    stack.compose("stop", "-t", "0", "modbus-sim")
    expect(page.get_by_test_id(f"instance-{INVERTER}-status")).to_have_attribute(
        "data-status", "disconnected", timeout=5_000
    )
    stack.compose("start", "modbus-sim")
    status(page, "running")
    until(lambda: stack.api.point(POWER)["quality"] == "good", timeout=15, what="points good")


def test_edited_title_and_interval_are_applied_without_a_new_container(page: Page, stack: Stack) -> None:
    container = stack.instances()[INVERTER]
    page.goto(f"/instances/{INVERTER}/edit")
    page.get_by_test_id("title").fill("Dach Süd")
    page.get_by_test_id("tab-json").click()
    editor = page.get_by_test_id("json-editor")
    config = json.loads(editor.input_value())
    editor.fill(json.dumps({**config, "interval": 0.5}))
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id(f"instance-{INVERTER}")).to_contain_text("Dach Süd")
    status(page, "running")
    assert stack.api.instance(INVERTER)["config"]["interval"] == 0.5
    assert stack.instances()[INVERTER] == container
    instances = json.loads((stack.config / "instances.json").read_text())["instances"]
    saved = next(each for each in instances if each["id"] == INVERTER)
    assert (saved["title"], saved["config"]["interval"]) == ("Dach Süd", 0.5)


def test_new_instance_is_built_from_the_form_and_deleted_again(page: Page, stack: Stack) -> None:
    page.goto("/instances")
    page.get_by_test_id("add-instance").first.click()
    page.get_by_test_id("type-modbus").click()
    page.get_by_test_id("id").fill("second")
    page.get_by_test_id("tab-json").click()
    config = stack.api.instance(INVERTER)["config"]
    page.get_by_test_id("json-editor").fill(json.dumps(config))
    page.get_by_test_id("save").click()
    status(page, "running", "second")
    page.get_by_test_id("instance-second-more").click()
    page.get_by_test_id("instance-second-delete").click()
    page.get_by_test_id("confirm").click()
    expect(page.get_by_test_id("instance-second")).to_have_count(0)
    until(lambda: "second" not in stack.instances(), timeout=30, what="container gone")


def test_page_comes_back_by_itself_after_the_gateway_was_away(page: Page, stack: Stack) -> None:
    page.goto(f"/points?q={POWER}")
    live = page.get_by_test_id("live-state")
    expect(live).to_have_attribute("data-phase", "live")
    stack.compose("restart", "-t", "5", "gateway")
    expect(live).not_to_have_attribute("data-phase", "live")
    expect(live).to_have_attribute("data-phase", "live", timeout=40_000)
    value = page.get_by_test_id(f"value-{POWER}")
    first = value.inner_text()
    expect(value).not_to_have_text(first, timeout=30_000)


def test_broken_routes_file_is_shown_with_its_reason(page: Page, stack: Stack) -> None:
    file = stack.config / "routing.json"
    kept = file.read_text()
    page.goto("/routes")
    file.write_text('{"routes": [{"id": "x", "from": "a.b", "to": "c.d", "transform": "explode(3)"}]}')
    try:
        page.get_by_test_id("problems").click()
        # A self-check of this machine may have found something as well.
        told = page.get_by_test_id("problem").filter(has_text="routing.json")
        expect(told).to_contain_text("operator")
    finally:
        file.write_text(kept)
    expect(told).to_have_count(0)
