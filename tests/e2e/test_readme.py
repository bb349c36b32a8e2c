"""Row 54 in a real browser: what a stranger writes for people – a README, Markdown in a widget – does nothing there."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Locator, Page, expect

from stack import Stack
from stack.browser import serious
from stack.compose import ROOT, until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

TYPE, PAGE = "hostile-probe", "probe_54"
FOLDER = ROOT / "plugins" / TYPE
WATCH = """
window.violations = [];
window.reached = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
"""


class Tracker(BaseHTTPRequestHandler):
    """Answers everything, and remembers what was asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def tracker() -> Iterator[str]:
    """Where a stranger would like the browser to ask."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tracker)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def hostile(tracker: str) -> str:
    return (Path(__file__).parent / "hostile.txt").read_text().replace("TRACKER", tracker)


@pytest.fixture
def readme(stack: Stack, tracker: str) -> Iterator[str]:
    """A type in the folder of plugins that shows itself to whoever wants to add a device."""
    FOLDER.mkdir()
    name = f"<img src={tracker}/title.png onerror=window.reached.push('title')>"
    manifest = {"name": TYPE, "version": "1.0.0", "kind": "adapter", "title": {"en": name, "de": name}}
    (FOLDER / "manifest.json").write_text(json.dumps({**manifest, "description": {"en": name, "de": name}}))
    (FOLDER / "README.md").write_text(hostile(tracker))
    until(lambda: TYPE in types(stack), timeout=120, what="the type is found")
    yield TYPE
    shutil.rmtree(FOLDER)
    until(lambda: TYPE not in types(stack), timeout=120, what="the type is gone")


@pytest.fixture
def widget(stack: Stack, tracker: str) -> Iterator[str]:
    """A page with the same text in a widget; afterwards all dashboards are as they were."""
    before = stack.api.call("GET", "/api/pages")["rev"]
    text = {
        "type": "text",
        "title": "<img src=x onerror=window.reached.push('widget')>",
        "options": {"text": hostile(tracker)},
        "layout": {"x": 0, "y": 0, "w": 6, "h": 8},
    }
    body = {"rev": before, "page": {"title": "Probe", "order": 60}, "widgets": {f"{PAGE}_1": text}}
    stack.api.call("PUT", f"/api/pages/{PAGE}/content", body)
    yield f"{PAGE}_1"
    stack.api.call("POST", f"/api/dashboards/versions/{before}/restore", {})


@pytest.fixture
def watched(page: Page, stack: Stack) -> Iterator[Page]:
    """A page that remembers what its policy forbade: nothing; nor did anything run or ask elsewhere."""
    Tracker.asked.clear()
    elsewhere: list[str] = []
    talked: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((stack.url, "data:image/svg+xml", "ws://")):
            elsewhere.append(url)

    page.add_init_script(WATCH)
    page.on("request", lambda request: asked(request.url))
    page.on("dialog", lambda dialog: talked.append(dialog.message))
    yield page
    page.wait_for_timeout(500)
    assert page.evaluate("window.violations") == []
    assert page.evaluate("window.reached") == []
    assert (elsewhere, talked, Tracker.asked) == ([], [], [])


def types(stack: Stack) -> set[str]:
    return {each["type"] for each in stack.api.call("GET", "/api/types")}


def inert(article: Locator, tracker: str) -> None:
    """Only elements Markdown has, and links that only lead away."""
    expect(article).to_contain_text("The end.")
    expect(article).to_contain_text("onerror=")
    names = article.evaluate("found => [...new Set([...found.querySelectorAll('*')].map((each) => each.localName))]")
    known = {"a", "blockquote", "br", "code", "em", "h3", "h4", "hr", "li", "p", "pre", "strong", "ul", "ol"}
    assert set(names) <= known | {"table", "thead", "tbody", "tr", "th", "td", "s", "div", "span"}
    attributes = "found => [...found.querySelectorAll('*')].flatMap((each) => each.getAttributeNames())"
    assert [name for name in article.evaluate(attributes) if name.startswith("on") or name in ("src", "srcdoc")] == []
    for link in article.get_by_role("link").all():
        assert (link.get_attribute("href") or "").startswith(f"{tracker}/")
        assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")


def test_row_54_a_hostile_readme_of_a_type_is_text(watched: Page, stack: Stack, readme: str, tracker: str) -> None:
    watched.goto("/instances/new")
    expect(watched.get_by_test_id(f"type-{readme}")).to_contain_text("onerror", timeout=60_000)
    watched.get_by_test_id(f"type-{readme}").click()
    watched.get_by_test_id("readme-open").click()
    article = watched.get_by_test_id("readme")
    inert(article, tracker)
    article.get_by_text("script", exact=False).first.click()
    expect(watched).to_have_url(f"{stack.url}/instances/new/{readme}")


def test_row_54_hostile_markdown_in_a_widget_is_text(watched: Page, widget: str, tracker: str) -> None:
    watched.goto(f"/pages/{PAGE}")
    shown = watched.get_by_test_id(f"widget-{widget}")
    inert(shown.get_by_role("group").last, tracker)
    expect(shown).to_contain_text("[script](javascript:window.reached.push('link'))")
    watched.goto(f"/pages/{PAGE}/edit")
    expect(watched.get_by_test_id(f"item-{widget}")).to_be_visible(timeout=45_000)
    expect(watched.get_by_text("The end.")).to_be_visible()


def test_row_54_what_watches_would_see_it(page: Page, stack: Stack, tracker: str) -> None:
    """The same text as HTML is forbidden by the policy, told by its events, and asks the tracker for a picture."""
    Tracker.asked.clear()
    page.add_init_script(WATCH)
    page.goto("/broker")
    text = hostile(tracker).replace("http-equiv=refresh", "")
    page.evaluate("text => { document.body.appendChild(document.createElement('div')).innerHTML = text }", text)
    until(lambda: "/cell.png" in Tracker.asked, timeout=20, what="a picture is asked for")
    until(lambda: "script-src-attr" in page.evaluate("window.violations"), timeout=20, what="the policy forbids")
    assert page.evaluate("window.reached") == []


def test_the_readme_of_a_type_is_read_on_the_page_of_its_instance(page: Page, stack: Stack) -> None:
    page.goto("/instances/home_mqtt")
    page.get_by_test_id("readme-open").click()
    article = page.get_by_test_id("readme")
    expect(article.get_by_role("heading").first).to_have_text("MQTT: brokers of others")
    expect(article.get_by_role("listitem").first).to_be_visible()
    assert serious(page) == []
