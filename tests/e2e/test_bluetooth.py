"""A battery on the air, from the first look to its cells, against a simulated radio behind a real D-Bus."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

RADIO = "bms_1"
PACK, JK, PASSER_BY = "A4:C1:38:00:00:01", "C8:47:8C:00:00:04", "02:00:00:00:00:03"


@pytest.fixture
def radio_as_before(stack: Stack) -> Iterator[None]:
    """The configuration is what it was afterwards."""
    before = stack.api.instance(RADIO)
    yield
    stack.api.instance(RADIO)
    body = {key: before[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
    stack.api.call("PUT", f"/api/instances/{RADIO}", body, **{"If-Match": stack.api.etag})
    stack.wait_status(RADIO, "running", timeout=60)


def test_a_battery_is_found_recognised_taken_in_and_shows_its_cells(
    page: Page, stack: Stack, radio_as_before: None
) -> None:
    page.goto("/instances")
    page.get_by_test_id(f"instance-{RADIO}-bluetooth").click()
    expect(page.get_by_test_id("radio")).to_contain_text("hci0")
    expect(page.get_by_test_id("slots")).to_have_attribute("aria-label", re.compile("1 of 3"))
    expect(page.get_by_test_id(f"device-{PACK}")).to_contain_text("pack")
    jk = page.get_by_test_id(f"device-{JK}")
    expect(jk).to_contain_text("JK")
    expect(jk).to_contain_text("%")
    expect(page.get_by_test_id(f"device-{PASSER_BY}")).to_be_visible()

    page.get_by_test_id(f"probe-{JK}").click()
    expect(page.get_by_test_id("probed")).to_contain_text("JK", timeout=70_000)
    page.get_by_test_id("probe-add").click()
    page.get_by_test_id("device-name").fill("right")
    page.get_by_test_id("device-save").click()
    expect(jk).to_contain_text("right", timeout=40_000)
    until(lambda: stack.api.point(f"{RADIO}.right.voltage")["quality"] == "good", timeout=60, what="it is read")

    page.get_by_test_id(f"battery-{JK}").click(timeout=40_000)
    expect(page).to_have_url(re.compile("/batteries/"))
    expect(page.get_by_role("main")).to_contain_text("16")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"3\.\d\d\d"))


def test_a_device_is_left_to_the_app_and_taken_back(page: Page, stack: Stack) -> None:
    page.goto(f"/instances/{RADIO}/bluetooth")
    page.get_by_test_id(f"release-{PACK}").click()
    page.get_by_test_id("release-now").click()
    expect(page.get_by_test_id(f"device-{PACK}")).to_have_attribute("data-state", "released")
    until(lambda: stack.api.point(f"{RADIO}.pack.soc")["quality"] == "bad", timeout=40, what="its values are bad")
    page.get_by_test_id(f"resume-{PACK}").click()
    until(lambda: stack.api.point(f"{RADIO}.pack.soc")["quality"] == "good", timeout=40, what="and good again")


def test_the_search_finds_by_maker_and_address(page: Page) -> None:
    page.goto(f"/instances/{RADIO}/bluetooth")
    expect(page.get_by_test_id(f"device-{PASSER_BY}")).to_be_visible()
    page.get_by_test_id("search").fill("c8:47")
    expect(page.locator("[data-testid^=device-]")).to_have_count(1)
    page.get_by_test_id("search").fill("nobody at all")
    expect(page.locator("[data-testid^=device-]")).to_have_count(0)
