"""FAULTS rows 58 and 59 at the door before Node-RED: foreign pages, and what says who somebody is."""

from __future__ import annotations

import functools
import threading
import urllib.request
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from stack import Stack
from stack.api import ApiFailure
from stack.node_red import NodeRed, function, web

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]


def test_row_59_nothing_that_says_who_somebody_is_reaches_a_flow(stack: Stack, flows: NodeRed) -> None:
    code = "msg.payload = msg.req.headers; msg.cookies = {dinrail_session: {value: 'of a flow'}}; return msg;"
    flows.deploy(*web("/echo", "echo"), function("echo", code, "answer"))
    flows.ask("/echo")
    token = stack.api.call("POST", "/api/auth/tokens", {"name": "row 59"})
    secrets = {"Cookie": stack.api.cookie, "Authorization": f"Bearer {token['token']}"}
    told = ("X-Forwarded-User", "X-Webauth-User", "X-Webauth-Role", "Remote-User", "X-Auth-Request-User",
            "X-Dinrail-User", "X-Original-URL", "Forwarded", "X-Real-IP", "X-Remote-Email")  # fmt: skip
    request = urllib.request.Request(f"{flows.url}/echo?q=1", headers=secrets | dict.fromkeys(told, "eve"))
    with urllib.request.urlopen(request, timeout=15) as answer:
        seen = answer.read().decode()
        assert answer.headers["Set-Cookie"] is None
    assert "user-agent" in seen, "these are the headers it got"
    for value in (stack.api.cookie, token["token"], "dinrail_session", "eve"):
        assert value not in seen
    stack.api.call("DELETE", f"/api/auth/tokens/{token['id']}")


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[str]:
    """Pages of somebody else on another port of this host: our cookie is sent with what they ask for."""
    (tmp_path / "index.html").write_text("<!doctype html><title>neighbour</title>")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_row_58_a_foreign_page_changes_no_flow_and_hears_nothing(
    page: Page, stack: Stack, flows: NodeRed, neighbour: str
) -> None:
    flows.deploy(*web("/kept", "answer"))
    before = flows.flows()
    told = len(refusals(stack, "/editor/flows")), len(refusals(stack, "/editor/comms"))
    page.goto(neighbour)
    page.evaluate(
        "url => fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include', body: '[]'}).catch(() => {})",
        f"{flows.url}/editor/flows",
    )
    socket = f"ws://127.0.0.1:{stack.ports['NODERED_HTTP']}/editor/comms"
    heard = page.evaluate(
        "url => new Promise(done => { const s = new WebSocket(url);"
        " s.onopen = () => done('open'); s.onerror = () => done('refused'); })",
        socket,
    )
    assert heard == "refused"
    assert flows.flows() == before
    assert len(refusals(stack, "/editor/flows")) == told[0] + 1
    assert len(refusals(stack, "/editor/comms")) == told[1] + 1

    for origin in ("http://evil.example", neighbour, stack.url, "null"):
        with pytest.raises(InvalidStatus) as refused:
            connect(socket, origin=Origin(origin), additional_headers={"Cookie": stack.api.cookie})
        assert refused.value.response.status_code == 403
        with pytest.raises(ApiFailure) as post:
            flows.door.call("POST", "/editor/flows", {"flows": []}, Origin=origin)
        assert post.value.status == 403
    assert flows.flows() == before
    with connect(socket, origin=Origin(flows.url), additional_headers={"Cookie": stack.api.cookie}) as own:
        assert own.recv(timeout=45), "its heartbeat comes every 15 s, when nothing else was said"


def refusals(stack: Stack, path: str) -> list[dict[str, Any]]:
    """Acts of the audit: what the door was refused for who was in."""
    acts: list[dict[str, Any]] = stack.api.call("GET", "/api/audit?refused=true&text=node-red&limit=500")
    return [act for act in acts if act["who"] == "admin" and act["target"]["request"].endswith(path)]
