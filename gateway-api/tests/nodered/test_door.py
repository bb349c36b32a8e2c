"""What the door before Node-RED is told, and what Node-RED's own key opens."""

from __future__ import annotations

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.nodered.key import NodeRedKey
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage, staged

PAGE = "http://box:8081"


@pytest.fixture
async def with_node_red(tmp_path: Path) -> AsyncIterator[Stage]:
    """A house that has one."""
    async with staged(tmp_path, node_red=tmp_path / "given", node_red_door=("127.0.0.1", 1)) as stage:
        yield stage


async def visitor(stage: Stage, role: Role) -> httpx.AsyncClient:
    """Somebody with a session."""
    accounts = stage.gateway.auth._accounts
    accounts.set_user(User(f"the_{role}", role, accounts.users["admin"].password, 1))
    http = stage.client()
    await http.post("/api/auth/login", json={"username": f"the_{role}", "password": ADMIN_PASSWORD})
    return http


async def asked(http: httpx.AsyncClient, uri: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and key of the gateway's answer to the door."""
    told = {"host": "box:8081", "x-forwarded-method": method, "x-forwarded-uri": uri, **headers}
    answer = await http.get("/api/node-red/door", headers=told)
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["error"]["key"]


@pytest.mark.parametrize(
    ("role", "editor"),
    [
        ("viewer", (403, "role_missing")),
        ("operator", (403, "role_missing")),
        ("engineer", (204, "")),
        ("admin", (204, "")),
    ],
)
async def test_the_editor_is_for_engineers_and_dashboards_for_all(
    with_node_red: Stage, role: Role, editor: tuple[int, str]
) -> None:
    http = await visitor(with_node_red, role)
    assert await asked(http, "/editor/") == editor
    assert await asked(http, "/dashboard/page1") == (204, "")


async def test_a_stranger_and_a_closed_session_stay_outside(with_node_red: Stage) -> None:
    assert await asked(with_node_red.client(), "/dashboard") == (401, "unauthenticated")
    http = await visitor(with_node_red, "engineer")
    cookie = http.cookies["dinrail_session"]
    await http.post("/api/auth/logout")
    replayed = with_node_red.client(cookie=f"dinrail_session={cookie}")
    assert await asked(replayed, "/editor/") == (401, "unauthenticated")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_changes_come_from_node_reds_own_pages_only(with_node_red: Stage, method: str) -> None:
    http = await visitor(with_node_red, "engineer")
    assert await asked(http, "/editor/flows", method, origin=PAGE) == (204, "")
    for foreign in ("http://evil.example", "http://box:8080", "http://box:9999", "null"):
        assert await asked(http, "/editor/flows", method, origin=foreign) == (403, "foreign_origin")
    assert await asked(http, "/editor/flows", method, **{"sec-fetch-site": "same-site"}) == (403, "foreign_origin")


async def test_a_websocket_says_where_it_comes_from(with_node_red: Stage) -> None:
    http = await visitor(with_node_red, "engineer")
    upgrade = {"x-dinrail-upgrade": "websocket"}
    assert await asked(http, "/editor/comms", origin=PAGE, **upgrade) == (204, "")
    assert await asked(http, "/editor/comms", origin="http://box:8080", **upgrade) == (403, "foreign_origin")
    assert await asked(http, "/editor/comms", **upgrade) == (403, "foreign_origin")


async def test_a_token_comes_in_like_its_user(with_node_red: Stage) -> None:
    http = await visitor(with_node_red, "engineer")
    token = (await http.post("/api/auth/tokens", json={"name": "deploy"})).json()["token"]
    script = with_node_red.client(authorization=f"Bearer {token}")
    assert await asked(script, "/editor/flows", "POST") == (204, "")


async def test_a_question_without_what_it_is_about_is_refused(with_node_red: Stage) -> None:
    answer = await with_node_red.http.get("/api/node-red/door")
    assert answer.status_code == 422


async def test_its_own_key_reads_and_nothing_else(with_node_red: Stage, tmp_path: Path) -> None:
    file = tmp_path / "given" / "api_token"
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    own = with_node_red.client(authorization=f"Bearer {file.read_text()}")
    for path in ("/api/points", "/api/points/tree", "/api/instances", "/api/types", "/api/batteries"):
        assert (await own.get(path)).status_code == 200, path
    for method, path in (
        ("POST", "/api/points/a.b/write"),
        ("POST", "/api/instances/meter_1/call/read"),
        ("GET", "/api/auth/tokens"),
        ("POST", "/api/auth/tokens"),
        ("GET", "/api/node-red/door"),
        ("GET", "/api/users"),
        ("GET", "/api/pointsx"),
        ("GET", "/metrics"),
        ("POST", "/api/admin/panic"),
    ):
        assert (await own.request(method, path)).status_code == 403, path


def test_without_a_folder_there_is_no_key() -> None:
    key = NodeRedKey(None, chown=False)
    key.make()
    assert key.principal("") is None


async def test_a_house_without_it_says_so(stage: Stage) -> None:
    assert (await stage.http.get("/api/node-red")).json() == {
        "enabled": False, "alive": False, "safe": False, "http_port": 8081, "https_port": 8444,
    }  # fmt: skip


async def test_the_audit_tells_what_the_door_refused_and_not_the_query(with_node_red: Stage) -> None:
    http = await visitor(with_node_red, "engineer")
    assert await asked(http, "/editor/flows?key=secret", "POST", origin="http://evil.example") == (
        403,
        "foreign_origin",
    )
    refused = (await with_node_red.http.get("/api/audit?refused=true")).json()
    assert [(act["who"], act["target"]) for act in refused] == [("the_engineer", {"request": "POST /editor/flows"})]
