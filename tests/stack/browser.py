"""Where pictures of pages go, the type of the fixture that opens pages, and the way to the editor of Node-RED."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FrameLocator, Page, expect

__all__ = ["ARTEFACTS", "PageMaker", "editor_of"]

ARTEFACTS = Path(__file__).parents[2] / "build" / "e2e"
PageMaker = Callable[..., Page]


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
