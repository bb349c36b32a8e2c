"""Devices looked into from the browser: the variables of a PLC, the bus load and byte orders of a Modbus line."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

PLC = "plc_garage"
GATE = f"{PLC}.MAIN.fbGate"


@pytest.fixture
def plc_as_before(stack: Stack) -> Iterator[None]:
    """The PLC's configuration is what it was afterwards."""
    before = stack.api.instance(PLC)
    yield
    stack.api.instance(PLC)
    body = {key: before[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
    stack.api.call("PUT", f"/api/instances/{PLC}", body, **{"If-Match": stack.api.etag})
    stack.wait_status(PLC, "running", timeout=60)


def points_below(stack: Stack, prefix: str) -> int:
    return int(stack.api.call("GET", f"/api/points?prefix={prefix}")["total"])


def test_the_tree_of_a_plc_folds_open_shows_values_and_unticks_points(
    page: Page, stack: Stack, plc_as_before: None
) -> None:
    assert points_below(stack, GATE) > 0
    page.goto(f"/instances/{PLC}/symbols")
    page.get_by_test_id("node-MAIN").click()
    page.get_by_test_id("node-MAIN.aShutter").click()
    page.get_by_test_id("node-MAIN.aShutter[1]").click()
    expect(page.get_by_test_id("node-MAIN.aShutter[1].fPosition")).to_contain_text("%")
    page.get_by_test_id("tick-MAIN.fbGate").click()
    expect(page.get_by_test_id("tick-MAIN.fbGate")).to_have_attribute("data-state", "none")
    page.get_by_test_id("save").click()
    until(lambda: points_below(stack, GATE) == 0, timeout=30, what="the points of the gate are gone")
    assert points_below(stack, f"{PLC}.MAIN.aShutter") > 0
    page.get_by_test_id("tick-MAIN.fbGate").click()
    page.get_by_test_id("save").click()
    until(lambda: points_below(stack, GATE) > 0, timeout=30, what="they are back")
    until(lambda: stack.api.point(f"{GATE}.nTarget")["quality"] == "good", timeout=30, what="with values")


def test_variables_are_found_by_words_and_by_type(page: Page) -> None:
    page.goto(f"/instances/{PLC}/symbols")
    page.get_by_test_id("search").fill("shutter target")
    expect(page.get_by_test_id("node-MAIN.aShutter[3].nTarget")).to_be_visible()
    page.get_by_test_id("search").fill("")
    page.get_by_text("Types", exact=True).click()
    page.get_by_test_id("type-FB_Shutter").click()
    expect(page.get_by_test_id("node-MAIN.aShutter[4]")).to_be_visible()


def test_the_bus_load_follows_the_form_before_it_is_saved(page: Page) -> None:
    page.goto("/instances/inverter_1/edit")
    requests = page.get_by_test_id("plan-requests")
    expect(requests).to_contain_text("200–213")
    expect(page.get_by_test_id("plan-normal")).to_have_attribute("data-holds", "true")
    page.get_by_label(re.compile("^Poll interval")).fill("0.05")
    expect(page.get_by_test_id("plan-normal")).to_contain_text("0.05")


def test_byte_orders_of_live_registers_are_seen_side_by_side_and_taken(page: Page) -> None:
    page.goto("/instances/inverter_1/edit")
    page.get_by_role("button", name=re.compile("^2 ")).click()
    meter = page.get_by_role("row").filter(has=page.locator("input[value='l1.voltage']"))
    meter.get_by_role("button", name=re.compile("^Edit entry")).click()
    page.get_by_test_id("orders-open").click()
    right, wrong = page.get_by_test_id("take-float32-CDAB"), page.get_by_test_id("take-float32-ABCD")
    expect(right).to_have_text(re.compile(r"^2[234]\d\."))
    expect(right).to_have_attribute("aria-pressed", "true")
    wrong.click()
    expect(wrong).to_have_attribute("aria-pressed", "true")


def test_a_scan_finds_the_units_that_answer(page: Page) -> None:
    page.goto("/instances/inverter_1/edit")
    page.get_by_test_id("scan-open").click()
    page.get_by_label("Last").fill("6")
    page.get_by_test_id("scan-start").click()
    expect(page.get_by_test_id("scan-unit-1")).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("scan-unit-2")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Unit ids 1 to 6 were asked. 2 units answered.")).to_be_visible(timeout=60_000)


def test_the_voltage_of_a_bluetooth_battery_arrives_in_the_plc(stack: Stack) -> None:
    """MISSION R1.2: BMS on the air → adapter → broker → router → PLC variable, read back by the PLC's adapter."""
    source, target = "bms_1.pack.voltage", "plc_keller.GVL_House.fGaragePackVoltage"
    until(lambda: stack.api.point(source)["quality"] == "good", timeout=60, what="the battery is read")
    until(lambda: (stack.api.point(target)["value"] or 0) > 40, timeout=30, what="its voltage is in the PLC")
    difference = abs(stack.api.point(target)["value"] - stack.api.point(source)["value"])
    assert difference < 0.5


def test_the_machine_is_watched_from_a_container_without_rights(stack: Stack) -> None:
    stack.wait_status("host", "running", timeout=60)
    until(lambda: stack.api.point("host.memory.usage")["quality"] == "good", timeout=30, what="memory is told")
    assert 0 < stack.api.point("host.memory.usage")["value"] < 100
    assert stack.api.point("host.state.clock")["value"] == "ok"
    assert stack.api.call("GET", "/api/points?prefix=host.network")["total"] > 0, "which the container does not have"
