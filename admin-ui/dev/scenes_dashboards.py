"""Scenes of the dashboards: pages, kiosk, what is missing."""

from __future__ import annotations

from playwright.sync_api import Page
from scenes import REFUSED, Scene, _all, _by, _fill, _mode, _press, _shown

HOME = "/pages/home"
EDIT = "/pages/home/edit"
FEW = _mode(pages=3, widgets=9, points=300)


def _item(number: int) -> str:
    return f"item-widget_{number:03d}"


def _meanwhile(page: Page) -> None:
    """Somebody else saves the page."""
    page.evaluate(
        """async () => {
            const pages = await (await fetch('/api/pages')).json();
            const {rev, widgets} = await (await fetch('/api/widgets')).json();
            const own = Object.fromEntries(Object.entries(widgets).filter(([, each]) => each.page === 'home'));
            own.widget_001.title = 'Von jemand anderem';
            delete own.widget_002;
            await fetch('/api/pages/home/content', {method: 'PUT', headers: {'Content-Type': 'application/json'},
                body: JSON.stringify({rev, page: pages.pages.home, widgets: own})});
        }"""
    )

DASHBOARDS = [
    Scene("dash-none", "/pages"),
    Scene("dash-none-viewer", "/pages", _mode(role="viewer")),
    Scene("dash-new", "/pages", _mode(), _by("first-page")),
    Scene("dash-bare", HOME, _mode(pages=1)),
    Scene("dash-3", HOME, _mode(pages=3, widgets=3), settle=900),
    Scene("dash-60", HOME, _mode(pages=6, widgets=66, points=300), settle=1500, whole=True),
    Scene("dash-missing", "/pages/nosuch", _mode(pages=2)),
    Scene("dash-error", HOME, _mode(pages=2, widgets=3, fail="/api/widgets"), noise=REFUSED),
    Scene("dash-loading", HOME, _mode(pages=2), lambda p: (p.route("**/api/widgets", lambda r: None), p.reload(), p.wait_for_timeout(600)), pending=True),
    Scene("dash-offline", HOME, _mode(pages=2, widgets=9, live="off"), settle=4500, noise=REFUSED),
    Scene("dash-kiosk", f"{HOME}?kiosk", _mode(pages=3, widgets=18, points=300), settle=900),
    Scene("dash-night", f"{HOME}?kiosk=night", _mode(pages=3, widgets=18, points=300), settle=900),
    Scene("dashedit-empty", EDIT, _mode(pages=1), _shown("palette")),
    Scene("dashedit-9", EDIT, FEW, _shown(_item(9)), settle=900),
    Scene("dashedit-chosen", EDIT, FEW, _all(_shown(_item(9)), _by(_item(2))), settle=900),
    Scene("dashedit-many", EDIT, FEW, _all(_by(_item(2)), _press("Control+a")), settle=900),
    Scene("dashedit-new", EDIT, FEW, _all(_by("show-palette"), _by("add-gauge"), _fill("[data-testid=bind-value]", "volt")), settle=1200),
    Scene("dashedit-phone", EDIT, FEW, _all(_shown(_item(9)), lambda p: p.get_by_test_id("breakpoint").locator("label").first.click()), settle=900),
    Scene("dashedit-settings", EDIT, FEW, _by("page-settings"), settle=600),
    Scene("dashedit-merged", EDIT, FEW, _all(_by(_item(3)), _press("ArrowRight"), _meanwhile, _by("save-page")), settle=900, noise=REFUSED),
    Scene("dashedit-conflict", EDIT, FEW, _all(_by(_item(1)), _fill("[data-testid=widget-title]", "Meins"), _meanwhile, _by("save-page")), settle=900, noise=REFUSED),
    Scene("dashedit-versions", EDIT, FEW, _all(_shown(_item(9)), _meanwhile, _by("show-versions"), lambda p: p.get_by_test_id("version-5").get_by_role("button").first.click()), settle=900),
    Scene("dashedit-delete", EDIT, FEW, _all(_by("page-settings"), _by("delete-page")), settle=600),
    Scene("dashedit-60", EDIT, _mode(pages=3, widgets=66, points=300), _shown("item-widget_066"), settle=1500),
]
