"""POST/GET/DELETE /api/broker/clients behind the guard, and what the vault keeps of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from dinrail_gateway.errors import ApiError
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.endpoints import client_routes
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.security import parse
from dinrail_gateway.identities.vault import Vault


class Played:
    """Who is on the broker, as a test says."""

    def __init__(self) -> None:
        self.connected: dict[str, bool] = {}
        self.seen: dict[str, int] = {}

    async def refresh(self) -> None:
        """Nothing to ask."""

    def is_connected(self, user: str) -> bool | None:
        """What was said."""
        return self.connected.get(user)

    def seen_at(self, user: str) -> int | None:
        """What was said."""
        return self.seen.get(user)

    def forget(self, user: str) -> None:
        """Forget it."""
        self.seen.pop(user, None)


class Desk:
    """The endpoints over a real vault and a broker that is away."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "identities.json"
        self.vault = Vault(self.file)
        self.security = folder / "security" / "dynamic-security.json"
        self.identities = Identities(
            vault=self.vault,
            root="smarthome",
            security=folder / "security",
            router_secrets=folder / "router",
            restart_broker=self._restart,
            chown=False,
        )
        self.identities.prepare()
        clients = OutsideClients(vault=self.vault, identities=self.identities, root="smarthome", url="mqtts://box:8883")
        self.presence = Played()
        app = FastAPI()
        app.include_router(client_routes(clients, self.presence), prefix="/api")
        app.add_exception_handler(ApiError, self._refused)
        self.http = AsyncClient(transport=ASGITransport(app), base_url="http://box")

    async def _restart(self) -> None:
        raise AssertionError("nobody asked for that")

    @staticmethod
    async def _refused(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ApiError)
        return JSONResponse(error.body(), error.status)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """An empty desk."""
    desk = Desk(tmp_path)
    yield desk
    await desk.http.aclose()


PATH = "/api/broker/clients"


async def test_a_client_gets_its_credentials_once(desk: Desk) -> None:
    made = await desk.http.post(PATH, json={"name": "nodered", "read": ["values", "status"], "write": ["plc.**"]})
    assert made.status_code == 201
    body = made.json()
    assert body["username"] == body["client_id"] == "_nodered"
    assert body["url"] == "mqtts://box:8883"
    assert len(body["password"]) == 32
    listed = (await desk.http.get(PATH)).json()
    assert [(one["name"], one["read"], one["write"]) for one in listed] == [
        ("nodered", ["status", "values"], ["plc.**"])
    ]
    assert body["password"] not in (await desk.http.get(PATH)).text


async def test_it_survives_a_restart_of_the_gateway_and_is_in_the_next_security_file(desk: Desk) -> None:
    password = (await desk.http.post(PATH, json={"name": "nodered", "read": ["values"]})).json()["password"]
    again = Vault(desk.file)
    again.load()
    assert again.kept.clients["_nodered"].password == password
    desk.identities.write_file()
    stored = parse(desk.security.read_bytes())
    assert stored is not None
    assert {client.username: client.clientid for client in stored.clients} == {
        "gateway": "gateway",
        "router": "router",
        "_nodered": "_nodered",
    }


async def test_a_removed_client_is_gone_and_a_second_removal_says_so(desk: Desk) -> None:
    await desk.http.post(PATH, json={"name": "nodered"})
    assert (await desk.http.delete(f"{PATH}/nodered")).status_code == 204
    assert (await desk.http.get(PATH)).json() == []
    again = await desk.http.delete(f"{PATH}/nodered")
    assert (again.status_code, again.json()["error"]["key"]) == (404, "unknown_client")


async def test_a_name_that_is_taken_is_a_conflict_and_the_first_keeps_its_password(desk: Desk) -> None:
    await desk.http.post(PATH, json={"name": "nodered"})
    before = desk.vault.kept.clients["_nodered"]
    again = await desk.http.post(PATH, json={"name": "nodered", "read": ["values"]})
    assert (again.status_code, again.json()["error"]["key"]) == (409, "client_exists")
    assert desk.vault.kept.clients["_nodered"] == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "Node"},
        {"name": "../x"},
        {"name": "_x"},
        {"name": "x" * 33},
        {"name": "x", "read": ["everything"]},
        {"name": "x", "write": ["#"]},
        {"name": "x", "write": ["a.**.b"]},
        {"name": "x", "write": ["gateway"]},
        {"name": "x", "write": ["a"] * 65},
        {"name": "x", "admin": True},
        {"name": "x", "write": "plc"},
        {"name": "x", "points": ["a.**.b"]},
        {"name": "x", "subscribe": ["#"]},
        {"name": "x", "subscribe": ["+/x"]},
        {"name": "x", "subscribe": ["dinrail/#"]},
        {"name": "x", "subscribe": ["smarthome/plc/#"]},
        {"name": "x", "subscribe": ["$SYS/#"]},
        {"name": "x", "subscribe": ["$share/g/z2m/#"]},
        {"name": "x", "subscribe": ["z2m/%c/#"]},
        {"name": "x", "subscribe": ["z2m/#/x"]},
        {"name": "x", "subscribe": ["z2m/a+"]},
        {"name": "x", "subscribe": [""]},
        {"name": "x", "publish": ["smarthome/set/plc/x"], "confirm": True},
        {"name": "x", "publish": ["dinrail/panic"], "confirm": True},
        {"name": "x", "publish": ["$CONTROL/dynamic-security/v1"], "confirm": True},
        {"name": "x", "publish": ["z2m/+/set"]},
    ],
)
async def test_wrong_requests_are_refused_and_leave_nothing(desk: Desk, body: dict[str, object]) -> None:
    assert (await desk.http.post(PATH, json=body)).status_code == 422
    assert desk.vault.kept.clients == {}


async def test_the_place_of_a_wrong_pattern_is_told(desk: Desk) -> None:
    refused = await desk.http.post(PATH, json={"name": "x", "write": ["plc", "plc.#"]})
    assert refused.json()["error"]["path"] == "/write/1"
    assert refused.json()["error"]["key"] == "pattern_invalid"


async def test_no_outside_client_can_have_the_name_of_an_instance(desk: Desk) -> None:
    await desk.identities.ensure(["nodered"])
    made = (await desk.http.post(PATH, json={"name": "nodered"})).json()
    assert made["username"] != "nodered"
    assert desk.identities.instance_password("nodered") != made["password"]


async def test_other_topics_are_published_to_only_when_confirmed_and_a_change_asks_again_for_new_ones(
    desk: Desk,
) -> None:
    wanted = {"name": "z2m", "subscribe": ["zigbee2mqtt/#"], "publish": ["zigbee2mqtt/+/set"]}
    refused = await desk.http.post(PATH, json=wanted)
    assert (refused.status_code, refused.json()["error"]["key"]) == (422, "publish_unconfirmed")
    assert refused.json()["error"]["path"] == "/publish"
    assert (await desk.http.post(PATH, json={**wanted, "confirm": True})).status_code == 201

    same = await desk.http.put(f"{PATH}/z2m", json={"read": ["status"], "publish": ["zigbee2mqtt/+/set"]})
    assert same.status_code == 204
    more = await desk.http.put(f"{PATH}/z2m", json={"publish": ["zigbee2mqtt/+/set", "tele/x"]})
    assert (more.status_code, more.json()["error"]["key"]) == (422, "publish_unconfirmed")
    kept = (await desk.http.get(PATH)).json()[0]
    assert (kept["read"], kept["subscribe"], kept["publish"]) == (["status"], [], ["zigbee2mqtt/+/set"])


async def test_changed_rights_keep_the_password_and_a_rotation_keeps_the_rights(desk: Desk) -> None:
    first = (await desk.http.post(PATH, json={"name": "nodered", "points": ["plc.**"]})).json()["password"]
    assert (await desk.http.put(f"{PATH}/nodered", json={"write": ["plc"]})).status_code == 204
    assert desk.vault.kept.clients["_nodered"].password == first

    rotated = await desk.http.post(f"{PATH}/nodered/rotate")
    assert rotated.status_code == 200
    assert rotated.json()["password"] not in ("", first)
    kept = desk.vault.kept.clients["_nodered"]
    assert (kept.password, kept.write, kept.points) == (rotated.json()["password"], ["plc"], [])


async def test_nobody_is_changed_or_rotated_who_is_not_there(desk: Desk) -> None:
    changed = await desk.http.put(f"{PATH}/ghost", json={})
    rotated = await desk.http.post(f"{PATH}/ghost/rotate")
    assert [answer.json()["error"]["key"] for answer in (changed, rotated)] == ["unknown_client"] * 2


async def test_the_list_says_who_is_there_and_when_it_was_last_and_null_when_nobody_knows(desk: Desk) -> None:
    for name in ("here", "gone", "unknown"):
        await desk.http.post(PATH, json={"name": name})
    desk.presence.connected = {"_here": True, "_gone": False}
    desk.presence.seen = {"_here": 5, "_gone": 3}
    listed = (await desk.http.get(PATH)).json()
    assert [(one["name"], one["connected"], one["last_seen"]) for one in listed] == [
        ("gone", False, 3),
        ("here", True, 5),
        ("unknown", None, None),
    ]
    await desk.http.delete(f"{PATH}/gone")
    assert desk.presence.seen == {"_here": 5}
