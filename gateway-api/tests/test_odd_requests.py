"""Nothing anybody sends to settings, backups, checks and certificates ends in a fault of ours or changes a file."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from dinrail_gateway.app import create_app, openapi
from dinrail_gateway.certificates.endpoints import certificate_routes
from dinrail_gateway.certificates.keeper import Certificates
from dinrail_gateway.testing.stage import ADMIN_PASSWORD, Stage

TAGS = {"settings", "backups", "checks", "certificates"}
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 1e308, 0.5, "", "a", "\0", "../x", "\u202e", "x" * 5000, [], {}, [[]], {"$secret": True},
    {"$secret": False}, {"a": {"b": [None]}}, "$argon2id$", "03:00", "https://0123456789@x/1",
    "-----BEGIN CERTIFICATE-----",
)  # fmt: skip
NAMES = (
    "passphrase", "note", "items", "document", "version", "language", "errors", "sentry", "backup", "certificate",
    "key", "days", "dsn", "enabled", "at", "x",
)  # fmt: skip


def body(chance: random.Random, depth: int = 0) -> Any:
    """JSON made of words the routes know and values they do not expect."""
    if depth > 2 or chance.random() < 0.2:
        return chance.choice(ODD)
    if chance.random() < 0.15:
        return [body(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): body(chance, depth + 1) for _ in range(chance.randrange(6))}


def near(chance: random.Random, document: dict[str, Any]) -> Any:
    """The running settings with one place replaced."""
    made = json.loads(json.dumps(document))
    group = chance.choice(list(made))
    if isinstance(made[group], dict) and chance.random() < 0.8:
        made[group][chance.choice(list(made[group]))] = body(chance, 2)
    else:
        made[group] = body(chance, 2)
    return made


@pytest.mark.parametrize("seed", range(6))
async def test_odd_requests_are_refused_and_change_nothing(stage: Stage, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    certificates = Certificates(data=tmp_path / "ca", tls=tmp_path / "tls", hosts=["box"], chown=False)
    await asyncio.to_thread(certificates.prepare)
    app = await asyncio.to_thread(lambda: create_app(extra=[certificate_routes(certificates)]))
    app.state.gateway = stage.gateway
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver")
    await http.post("/api/auth/login", json={"username": "admin", "password": ADMIN_PASSWORD})
    document = (await http.get("/api/settings")).json()["document"]
    backup = (await http.post("/api/backups", json={"passphrase": "four words make one"})).json()["id"]
    routes = [
        (method.upper(), path.replace("{backup}", backup).replace("{check}", "disk"))
        for path, operations in (await asyncio.to_thread(openapi, app))["paths"].items()
        for method, operation in operations.items()
        if TAGS & set(operation["tags"]) and method in ("post", "put")
    ]
    before = watched(stage, tmp_path)

    assert len(routes) >= 9
    for method, path in routes * 12:
        sent = near(chance, document) if path == "/api/settings" else body(chance)
        content = chance.choice((json.dumps(sent).encode(), chance.randbytes(40), b""))
        headers = {"content-type": "application/json", "if-match": chance.choice(("*", '"1"', "x", ""))}
        answer = await http.request(method, path, content=content, headers=headers)
        assert answer.status_code < 500, (method, path, content, answer.text)
    after = watched(stage, tmp_path)
    settings = (await http.get("/api/settings")).json()["document"]

    # What was a change anybody may make (another language, a longer retention) is the only difference.
    assert set(settings) == set(document)
    assert {path for path in after if after[path] != before.get(path) and "settings" not in path.name} == set()


def watched(stage: Stage, folder: Path) -> dict[Path, bytes]:
    """Files of other domains, and the certificates."""
    found = [*stage.settings.config.glob("*.json"), *stage.settings.data.glob("*.json"), *folder.glob("tls/*")]
    return {path: path.read_bytes() for path in found if path.name not in ("sessions.json", "jobs.json")}
