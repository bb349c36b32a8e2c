"""The red button in a real browser: held, everything seen stopped, released, everything back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


@pytest.fixture
def released(stack: Stack) -> Iterator[None]:
    """No panic is left behind, and what ran before runs again."""
    before = running(stack)
    yield
    stack.api.call("POST", "/api/admin/panic/reset", {})
    until(lambda: running(stack) >= before, timeout=90, what="everything runs again")


def running(stack: Stack) -> set[str]:
    """Instances whose containers the engine itself calls running."""
    return {name for name in stack.instances() if stack.container(name)["State"]["Running"]}


def hold(page: Page, seconds: float) -> None:
    page.get_by_test_id("panic-hold").hover()
    page.mouse.down()
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()


def test_panic_is_held_stops_everything_and_is_released(page: Page, stack: Stack, released: None) -> None:
    before = running(stack)
    assert len(before) >= 5
    page.goto("/points")
    page.get_by_test_id("panic").click()
    hold(page, 0.4)
    expect(page.get_by_test_id("panic-progress")).to_have_count(0)
    assert stack.api.call("GET", "/api/admin/panic")["level"] is None, "a short touch does nothing"
    page.get_by_label(re.compile("^(Reason|Grund)")).fill("smoke in the cabinet")
    hold(page, 1.4)
    pressed = time.monotonic()
    expect(page.locator("[data-testid=panic-progress][data-finished]")).to_be_visible(timeout=10_000)
    assert running(stack) == set(), "the engine itself says so"
    assert time.monotonic() - pressed < 10
    page.keyboard.press("Escape")
    banner = page.get_by_test_id("panic-banner")
    expect(banner).to_contain_text("smoke in the cabinet")
    expect(banner).to_contain_text("admin")
    page.reload()
    expect(banner).to_be_visible()
    page.get_by_test_id("panic-reset").click()
    page.get_by_test_id("confirm").click()
    expect(banner).to_have_count(0)
    until(lambda: running(stack) == before, timeout=60, what="exactly what ran before runs again")


def test_writes_alone_are_stopped_by_the_typed_word_with_the_keyboard(page: Page, stack: Stack, released: None) -> None:
    before = running(stack)
    page.goto("/instances")
    page.get_by_test_id("panic").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("radio").last.check()
    word = page.get_by_test_id("panic-word")
    word.fill("nothing")
    expect(page.locator("form button[type=submit]")).to_be_disabled()
    word.fill("stop" if page.evaluate("document.documentElement.lang") == "en" else "stopp")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("panic-banner")).to_be_visible()
    assert stack.api.call("GET", "/api/admin/panic")["level"] == "writes"
    assert running(stack) == before, "reading goes on"
