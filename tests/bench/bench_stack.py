"""The whole path: time to the first live value in the browser, and a register's change until it is seen there.

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

from playwright.sync_api import Page, sync_playwright

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
            page = browser.new_context(locale="en-GB", base_url=stack.url).new_page()
            credentials = {"username": "admin", "password": stack.password}
            page.request.post("/api/auth/login", data=credentials, headers={"Origin": stack.url})
            page.goto(f"/points?q={POINT}")
            page.get_by_test_id(f"value-{POINT}").filter(has_text="W").wait_for()
            emit("stack.first_value_in_browser", time.monotonic() - began, "s", 30)
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
