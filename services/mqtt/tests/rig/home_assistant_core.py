"""A real Home Assistant core: set up by its own API, asked by its own API."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path
from typing import Any, Self

import httpx

from dinrail.testing.ports import free_port

__all__ = ["HomeAssistantCore"]

PROGRAM = "/opt/homeassistant/bin/hass"
READY_S = 60.0
CONFIG = """homeassistant:
  name: Test
http:
  server_host: 127.0.0.1
  server_port: {port}
api:
config:
frontend:
  development_repo: {folder}
"""


class HomeAssistantCore:
    """One process with an empty configuration folder; nothing is downloaded (`--skip-pip`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._url = f"http://127.0.0.1:{self._port}"
        self._http = httpx.AsyncClient(base_url=self._url, timeout=30)
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(
            (self._folder / "configuration.yaml").write_text, CONFIG.format(port=self._port, folder=self._folder)
        )
        arguments = ("-c", str(self._folder), "--skip-pip")
        alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        person = ("--script", "auth", "-c", str(self._folder), "add", "a", "only here")
        null = asyncio.subprocess.DEVNULL
        adding = await asyncio.create_subprocess_exec(PROGRAM, *person, stdout=null, stderr=null, env=alone)
        await adding.wait()
        self._process = await asyncio.create_subprocess_exec(PROGRAM, *arguments, stdout=null, stderr=null, env=alone)
        try:
            await self._log_in()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._http.aclose()
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def use_broker(self, port: int, host: str = "127.0.0.1") -> None:
        """Add its MQTT integration, as a person does in its settings."""
        flow = await self._post("/api/config/config_entries/flow", {"handler": "mqtt"})
        broker = {"broker": host, "port": port}
        done = await self._post(f"/api/config/config_entries/flow/{flow['flow_id']}", broker)
        if done["type"] != "create_entry":
            raise AssertionError(done)

    async def states(self) -> dict[str, dict[str, Any]]:
        """Entity id → state with attributes."""
        answer = await self._http.get("/api/states")
        return {each["entity_id"]: each for each in answer.json()}

    async def state(self, entity: str) -> str:
        """Of one entity; empty when there is none."""
        found = (await self.states()).get(entity)
        return found["state"] if found else ""

    async def call(self, service: str, **data: Any) -> None:
        """A service like `number.set_value`."""
        await self._post(f"/api/services/{service.replace('.', '/')}", data)

    async def until(self, entity: str, state: str, timeout: float = 30.0) -> None:
        """Until an entity has this state."""
        try:
            async with asyncio.timeout(timeout):
                while await self.state(entity) != state:  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{entity} is not {state!r}: {await self.states()}") from None

    async def _log_in(self) -> None:
        person = {"client_id": self._url + "/", "handler": ["homeassistant", None], "redirect_uri": self._url + "/"}
        async with asyncio.timeout(READY_S):
            while True:
                try:
                    answer = await self._http.post("/auth/login_flow", json=person)
                except httpx.HTTPError:
                    answer = None
                if answer is not None and answer.status_code == 200:
                    break
                await asyncio.sleep(0.2)
        flow = answer.json()["flow_id"]
        login = {"client_id": self._url + "/", "username": "a", "password": "only here"}
        code = (await self._http.post(f"/auth/login_flow/{flow}", json=login)).json()["result"]
        form = {"client_id": self._url + "/", "grant_type": "authorization_code", "code": code}
        token = (await self._http.post("/auth/token", data=form)).json()["access_token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = await self._http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()
