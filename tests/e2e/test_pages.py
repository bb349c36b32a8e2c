"""Every page in both languages and colour schemes, on a phone and a desktop: fits, and is accessible."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from stack.browser import ARTEFACTS, PageMaker, serious
from stack.demo import INVERTER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]

PAGES = {
    "login": "/login",
    "instances": "/instances",
    "new": "/instances/new",
    "edit": f"/instances/{INVERTER}/edit",
    "points": "/points?q=inverter",
    "routes": "/routes",
    "broker": "/broker",
    "clients": "/clients",
    "checks": "/checks",
    "errors": "/errors",
    "audit": "/audit",
    "users": "/users",
    "backups": "/backups",
    "instance": f"/instances/{INVERTER}",
    "bluetooth": "/instances/bms_1/bluetooth",
    "frames": "/instances/can_battery/frames",
    "batteries": "/batteries",
    "settings": "/settings",
    "letters": "/instances/webhook/letters",
}


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(("language", "scheme"), [("de-DE", "light"), ("en-GB", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_and_is_accessible(open_page: PageMaker, name: str, language: str, scheme: str, width: int) -> None:
    page = open_page(language=language, scheme=scheme, width=width, login=name != "login")
    page.goto(PAGES[name])
    expect(page.get_by_role("heading").first).to_be_visible()
    page.wait_for_load_state("networkidle") if name == "login" else page.wait_for_timeout(700)
    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    screens = ARTEFACTS / "screens"
    screens.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(screens) / f"{name}-{language[:2]}-{scheme}-{width}.png", full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    cut = page.evaluate(
        "[...document.querySelectorAll('[role=table]')].filter(t => t.scrollWidth > t.clientWidth).length"
    )
    assert cut == 0
    assert serious(page) == []
