"""One real browser for all tests here, and pages of it that are logged in."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from stack import Stack
from stack.browser import ARTEFACTS, PageMaker
from stack.node_red import NodeRed, node_red

expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DINRAIL_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, stack: Stack, request: pytest.FixtureRequest) -> Iterator[PageMaker]:
    """Make pages with chosen language, colours and width; script errors fail the test, failure leaves pictures."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(
        *, language: str = "en-GB", scheme: str = "light", width: int = 1440, login: bool = True, touch: bool = False
    ) -> Page:
        context = browser.new_context(
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 900},
            base_url=stack.url,
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        if login:
            credentials = {"username": "admin", "password": stack.password}
            answer = context.request.post("/api/auth/login", data=credentials, headers={"Origin": stack.url})
            assert answer.ok, answer.text()
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    if getattr(request.node, "failed", False):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        name = request.node.name.replace("/", "_")
        (ARTEFACTS / f"{name}.log").write_text(stack.logs())
        for number, context in enumerate(contexts):
            for page in context.pages:
                page.screenshot(path=ARTEFACTS / f"{name}-{number}.png")
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: PageMaker) -> Page:
    """A logged-in page in English, light, on a desktop."""
    return open_page()


@pytest.fixture(scope="module")
def flows(stack: Stack) -> Iterator[NodeRed]:
    """Node-RED beside the stack, for the tests of one file."""
    with node_red(stack) as made:
        yield made
