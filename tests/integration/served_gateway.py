"""A whole gateway on a real socket in a thread of its own, with an account of each role, for clients that block."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from dinrail_gateway.app import create_app, openapi
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.certificates.endpoints import certificate_routes
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.identities.clients import OutsideClients
from dinrail_gateway.identities.endpoints import client_routes
from dinrail_gateway.identities.keeper import Identities
from dinrail_gateway.identities.vault import Vault
from dinrail_gateway.serving import Server, server_config
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, staged
from dinrail_gateway.testing.waiting import until

__all__ = ["ROLES", "Served", "served_gateway"]

ROLES: tuple[Role, ...] = ("viewer", "operator", "engineer", "admin")
READY_S = 60.0


class Served:
    """Where it is, its OpenAPI document, and a session of each role."""

    def __init__(self, url: str, document: dict[str, Any], sessions: dict[Role, str]) -> None:
        self.url = url
        self.document = document
        self.sessions = sessions


@contextmanager
def served_gateway(folder: Path) -> Iterator[Served]:
    """Instances `meter_1` (its adapter answers nothing) and `meter_2`, one route, a backup folder that is empty."""
    ready: list[Served] = []
    failed: list[BaseException] = []
    told, end = threading.Event(), threading.Event()

    def run() -> None:
        try:
            asyncio.run(_serve(folder, ready, told, end))
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            failed.append(error)
            told.set()

    thread = threading.Thread(target=run, name="served gateway")
    thread.start()
    try:
        if not told.wait(READY_S) or failed:
            raise AssertionError("the gateway did not start") from (failed[0] if failed else None)
        yield ready[0]
    finally:
        end.set()
        thread.join(READY_S)
    if failed:
        raise failed[0]


async def _serve(folder: Path, ready: list[Served], told: threading.Event, end: threading.Event) -> None:
    async with staged(folder) as stage:
        vault = Vault(folder / "data" / "identities.json")
        for part in ("tls", "security"):
            (folder / part).mkdir()
        certificates = Certificates(data=folder / "data", tls=folder / "tls", hosts=["box.local"])
        certificates.prepare()
        identities = Identities(
            vault=vault, root="smarthome", security=folder / "security", router_secrets=None, restart_broker=_nothing
        )
        identities.prepare()
        clients = OutsideClients(vault=vault, identities=identities, root="smarthome", url="mqtts://box.local:8883")
        app = create_app(extra=(certificate_routes(certificates), client_routes(clients, stage.gateway.broker)))
        app.state.gateway = stage.gateway
        server = Server(server_config(app, "127.0.0.1", 0), streams=stage.gateway.traces.end_all)
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        await stage.add("meter_1", meter_config("one.local"))
        await stage.add("meter_2", meter_config("two.local"), enabled=False)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        accounts = stage.gateway.auth._accounts
        for role in ROLES:
            accounts.set_user(User(f"the_{role}", role, accounts.users["admin"].password, 1))
        ready.append(Served(url, openapi(app), {role: await _session(url, f"the_{role}") for role in ROLES}))
        told.set()
        await asyncio.to_thread(end.wait)
        server.should_exit = True
        await serving


async def _session(url: str, user: str) -> str:
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.post("/api/auth/login", json={"username": user, "password": ADMIN_PASSWORD})
        answer.raise_for_status()
        return http.cookies["dinrail_session"]


async def _nothing() -> None:
    """There is no broker that could be restarted."""
