"""A page of a plugin in a browser: framed and with the headers as the gateway serves it, without a gateway."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Page, Route

from dinrail_gateway.door import HEADERS as DOOR
from dinrail_gateway.widgets.framing import HEADERS, framed

ORIGIN = "http://dinrail.test"
HOST = """<!doctype html>
<iframe src="/page" sandbox="allow-scripts" width="400" height="300"></iframe>
<script src="/host.js"></script>
"""
SCRIPT = """
window.heard = [];
const waiting = new Set();
window.hears = (is) => new Promise((resolve) => {
  const look = () => heard.some(is) && waiting.delete(look) + resolve(heard.find(is));
  waiting.add(look);
  look();
});
addEventListener('message', ({ source, data }) => {
  if (source !== frames[0][0]) return;
  heard.push(data);
  for (const look of waiting) look();
});
"""


class Framed:
    """One page of a plugin, its host, and every request that was made."""

    def __init__(self, page: Page, text: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self.errors: list[str] = []
        answers = {
            "/": (HOST, "text/html", DOOR),
            "/host.js": (SCRIPT, "text/javascript", DOOR),
            "/page": (framed(text), "text/html", HEADERS),
        }

        def answer(route: Route) -> None:
            url = route.request.url
            self.requests.append(url)
            body, kind, headers = answers.get(url.removeprefix(ORIGIN), ("", "text/plain", {}))
            route.fulfill(body=body, content_type=kind, headers={**headers, "Set-Cookie": "secret=1; SameSite=Strict"})

        page.context.route("**/*", answer)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(f"{ORIGIN}/")

    @property
    def inside(self) -> Frame:
        """The plugin's own document."""
        return self.page.main_frame.child_frames[0].child_frames[0]

    def hears(self, what: str) -> Any:
        """The first message for which `what`, an expression over `message`, is true."""
        return self.page.evaluate(f"hears((message) => {what})")

    def tell(self, number: int, **state: Any) -> None:
        """A state; waits until the page has taken it over."""
        whole = {"values": {}, "options": {}, "language": "en", "theme": "light", "writable": True, **state}
        message = {"dinrail": 1, "number": number, "state": whole}
        self.page.evaluate("(message) => frames[0][0].postMessage(message, '*')", message)
        self.hears(f"message.seen === {number}")
