"""The whole path: first live value and first page in the browser, and a register's change until it is seen there.

Prints one JSON object per line. Needs the images; starts a stack of its own project and removes it.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from stack import Stack
from stack.modbus import write_holding

CHANGES = 30
LIMIT_REGISTER = 200
POINT = "inverter_1.inverter.power_limit"
WATCH = """address => {
  const cell = document.querySelector(`[data-testid="value-${address}"]`);
  window.seen = [];
  new MutationObserver(() => window.seen.push([Date.now(), cell.textContent]))
    .observe(cell, {childList: true, subtree: true, characterData: true});
}"""

# Of the page the demo opens on; a quarter of it may have nothing to show yet.
LIVE = """() => {
  const all = document.querySelectorAll("article[data-quality]");
  const good = document.querySelectorAll("article[data-quality=good]");
  return all.length >= 4 && good.length >= all.length * 3 / 4;
}"""
FIRST_VIEWS = 5


def emit(name: str, value: float, unit: str, reference: float) -> None:
    """One figure against what was asked."""
    machine = f"{os.cpu_count()} × {platform.machine()}"
    row = {"name": name, "value": round(value, 2), "unit": unit, "reference": reference}
    sys.stdout.write(json.dumps({**row, "ratio": round(value / reference, 3), "machine": machine}) + "\n")
    sys.stdout.flush()


def shown_after(page: Page, port: int, watts: int) -> float:
    """Milliseconds from the write on the wire to the new text in the page."""
    page.evaluate("window.seen = []")
    written = time.time() * 1000
    write_holding(port, 1, LIMIT_REGISTER, watts)
    text = f"{watts:,}"
    page.wait_for_function("text => window.seen.some(([, shown]) => shown.includes(text))", arg=text, polling=20)
    seen = page.evaluate("window.seen")
    return float(next(at for at, shown in seen if text in shown) - written)


def first_view(browser: Browser, stack: Stack) -> float:
    """Milliseconds from the address to a live first page, in a browser that was never here."""
    with browser.new_context(locale="en-GB", base_url=stack.url) as context:
        page = logged_in(context, stack)
        page.goto("/", wait_until="commit")
        # As a function, and polled: the page allows no text to become script.
        while not page.evaluate(LIVE):
            page.wait_for_timeout(20)
        return float(page.evaluate("() => performance.now()"))


def logged_in(context: BrowserContext, stack: Stack) -> Page:
    """A new page with a session."""
    credentials = {"username": "admin", "password": stack.password}
    context.request.post("/api/auth/login", data=credentials, headers={"Origin": stack.url})
    return context.new_page()


def main() -> None:
    """Measure on a fresh stack."""
    stack = Stack("dinrail-bench")
    began = time.monotonic()
    stack.start()
    interval = float(stack.api.instance("inverter_1")["config"]["interval"])
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("DINRAIL_CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"],
            )
            page = logged_in(browser.new_context(locale="en-GB", base_url=stack.url), stack)
            page.goto(f"/points?q={POINT}")
            page.get_by_test_id(f"value-{POINT}").filter(has_text="W").wait_for()
            emit("stack.first_value_in_browser", time.monotonic() - began, "s", 30)
            views = [first_view(browser, stack) for _ in range(FIRST_VIEWS)]
            emit("stack.first_view_p50", statistics.median(views), "ms", 1500)
            page.evaluate(WATCH, POINT)
            # Steps that do not beat with the poll, so that every phase of it is met.
            delays = []
            for change in range(CHANGES):
                time.sleep(0.137)
                delays.append(shown_after(page, stack.ports["SIM"], 1000 + change))
            browser.close()
        emit("stack.register_to_browser_p50", statistics.median(delays), "ms", 300 + 1000 * interval)
        emit("stack.register_to_browser_p95", statistics.quantiles(delays, n=20)[-1], "ms", 300 + 1000 * interval)
    finally:
        stack.remove()


if __name__ == "__main__":
    main()
