"""Nothing but login and health answers without a session: looked at for every route there is."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute, RouteContext, iter_route_contexts

from dinrail.settings import BrokerAddress
from dinrail_gateway.app import create_app
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.guard import authorize
from dinrail_gateway.auth.roles import _REQUIRED, OPEN
from dinrail_gateway.house import House
from dinrail_gateway.testing.browser import BrowserSocket, Refused
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage, settings_in

TOLD_OPEN = {
    ("GET", "/healthz"),
    ("GET", "/api/auth/status"),
    ("POST", "/api/auth/setup"),
    ("POST", "/api/auth/login"),
}


@pytest.fixture
def whole_app(tmp_path: Path) -> FastAPI:
    """The application as production builds it, with the routers of every domain."""
    house = House(settings_in(tmp_path, BrokerAddress("127.0.0.1", 1)))
    return create_app(extra=house.routers)


def routes_of(app: FastAPI) -> list[tuple[str, str, RouteContext]]:
    """Every `(method, path, route)` the application can reach, also those that are in no schema."""
    found: list[tuple[str, str, RouteContext]] = []
    for route in iter_route_contexts(app.routes):
        found.extend((method, route.path or "", route) for method in sorted(route.methods or {"WEBSOCKET"}))
    return found


def test_the_open_routes_are_the_four_that_are_told() -> None:
    assert OPEN == TOLD_OPEN


def test_every_route_is_a_known_kind(whole_app: FastAPI) -> None:
    kinds = {type(route.original_route) for _, _, route in routes_of(whole_app)}

    assert kinds == {APIRoute, APIWebSocketRoute}
    assert len(routes_of(whole_app)) > 30


async def test_every_route_but_the_open_ones_refuses_strangers(stage: Stage, whole_app: FastAPI) -> None:
    whole_app.state.gateway = stage.gateway
    stranger = httpx.AsyncClient(transport=httpx.ASGITransport(whole_app), base_url="http://testserver")
    closed = [
        (method, path)
        for method, path, _ in routes_of(whole_app)
        if (method, path) not in OPEN and method != "WEBSOCKET"
    ]

    answers = {
        (method, path): await stranger.request(method, path.replace("{", "").replace("}", ""))
        for method, path in closed
    }

    assert len(closed) >= 30
    assert {key: answer.status_code for key, answer in answers.items() if answer.status_code != 401} == {}
    assert {answer.json()["error"]["key"] for answer in answers.values()} == {"unauthenticated"}


async def test_the_live_connection_refuses_strangers(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        async with BrowserSocket(stage.app):
            pass

    assert refused.value.status == 401


@pytest.mark.parametrize(
    "path",
    ["/api/nothing", "/", "//healthz", "/healthz/", "/api/auth/status/../instances", "/api//auth/login", "/docs",
     "/openapi.json", "/api/auth/%2e%2e/instances", "/api/auth/status;x=/api/instances", "/HEALTHZ"],
)  # fmt: skip
async def test_odd_paths_open_no_door(stage: Stage, path: str) -> None:
    answer = await stage.client().get(path)

    assert answer.status_code == 401


async def test_other_methods_on_open_paths_are_closed(stage: Stage) -> None:
    stranger = stage.client()

    answers = [await stranger.request(method, "/api/auth/status") for method in ("POST", "PUT", "DELETE", "OPTIONS")]
    override = await stranger.post("/api/auth/login", headers={"X-HTTP-Method-Override": "GET"}, json={})

    assert [answer.status_code for answer in answers] == [401, 401, 401, 401]
    assert override.status_code == 422


def test_every_closed_route_asks_the_table_of_roles(whole_app: FastAPI) -> None:
    unasked = [
        (method, path)
        for method, path, route in routes_of(whole_app)
        if (method, path) not in OPEN
        and authorize not in [dependency.call for dependency in route.dependant.dependencies]
    ]

    assert unasked == []


def test_the_table_of_roles_names_only_routes_that_exist(whole_app: FastAPI) -> None:
    existing = {(method, path.removeprefix("/api")) for method, path, _ in routes_of(whole_app)}

    assert set(_REQUIRED) - existing == set()


async def test_a_viewer_may_look_but_not_touch(stage: Stage) -> None:
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User("viewer", "viewer", accounts.users["admin"].password, 1))
    viewer = stage.client()
    await viewer.post("/api/auth/login", json={"username": "viewer", "password": ADMIN_PASSWORD})

    seen = (await viewer.get("/api/instances")).status_code
    touched = await viewer.post("/api/instances", json={"id": "a", "type": "meter"})
    written = await viewer.post("/api/points/a.b/write", json={"value": 1})

    assert seen == 200
    assert (touched.status_code, touched.json()["error"]["params"]) == (403, {"role": "admin"})
    assert (written.status_code, written.json()["error"]["params"]) == (403, {"role": "operator"})
