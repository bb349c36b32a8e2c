"""Row 47: the disk of configuration and data is full, as the kernel means it, under a gateway in its container."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from integration.engine_lab import VERSION, ask, eventually, inspect, project

__all__ = ["project"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]
IMAGE = os.environ.get("DINRAIL_GATEWAY_IMAGE") or f"dinrail/gateway:{VERSION}"
PASSWORD = "correct horse battery"
PASSPHRASE = "four words make one"


class Box:
    """A gateway whose configuration and data lie on disks of 40 MB each."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.http = httpx.AsyncClient()

    async def fill(self) -> None:
        """Every last byte."""
        for folder in ("/config", "/data"):
            await ask("exec", self.name, "sh", "-c", f"cat /dev/zero >{folder}/filler 2>/dev/null || true")

    async def free(self) -> None:
        await ask("exec", self.name, "rm", "-f", "/config/filler", "/data/filler")

    async def settings(self) -> dict[str, Any]:
        document: dict[str, Any] = (await self.http.get("/api/settings")).json()["document"]
        return document

    async def save(self, language: str) -> httpx.Response:
        document = await self.settings() | {"language": language}
        return await self.http.put("/api/settings", json=document, headers={"If-Match": "*"})

    async def problems(self) -> set[str]:
        return {problem["key"] for problem in (await self.http.get("/api/problems")).json()}


@pytest.fixture
async def box(project: str) -> AsyncIterator[Box]:
    name = f"{project}-gateway"
    disks = [word for folder in ("/config", "/data") for word in ("--tmpfs", f"{folder}:size=40m")]
    rooms = [word for folder in ("/tmp", "/tls", "/broker-security", "/router-secrets") for word in ("--tmpfs", folder)]
    await ask(
        *("run", "-d", "--name", name, "--read-only", *disks, *rooms, "--label", f"dinrail.project={project}"),
        *("-e", f"DINRAIL_ADMIN_PASSWORD={PASSWORD}", "-e", "DINRAIL_BROKER=mqtt://127.0.0.1:1", IMAGE),
    )
    made = Box(name)
    address = (await inspect(name))["NetworkSettings"]["Networks"]["bridge"]["IPAddress"]
    made.http = httpx.AsyncClient(base_url=f"http://{address}:8000", headers={"Origin": f"http://{address}:8000"})

    async def entered() -> bool:
        try:
            body = {"username": "admin", "password": PASSWORD}
            return (await made.http.post("/api/auth/login", json=body)).status_code == 200
        except httpx.TransportError:
            return False

    await eventually(entered, 60)
    yield made
    await made.http.aclose()


async def test_row_47_a_full_disk_refuses_saves_keeps_panic_and_loses_nothing(box: Box) -> None:
    assert (await box.save("de")).status_code == 200
    backup = await box.http.post("/api/backups", json={"passphrase": PASSPHRASE})
    assert backup.status_code == 201, backup.text
    await box.fill()

    saved = await box.save("en")
    made = await box.http.post("/api/backups", json={"passphrase": PASSPHRASE})
    restored = await box.http.post(f"/api/backups/{backup.json()['id']}/restore", json={"passphrase": PASSPHRASE})
    checks = {check["id"]: check for check in (await box.http.post("/api/checks/run")).json()}
    panic = await box.http.post("/api/admin/panic", json={"level": "all"})

    assert (saved.status_code, saved.json()["error"]["key"]) == (503, "config_unwritable")
    assert (made.status_code, made.json()["error"]["key"]) == (503, "backup_disk_full")
    # Nothing differs, so there is nothing to do and nothing to keep before.
    assert (restored.status_code, restored.json()["restored"]) == (200, {})
    assert (checks["disk"]["state"], checks["disk"]["reasons"][0]["key"]) == ("error", "disk_low")
    assert panic.json()["level"] == "all"
    assert (await box.settings())["language"] == "de"
    assert "disk_low" in await box.problems()

    async def told() -> bool:
        return "panic_latch_unsaved" in await box.problems()

    await eventually(told, 20)
    await box.free()

    async def latched() -> bool:
        return '"level":"all"' in await ask("exec", box.name, "sh", "-c", "cat /config/panic.json || true")

    await eventually(latched, 20)
    assert (await box.save("en")).status_code == 200
    assert (await box.settings())["language"] == "en"

    async def untold() -> bool:
        return "panic_latch_unsaved" not in await box.problems()

    await eventually(untold, 20)
    acts = (await box.http.get("/api/audit", params={"text": "/panic"})).json()
    assert [act["who"] for act in acts] == ["admin"]
