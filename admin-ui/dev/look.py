"""Pictures of every page against the mock server, and what axe-core finds on them.

    npm run build && npm run mock &
    python dev/look.py OUT_DIR [--only NAME] [--quick]

Needs the Python package playwright and a Chromium (`CHROMIUM`, default /usr/bin/chromium). Each scene is taken in German
and English, light and dark, 390 and 1440 px wide (`--quick`: German light wide, English dark narrow). Ends with 1 when axe
finds something serious, a console error appears, or a page scrolls sideways.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from scenes import SCENES, Scene
from scenes_batteries import BATTERIES
from scenes_bluetooth import BLUETOOTH
from scenes_broker import BROKER
from scenes_bus import BUS
from scenes_can import CAN
from scenes_dashboards import DASHBOARDS
from scenes_letters import LETTERS
from scenes_route_edit import ROUTE_EDIT
from scenes_symbols import SYMBOLS
from scenes_topics import TOPICS
from scenes_upkeep import UPKEEP
from scenes_widgets import WIDGETS

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
MOCK = os.environ.get("MOCK_URL", "http://127.0.0.1:8099")
SIZES = {390: 844, 1440: 900}
VARIANTS = list(itertools.product(("de", "en"), ("light", "dark"), SIZES))
QUICK = [("de", "light", 1440), ("en", "dark", 390)]
SERIOUS = ("serious", "critical")
#: Chromium drops its connections when a network interface of the machine comes or goes.
DISTURBED = "ERR_NETWORK_CHANGED"


def take(page: Page, scene: Scene, variant: tuple[str, str, int], out: Path) -> list[str]:
    """One picture; returns what is wrong with it."""
    language, scheme, width = variant
    urllib.request.urlopen(f"{MOCK}/__mock?{scene.mode}").read()  # noqa: S310 - our own mock server
    page.add_init_script(
        f"localStorage.setItem('dinrail-language', '{language}');"
        f"localStorage.setItem('dinrail-color-scheme', '{scheme}');"
        f"localStorage.setItem('dinrail-instances-view', '\"{scene.view}\"');"
    )
    page.goto(MOCK + scene.path)
    if not scene.pending:
        # A busy machine must not be pictured while the page is still being fetched.
        page.locator("h1, form").first.wait_for()
        expect(page.locator(".mantine-Skeleton-root")).to_have_count(0, timeout=30_000)
    scene.act(page)
    page.wait_for_timeout(scene.settle)
    name = f"{scene.name}-{language}-{scheme}-{width}"
    if scene.whole:
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.wait_for_timeout(300)
    page.screenshot(path=out / f"{name}.png")
    wrong = []
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        wrong.append(f"{name}: scrolls sideways")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    for violation in found["violations"]:
        places = "; ".join(f"{node['target']} ({node['failureSummary'][:200]})" for node in violation["nodes"][:3])
        line = f"{name}: axe {violation['impact']} {violation['id']}: {violation['help']} at {places}"
        print(("!! " if violation["impact"] in SERIOUS else "   ") + line)
        wrong += [line] if violation["impact"] in SERIOUS else []
    return wrong


def look(browser: Browser, scene: Scene, variant: tuple[str, str, int], out: Path) -> list[str]:
    """One scene in a browser context of its own; also what its console said."""
    width = variant[2]
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]})
    page = context.new_page()
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    wrong = []
    try:
        wrong = take(page, scene, variant, out)
    except Exception as error:  # noqa: BLE001 - one broken scene must not hide the others
        page.screenshot(path=out / f"{scene.name}-BROKEN.png")
        wrong = [f"{scene.name} {variant}: {str(error)[:300]}"]
    context.close()
    return wrong + [f"{scene.name} {variant}: console: {text[:300]}" for text in errors if not scene.expects(text)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        scenes = [scene for scene in (*SCENES, *ROUTE_EDIT, *BUS, *SYMBOLS, *BATTERIES, *UPKEEP, *BLUETOOTH, *CAN, *LETTERS, *TOPICS, *DASHBOARDS, *WIDGETS, *BROKER) if options.only in scene.name]
        for scene, variant in itertools.product(scenes, QUICK if options.quick else VARIANTS):
            for _ in range(3):
                found = look(browser, scene, variant, options.out)
                if not any(DISTURBED in line for line in found):
                    break
            wrong += found
        browser.close()
    print(f"{len(wrong)} findings", *sorted(set(wrong)), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
