"""A route is built in the browser, seen to flow, broken, and its silence explained; against the real stack."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from stack import Stack
from stack.compose import until
from stack.demo import POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

TARGET = "calc.e2e.power_kw"
NEVER = "value > 1000000"


@pytest.fixture
def no_route_left(stack: Stack):  # type: ignore[no-untyped-def]
    """What the test built is gone afterwards."""
    yield
    document = stack.api.call("GET", "/api/routes")["document"]
    document["routes"] = [route for route in document["routes"] if route.get("id") != "e2e"]
    stack.api.call("PUT", "/api/routes", document, **{"If-Match": stack.api.etag})


def condition_of(stack: Stack) -> str:
    routes = stack.api.call("GET", "/api/routes")["document"]["routes"]
    return next(str(route.get("when", "")) for route in routes if route.get("id") == "e2e")


def put(field: Locator, text: str) -> None:
    field.fill(text)
    field.press("Escape")


def test_a_route_is_built_flows_is_broken_and_tells_why(page: Page, stack: Stack, no_route_left: None) -> None:
    page.goto("/routes/new")
    source = page.get_by_test_id("address-from-0")
    source.fill("inverter power")
    page.get_by_role("option").filter(has_text=POWER).first.click()
    expect(source).to_have_value(POWER)
    put(page.get_by_test_id("address-to-0"), TARGET)
    page.get_by_text("Text", exact=True).click()
    put(page.get_by_test_id("transform"), "scale(0.001) | round(2)")
    expect(page.get_by_test_id("outcome").first).to_contain_text(TARGET, timeout=20_000)
    page.get_by_test_id("section-more").click()
    put(page.get_by_test_id("id"), "e2e")
    page.get_by_test_id("save").click()
    until(lambda: stack.api.point(TARGET)["quality"] == "good", timeout=30, what="the calculated point is good")
    assert stack.api.point(TARGET)["value"] == pytest.approx(stack.api.point(POWER)["value"] / 1000, abs=1.0)

    page.goto("/routes")
    page.get_by_test_id("route-e2e-open").click()
    drawer = page.get_by_test_id("route-drawer")
    expect(drawer.get_by_test_id("balance")).to_be_visible()
    drawer.get_by_test_id("tab-trace").click()
    expect(drawer.get_by_test_id("trace-events").get_by_role("listitem").first).to_be_visible(timeout=30_000)

    page.goto("/routes/e2e")
    put(page.get_by_test_id("when"), NEVER)
    expect(page.get_by_test_id("holds")).to_have_attribute("data-state", "false", timeout=20_000)
    page.get_by_test_id("save").click()
    until(lambda: condition_of(stack) == NEVER, timeout=20, what="the condition is stored")
    page.goto("/routes")
    page.get_by_test_id("route-e2e-open").click()
    expect(page.get_by_test_id("balance")).to_contain_text("ondition", timeout=30_000)


def test_a_source_is_taken_off_the_router_and_put_back(page: Page, stack: Stack) -> None:
    page.goto("/routes")
    page.get_by_test_id("tab-sources").click()
    page.get_by_test_id("source-inverter_1-disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    until(
        lambda: stack.api.point("calc.house.solar_kw")["quality"] == "bad",
        timeout=30,
        what="what depends on the source is bad",
    )
    assert stack.api.instance("inverter_1")["status"]["status"] == "running"
    page.get_by_test_id("source-inverter_1-connect").click()
    until(lambda: stack.api.point("calc.house.solar_kw")["quality"] == "good", timeout=30, what="it is good again")
