"""The whole gateway in the process: real services, fake broker, runtime seam played by hand."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from argon2 import PasswordHasher
from fastapi import FastAPI

from dinrail.bus import Bus
from dinrail.clock import Clock, SystemClock
from dinrail.settings import BrokerAddress
from dinrail.testing import FakeBroker
from dinrail_gateway.app import create_app
from dinrail_gateway.auth.accounts import User
from dinrail_gateway.auth.passwords import Passwords
from dinrail_gateway.auth.roles import Role
from dinrail_gateway.runtime.interface import TypeEntry
from dinrail_gateway.settings import GatewaySettings
from dinrail_gateway.testing.browser import BrowserSocket
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import METER, PlayedIdentities, PlayedSupervisor, PlayedTypes
from dinrail_gateway.testing.stream import BrowserStream
from dinrail_gateway.wiring import Gateway

__all__ = ["ADMIN_PASSWORD", "ANY", "Stage", "quick_passwords", "settings_in", "staged", "the_app"]

ADMIN_PASSWORD = "correct horse battery"  # noqa: S105 - of the stage only
ANY = {"If-Match": "*"}
"""Replaces whatever routes there are."""
_CLOCK = SystemClock()


class Stage:
    """Everything a test talks to."""

    def __init__(self, settings: GatewaySettings, broker: FakeBroker, types: PlayedTypes, clock: Clock) -> None:
        self.settings = settings
        self.broker = broker
        self.clock = clock
        self.types = types
        self.supervisor = PlayedSupervisor()
        self.identities = PlayedIdentities()
        self.bus = Bus(broker.address, client_id="gateway")
        self.gateway = Gateway(
            settings,
            bus=self.bus,
            supervisor=self.supervisor,
            type_source=types,
            identities=self.identities,
            clock=clock,
            passwords=quick_passwords(),
        )
        self.app = the_app()
        self.app.state.gateway = self.gateway
        self.http = self.client()
        self.setup_code: str | None = None

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A browser of its own, without a session."""
        transport = httpx.ASGITransport(self.app, client=("192.0.2.1", 5000))
        return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers)

    async def log_in(self, http: httpx.AsyncClient | None = None) -> str:
        """Log in as admin; returns the session cookie."""
        http = http or self.http
        answer = await http.post("/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
        answer.raise_for_status()
        return http.cookies["dinrail_session"]

    async def someone(self, role: Role) -> httpx.AsyncClient:
        """A browser of somebody of that role, logged in."""
        accounts = self.gateway.auth._accounts  # noqa: SLF001 - a stage is for tests
        accounts.set_user(User(f"the_{role}", role, accounts.users["admin"].password, 1))
        http = self.client()
        answer = await http.post("/api/auth/login", json={"username": f"the_{role}", "password": ADMIN_PASSWORD})
        answer.raise_for_status()
        return http

    def browser(self) -> BrowserSocket:
        """A live connection with the session of `http`."""
        return BrowserSocket(self.app, cookie=self.http.cookies.get("dinrail_session") or "")

    def stream(self, path: str, *, headers: dict[str, str] | None = None, **query: str) -> BrowserStream:
        """An event stream with the session of `http`."""
        cookie = self.http.cookies.get("dinrail_session") or ""
        return BrowserStream(self.app, path, cookie=cookie, headers=headers, **query)

    def puppet(self, instance: str) -> Puppet:
        """An adapter played by hand."""
        return Puppet(self.broker.address, instance)

    async def add(self, instance: str, config: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Add an instance of the type `meter` through the API."""
        body = {"id": instance, "type": "meter", "config": config, **more}
        answer = await self.http.post("/api/instances", json=body)
        assert answer.status_code == 201, answer.text  # noqa: S101 - a stage is for tests
        view: dict[str, Any] = answer.json()
        return view


@functools.cache
def the_app() -> FastAPI:
    """One application for all stages: building it takes longer than any callback of a test may."""
    return create_app()


def settings_in(folder: Path, broker: BrokerAddress) -> GatewaySettings:
    """Settings with everything below a temporary folder."""
    return GatewaySettings(broker=broker, config=folder / "config", data=folder / "data", admin_password=ADMIN_PASSWORD)


def quick_passwords() -> Passwords:
    """The real hash with the smallest cost."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@asynccontextmanager
async def staged(
    folder: Path,
    *,
    types: tuple[TypeEntry, ...] = (METER,),
    folders: tuple[Path, ...] = (),
    files: dict[str, bytes] | None = None,
    log_in: bool = True,
    clock: Clock = _CLOCK,
    **settings: Any,
) -> AsyncIterator[Stage]:
    """A gateway that runs, logged in as admin; `files` lie in `config/` before it starts, `folders` hold types."""
    await asyncio.to_thread(the_app)
    (folder / "config").mkdir(exist_ok=True)
    (folder / "data").mkdir(exist_ok=True)
    for name, data in (files or {}).items():
        (folder / "config" / name).write_bytes(data)
    async with FakeBroker() as broker:
        made = msgspec.structs.replace(settings_in(folder, broker.address), types=folders, **settings)
        stage = Stage(made, broker, PlayedTypes(*types), clock)
        stage.bus.start()
        try:
            stage.setup_code = await stage.gateway.start()
            await stage.bus.connected()
            if log_in:
                await stage.log_in()
            yield stage
        finally:
            await stage.http.aclose()
            await stage.gateway.stop()
            await stage.bus.stop()
