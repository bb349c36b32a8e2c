"""What `look.py` looks at in the route editor."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page
from scenes import REFUSED, Scene, _all, _by, _fill, _mode, _press

ROUTES = _mode(routes=7)


def _type(test_id: str, text: str) -> Callable[[Page], None]:
    """Written where the text was, as a person would: lists open."""

    def run(page: Page) -> None:
        field = page.get_by_test_id(test_id)
        field.fill("")
        field.press_sequentially(text, delay=5)
        page.wait_for_timeout(900)

    return run


def _as_text(page: Page) -> None:
    page.locator("[data-testid=section-steps] label").last.click()


def _as_cards(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("[data-testid=section-steps] label").first.click()


def _leave(page: Page) -> None:
    """The list closes, the marks stay."""
    page.keyboard.press("Escape")
    page.locator("h1").click()


def _schedules(page: Page) -> None:
    page.get_by_test_id("add-schedule").click()
    first = page.get_by_test_id("schedule-0")
    first.locator("input[placeholder='06:00']").fill("22:00")
    first.locator("input[placeholder='22:00']").fill("06:30")
    page.get_by_test_id("add-schedule").click()
    second = page.get_by_test_id("schedule-1")
    second.locator("select").first.select_option("sunrise")
    second.locator("select").nth(1).select_option("sunset")
    page.get_by_test_id("section-schedule").scroll_into_view_if_needed()


def _somebody_else(page: Page) -> None:
    """Changes the same route."""
    page.evaluate(
        """async () => {
            const view = await (await fetch('/api/routes')).json();
            const route = view.document.routes.find(({id}) => id === 'house-power');
            route.transform = 'avg(5m) | round(1)';
            await fetch('/api/routes', {method: 'PUT', body: JSON.stringify(view.document),
                headers: {'Content-Type': 'application/json', 'If-Match': `"${view.revision}"`}});
        }"""
    )


HOUSE = "/routes/house-power"
SETTLED = 2500

ROUTE_EDIT = [
    Scene("route-new", "/routes/new", ROUTES, settle=900, whole=True),
    Scene("route-edit", HOUSE, ROUTES, settle=SETTLED, whole=True),
    Scene("route-battery", "/routes/battery-to-plc", ROUTES, settle=SETTLED, whole=True),
    Scene("route-points", "/routes/new", ROUTES, _type("address-from-0", "volt"), settle=900),
    Scene("route-target", "/routes/new?from=inverter_1.ac.power", ROUTES, _type("address-to-0", "set"), settle=900),
    Scene("route-pattern", "/routes/new?from=*.dc.*.voltage&to=calc.u.{1}", ROUTES, _by("show-matches"), settle=SETTLED, whole=True),
    Scene("route-add-step", HOUSE, ROUTES, _by("add-step"), settle=900),
    Scene("route-find-step", HOUSE, ROUTES, _type("add-step", "mit"), settle=600),
    Scene("route-complete", HOUSE, ROUTES, _all(_as_text, _type("transform", "scale(0.001) | cl")), settle=600),
    Scene("route-text-wrong", HOUSE, ROUTES, _all(_as_text, _type("transform", "scael(0.001) | clamp(mx=3) | round("), _leave), settle=900),
    Scene("route-cards-wrong", HOUSE, ROUTES, _all(_as_text, _type("transform", "scale(kWh) | foo(1) | round(2)"), _as_cards), settle=900, whole=True),
    Scene("route-cards-broken", HOUSE, ROUTES, _all(_as_text, _type("transform", "scale(2) | round(2) |"), _as_cards), settle=900),
    Scene("route-table", HOUSE, ROUTES, _all(_as_text, _type("transform", 'map("0=off, 1=heating", default=unknown) | curve("47:0, 54:100")'), _as_cards), settle=900, whole=True),
    Scene("route-when", HOUSE, ROUTES, _all(_type("when", "value > 9999 and point('inverter_1.ac"), ), settle=1500),
    Scene("route-blocked", HOUSE, ROUTES, _all(_type("when", "value > 99999"), _leave), settle=SETTLED, whole=True),
    Scene("route-schedule", "/routes/meter-display", ROUTES, _schedules, settle=900),
    Scene("route-more", "/routes/setpoint-pair", ROUTES, _by("more"), settle=900, whole=True),
    Scene("route-tried", "/routes/battery-to-plc", ROUTES, _fill("[data-testid=try-value]", "42000"), settle=SETTLED),
    Scene("route-empty-saved", "/routes/new", ROUTES, _by("save"), settle=600, whole=True),
    Scene("route-no-router", HOUSE, _mode(routes=7, router="away"), settle=5000, whole=True, noise=REFUSED),
    Scene("route-saved", HOUSE, _mode(routes=7, router="behind"), _all(_fill("[data-testid=name]", "Leistung"), _by("save")), settle=900),
    Scene("route-refused", "/routes/new?from=inverter_1.ac.power&to=calc.x", ROUTES, _all(_by("more"), _fill("[data-testid=id]", "alarm"), _by("save")), settle=900, whole=True, noise=REFUSED),
    Scene("route-contested", HOUSE, ROUTES, _all(_fill("[data-testid=name]", "Leistung"), _somebody_else), settle=6500),
    Scene("route-conflict", HOUSE, ROUTES, _all(_fill("[data-testid=name]", "Leistung"), _somebody_else, _by("save")), settle=900, noise=REFUSED),
    Scene("route-leave", HOUSE, ROUTES, _all(_fill("[data-testid=name]", "Leistung"), lambda p: p.locator("a[href='/routes']").last.click()), settle=600),
    Scene("route-loading", HOUSE, ROUTES, lambda p: (p.route("**/api/routes", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
    Scene("route-error", HOUSE, _mode(fail="/api/routes"), noise=REFUSED),
    Scene("route-gone", "/routes/nothing", ROUTES),
    Scene("route-offline", HOUSE, _mode(routes=7, live="off"), settle=4500, noise=REFUSED),
    Scene("route-keyboard", HOUSE, ROUTES, _all(lambda p: p.locator("[data-focus=down]").first.focus(), _press("Enter")), settle=900),
]
