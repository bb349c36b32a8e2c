"""Where pictures of pages go, and the type of the fixture that opens pages."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

__all__ = ["ARTEFACTS", "PageMaker"]

ARTEFACTS = Path(__file__).parents[2] / "build" / "e2e"
PageMaker = Callable[..., Page]
