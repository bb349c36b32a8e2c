"""The topics of the broker of the demo's house are looked at; a value of a payload becomes a point with one click."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.browser import serious
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

HOME = "home_mqtt"
LAMP = "zigbee2mqtt/lamp"
BODY = ("type", "title", "enabled", "runtime", "limits", "config")


@pytest.fixture
def home(stack: Stack) -> Iterator[Stack]:
    """The broker of the house, configured as before in the end."""
    stack.wait_status(HOME, "running", timeout=60)
    before = stack.api.instance(HOME)
    yield stack
    stack.api.instance(HOME)
    stack.api.call("PUT", f"/api/instances/{HOME}", {key: before[key] for key in BODY}, **{"If-Match": stack.api.etag})


def test_a_value_that_is_seen_becomes_a_point_with_one_click(page: Page, home: Stack) -> None:
    page.goto(f"/instances/{HOME}/topics")
    page.get_by_test_id("search").fill("lamp")
    page.get_by_test_id(f"topic-{LAMP}").click()
    detail = page.get_by_test_id("topic-detail")
    expect(detail).to_contain_text("brightness")
    assert serious(page) == []

    detail.get_by_test_id("field-brightness").click()

    made = page.get_by_test_id("new-points")
    expect(made).to_contain_text(HOME, timeout=60_000)
    expect(made).to_contain_text("120", timeout=60_000)
    subscriptions = home.api.instance(HOME)["config"]["subscriptions"]
    added = [each for each in subscriptions if each["filter"] == LAMP]
    assert added
    listed = made.get_by_role("link").first.inner_text()
    until(lambda: home.api.point(listed)["value"] == 120, timeout=60, what="the point has the lamp's value")
    assert home.api.point(listed)["quality"] == "good"


def test_everything_that_is_said_is_there_and_what_is_a_point_is_marked(page: Page, home: Stack) -> None:
    page.goto(f"/instances/{HOME}/topics")
    for topic in ("home/kitchen/temperature", "tele/plug/SENSOR", LAMP):
        page.get_by_test_id("search").fill(topic)
        expect(page.get_by_test_id(f"topic-{topic}")).to_be_visible(timeout=30_000)


def test_while_the_broker_is_away_the_page_says_so_and_goes_on_when_it_is_back(page: Page, home: Stack) -> None:
    page.goto(f"/instances/{HOME}/topics")
    page.get_by_test_id("search").fill(LAMP)
    expect(page.get_by_test_id(f"topic-{LAMP}")).to_be_visible(timeout=30_000)
    home.compose("stop", "home-broker")
    try:
        away = page.get_by_test_id("topics-away")
        expect(away).to_contain_text("Nothing new arrives; below is what was said before", timeout=60_000)
        expect(away).not_to_contain_text("Unknown reason")
        expect(page.get_by_test_id(f"topic-{LAMP}")).to_be_visible()
    finally:
        home.compose("start", "home-broker")
    expect(away).to_have_count(0, timeout=90_000)
    home.wait_status(HOME, "running", timeout=60)
