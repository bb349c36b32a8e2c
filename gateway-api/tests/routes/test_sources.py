"""A source taken off the router and back on: an edit of the routing file, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dinrail_gateway.testing.stage import ANY, Stage, staged

ROUTES = [{"id": "r", "from": "bt.x", "to": "calc.x"}]


def stored(stage: Stage) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((stage.settings.config / "routing.json").read_bytes())
    return found


async def test_a_source_is_disconnected_and_connected_by_the_file(stage: Stage) -> None:
    await stage.http.put("/api/routes", json={"routes": ROUTES, "place": {"latitude": 1}}, headers=ANY)

    off = await stage.http.post("/api/routes/sources/bt/disconnect")
    between = stored(stage)
    on = await stage.http.post("/api/routes/sources/bt/connect", json={})

    assert between == {"routes": ROUTES, "place": {"latitude": 1}, "sources": {"bt": {"connected": False}}}
    assert stored(stage) == {"routes": ROUTES, "place": {"latitude": 1}}
    assert (off.status_code, on.status_code) == (200, 200)
    assert on.json()["revision"] == off.json()["revision"] + 1
    assert on.headers["etag"] == f'"{on.json()["revision"]}"'


async def test_what_else_the_file_says_of_sources_stays(stage: Stage) -> None:
    sources = {"bt": {"rate": 800}, "plc": {"connected": True}}
    await stage.http.put("/api/routes", json={"routes": [], "sources": sources}, headers=ANY)

    await stage.http.post("/api/routes/sources/bt/disconnect")
    off = stored(stage)["sources"]
    await stage.http.post("/api/routes/sources/bt/connect")

    assert off == {"bt": {"rate": 800, "connected": False}, "plc": {"connected": True}}
    assert stored(stage)["sources"] == sources


async def test_what_is_so_already_makes_no_version(stage: Stage) -> None:
    connected = await stage.http.post("/api/routes/sources/bt/connect")
    first = await stage.http.post("/api/routes/sources/calc/disconnect")
    again = await stage.http.post("/api/routes/sources/calc/disconnect")

    assert (connected.status_code, connected.json()["revision"]) == (200, 1)
    assert first.json()["revision"] == again.json()["revision"] == 2


@pytest.mark.parametrize("source", ["router", "Bt", "a" * 40, "gateway", "-"])
async def test_what_can_be_no_source_is_refused(stage: Stage, source: str) -> None:
    answer = await stage.http.post(f"/api/routes/sources/{source}/disconnect")

    assert answer.status_code == 422
    assert answer.json()["error"]["key"] in ("instance_id_invalid", "instance_id_reserved")
    assert stored(stage) == {"routes": []}


@pytest.mark.parametrize("odd", [{"bt": None}, {"bt": 5}])
async def test_an_entry_of_an_earlier_version_is_put_right(tmp_path: Path, odd: dict[str, Any]) -> None:
    accepted = json.dumps({"routes": [], "sources": odd}).encode()
    (tmp_path / "config" / "accepted").mkdir(parents=True)
    (tmp_path / "config" / "accepted" / "routing.json").write_bytes(accepted)
    async with staged(tmp_path, files={"routing.json": accepted}) as stage:
        answer = await stage.http.post("/api/routes/sources/bt/disconnect")

        assert answer.status_code == 200
        assert stored(stage)["sources"] == {"bt": {"connected": False}}


@pytest.mark.parametrize("odd", [None, [], 5])
async def test_sources_that_are_none_are_said_to_be_wrong(tmp_path: Path, odd: Any) -> None:
    accepted = json.dumps({"routes": [], "sources": odd}).encode()
    (tmp_path / "config" / "accepted").mkdir(parents=True)
    (tmp_path / "config" / "accepted" / "routing.json").write_bytes(accepted)
    async with staged(tmp_path, files={"routing.json": accepted}) as stage:
        answer = await stage.http.post("/api/routes/sources/bt/disconnect")
        counters = await stage.http.get("/api/routes/counters")

    assert (answer.status_code, answer.json()["error"]["path"]) == (422, "/sources")
    assert counters.json()["sources"] == []
