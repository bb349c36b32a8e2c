"""What a page of 60 live widgets costs a browser: frames per second, memory, JavaScript fetched, first view.

Chromium without a window looks at the stand-in gateway of the browser application (`admin-ui/dev`), which sends every
widget ten values a second. Prints JSON lines with what is asked of each figure.

    python tests/bench/bench_ui.py [--warm 5] [--minutes 10] [--url http://127.0.0.1:8099]

warm: minutes the page is left alone before its memory is watched, as courses fill and the browser still compiles.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from playwright.sync_api import CDPSession, Page, sync_playwright

PORT = 18_099
WIDGETS = 60
BEAT_MS = 100
#: Several kinds at once, as on a page of a house; every widget has a point of its own kind.
MODE = f"instances=3&points=600&pages=4&widgets={WIDGETS}&beat={BEAT_MS}&role=admin&auth=in&live=on&fail=&delay=0"
PAGE = "/pages/home"
FRAMES = """seconds => new Promise(done => {
    const start = performance.now();
    let frames = 0, last = start, longest = 0;
    const count = now => {
        frames += 1;
        longest = Math.max(longest, now - last);
        last = now;
        if (now - start < seconds * 1000) requestAnimationFrame(count);
        else done({fps: frames / ((now - start) / 1000), longest});
    };
    requestAnimationFrame(count);
})"""
CHANGES = """seconds => new Promise(done => {
    let changes = 0;
    const observer = new MutationObserver(list => { changes += list.length; });
    observer.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
    setTimeout(() => { observer.disconnect(); done(changes / seconds); }, seconds * 1000);
})"""


def show(name: str, value: float, unit: str, wanted: str, digits: int = 1) -> None:
    """One JSON line."""
    machine = f"{platform.machine()} {os.cpu_count()} cpu"
    line = {"name": f"ui.{name}", "value": round(value, digits), "unit": unit, "wanted": wanted, "machine": machine}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


@contextlib.contextmanager
def stand_in(url: str | None) -> Iterator[str]:
    """The stand-in gateway with the built application; in the image it was built in unless one runs already."""
    if url is not None:
        yield url
        return
    name = f"dinrail-bench-ui-{os.getpid()}"
    image = f"dinrail/ui-build:{os.environ.get('DINRAIL_VERSION', '0.1.0')}"
    command = ["docker", "run", "--rm", "--init", "--name", name, "--network", "host", "-e", f"MOCK_PORT={PORT}", image]
    process = subprocess.Popen([*command, "node", "dev/server.mjs"], stdout=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{PORT}"
    finally:
        subprocess.run(["docker", "rm", "-f", name], check=False, capture_output=True)
        process.wait(timeout=20)


def wait_for(url: str) -> None:
    """Until the stand-in answers, in the state that is measured."""
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{url}/__mock?{MODE}", timeout=5).read()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def heap_mb(session: CDPSession, page: Page) -> float:
    """Memory of what the page still uses: the least of some looks, as one may meet a half-drawn page."""
    looks = []
    for _ in range(5):
        session.send("HeapProfiler.collectGarbage")
        looks.append(float(session.send("Runtime.getHeapUsage")["usedSize"]) / 1e6)
        page.wait_for_timeout(700)
    return min(looks)


def gzipped(url: str) -> int:
    """Bytes of a file as a proxy sends it."""
    return len(gzip.compress(urllib.request.urlopen(url, timeout=10).read(), 6))


def first_view(page: Page, url: str) -> float:
    """Milliseconds until every widget shows something live, nothing being kept from before."""
    page.goto(url + PAGE, wait_until="commit")
    page.wait_for_function(
        f"() => document.querySelectorAll('article[data-quality=good]').length >= {WIDGETS * 3 // 4}", timeout=60_000
    )
    return float(page.evaluate("performance.now()"))


def work(session: CDPSession, page: Page, seconds: int) -> dict[str, float]:
    """Processor time of the page's own thread per second, in ms, by what it was for."""
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    page.wait_for_timeout(seconds * 1000)
    after = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    parts = {
        "all": "TaskDuration",
        "script": "ScriptDuration",
        "style": "RecalcStyleDuration",
        "layout": "LayoutDuration",
    }
    return {part: (after[name] - before[name]) * 1000 / seconds for part, name in parts.items()}


def trend(looks: list[tuple[float, float]]) -> tuple[float, float]:
    """Slope of a straight line through what was seen, and its standard error."""
    middle, mean = (statistics.fmean(part) for part in zip(*looks, strict=True))
    spread = sum((at - middle) ** 2 for at, _ in looks)
    slope = sum((at - middle) * (seen - mean) for at, seen in looks) / spread
    rest = sum((seen - mean - slope * (at - middle)) ** 2 for at, seen in looks)
    return slope, (rest / (len(looks) - 2) / spread) ** 0.5


def measure(page: Page, url: str, warm: float, minutes: float) -> None:
    """All figures of one page, in the order they come about."""
    scripts: set[str] = set()
    page.on("request", lambda request: scripts.add(request.url) if request.url.endswith(".js") else None)
    show("first_view", first_view(page, url), "ms", "<= 1500")
    page.wait_for_timeout(3000)
    show("javascript_gzipped", sum(map(gzipped, scripts)) / 1000, "kB", "<= 350")
    session = page.context.new_cdp_session(page)
    frames = page.evaluate(FRAMES, 10)
    show("frames", frames["fps"], "1/s", ">= 55")
    show("longest_frame", frames["longest"], "ms", "")
    show("changes_of_the_page", page.evaluate(CHANGES, 5), "1/s", "")
    for part, spent in work(session, page, 10).items():
        show(f"page_thread_{part}", spent, "ms/s", "<= 500" if part == "all" else "")
    page.wait_for_timeout(int(warm * 60_000))
    began = time.monotonic()
    looks: list[tuple[float, float]] = []
    while (now := (time.monotonic() - began) / 60) < minutes or len(looks) < 3:
        looks.append((now, heap_mb(session, page)))
        page.wait_for_timeout(25_000)
    slope, unsure = trend(looks)
    show("memory", looks[-1][1], "MB", "")
    show("memory_growth", slope, "MB/min", "about 0", 3)
    show("memory_growth_unsure", unsure, "MB/min", "", 3)


def main() -> None:
    """Starts what is needed and prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--warm", type=float, default=5)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--url")
    options = parser.parse_args()
    with stand_in(options.url) as url, sync_playwright() as playwright:
        wait_for(url)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("DINRAIL_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        page = browser.new_context(viewport={"width": 1440, "height": 900}, service_workers="block").new_page()
        measure(page, url, options.warm, options.minutes)
        browser.close()


if __name__ == "__main__":
    main()
