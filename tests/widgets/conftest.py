"""One real browser for the pages of plugins."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from widgets.framed import Framed


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
def put_up(browser: Browser) -> Iterator[Callable[[str], Framed]]:
    """Show the page of a plugin."""
    context = browser.new_context()
    yield lambda text: Framed(context.new_page(), text)
    context.close()
