"""Where pictures of pages go, the fixture that opens pages, what axe finds, and the way to the editor of Node-RED."""

from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FrameLocator, Page, expect

__all__ = ["ARTEFACTS", "PageMaker", "editor_of", "serious"]

ARTEFACTS = Path(__file__).parents[2] / "build" / "e2e"
PageMaker = Callable[..., Page]
_MOVING = """() => document.getAnimations().some(
    one => one.playState === 'running' && Number.isFinite(one.effect?.getComputedTiming().endTime))"""


def editor_of(page: Page) -> FrameLocator:
    """Node-RED's editor inside DINrail's page, ready to be used."""
    page.goto("/node-red")
    editor = page.frame_locator("[data-testid=node-red-frame]")
    ready = expect(editor.locator("#red-ui-header-button-sidemenu"))
    try:
        ready.to_be_visible(timeout=40_000)
    except AssertionError:
        # A browser in the host's network drops what is under way when a container beside it comes or goes.
        page.reload()
        ready.to_be_visible(timeout=60_000)
    return editor


def serious(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds that keeps somebody out: the rule, and the first place."""
    # What fades in has other colours on its way.
    page.wait_for_function(f"() => !({_MOVING})()")
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["target"]) for rule in found if rule["impact"] in ("serious", "critical")]
