"""A new box without a password: the code on the console opens it, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from stack import Stack
from stack.api import ApiFailure
from stack.browser import ARTEFACTS, serious

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]

WIDTHS = (390, 1440)


@pytest.fixture(scope="module")
def new_box() -> Iterator[Stack]:
    """The stack of a box nobody has logged in to."""
    stack = Stack("dinrail-first", password="")
    stack.start_empty()
    yield stack
    stack.remove()


def pictures(page: Page, name: str) -> None:
    (ARTEFACTS / "screens").mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=ARTEFACTS / "screens" / f"{name}-{width}.png")


def test_setup_code_makes_the_first_account_once(new_box: Stack, browser: Browser) -> None:
    code = new_box.compose("exec", "-T", "gateway", "dinrail-gateway", "setup-code").strip()
    assert code
    context = browser.new_context(locale="de-DE", base_url=new_box.url)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_test_id("setup")).to_be_visible()
    assert serious(page) == []
    pictures(page, "setup-de")
    for field, text in {"code": "0000-0000", "username": "chef", "password": "ein langes Passwort"}.items():
        page.locator(f"input[name={field}]").fill(text)
    page.locator("input[name=repeat]").fill("ein langes Passwort")
    page.get_by_test_id("setup").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("input[name=code]").fill(code)
    page.get_by_test_id("setup").click()
    expect(page.get_by_test_id("add-instance").first).to_be_visible()
    assert serious(page) == []
    pictures(page, "empty-de")
    context.close()
    again = {"code": code, "username": "thief", "password": "another long password"}
    with pytest.raises(ApiFailure) as caught:
        new_box.api.call("POST", "/api/auth/setup", again)
    assert caught.value.status in (403, 409)
    assert new_box.compose("exec", "-T", "gateway", "sh", "-c", "dinrail-gateway setup-code || true").strip() != code
