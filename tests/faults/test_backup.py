"""Rows 39, 64 and 65: restores of hostile, broken, old and foreign backups, and a panic in the middle of one."""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import ANY, Stage, staged

BACKUPS = "/api/backups"
PASSPHRASE = "four words make one"
MANY = 200


async def made(stage: Stage) -> tuple[str, bytes]:
    """A backup of the stage: its id and its file."""
    id_ = (await stage.http.post(BACKUPS, json={"passphrase": PASSPHRASE})).json()["id"]
    return id_, (await stage.http.get(f"{BACKUPS}/{id_}/file")).content


async def restore(stage: Stage, id_: str, **more: Any) -> httpx.Response:
    return await stage.http.post(f"{BACKUPS}/{id_}/restore", json={"passphrase": PASSPHRASE, **more})


def files_of(stage: Stage) -> dict[str, bytes]:
    """Everything but the audit, the list of jobs and the backups themselves."""
    return {
        str(path): path.read_bytes()
        for folder in (stage.settings.config, stage.settings.data)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix == ".json" and path.name not in ("sessions.json", "ledger.json", "jobs.json")
    }


def changed(file: bytes, **members: bytes) -> bytes:
    """The same zip with other members; a name is written as `a__b` for `a/b`."""
    with zipfile.ZipFile(io.BytesIO(file)) as old:
        content = {name: old.read(name) for name in old.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**content, **members}.items():
            new.writestr(name, data)
    return out.getvalue()


def bombs(file: bytes) -> list[bytes]:
    """Deeper than any document, and larger than any box."""
    return [
        changed(file, **{"instances.json": b"[" * (4 << 20)}),
        changed(file, **{"instances.json": b"\0" * (256 << 20)}),
    ]


def peak_kb(*, reset: bool = False) -> int:
    """The most memory this process had, since the last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


async def test_row_64_a_bomb_in_a_backup_costs_neither_memory_nor_state(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        await stage.add("plc", meter_config())
        _, file = await made(stage)
        before = files_of(stage)
        hostile = await asyncio.to_thread(bombs, file)
        floor = await asyncio.to_thread(peak_kb, reset=True)

        answers = [await stage.http.post(f"{BACKUPS}/upload", content=bomb) for bomb in hostile]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert await asyncio.to_thread(peak_kb) - floor < 64 * 1024
        assert files_of(stage) == before


@pytest.mark.parametrize(
    "name", ["../instances.json", "/etc/passwd", "..\\x", "con.json\x1b[31m", "a/b.json", "ünicode.json"]
)
async def test_row_64_no_name_in_a_backup_becomes_a_path(tmp_path: Path, name: str) -> None:
    async with staged(tmp_path) as stage:
        _, file = await made(stage)
        before = files_of(stage)

        answer = await stage.http.post(f"{BACKUPS}/upload", content=changed(file, **{name: b"{}"}))

        assert (answer.status_code, answer.json()["error"]["key"]) == (422, "backup_foreign")
        assert "\x1b" not in answer.json()["error"]["message"]
        assert files_of(stage) == before


async def test_row_65_a_backup_of_a_later_version_is_refused_with_what_to_do(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        _, file = await made(stage)
        with zipfile.ZipFile(io.BytesIO(file)) as old:
            manifest = json.loads(old.read("manifest.json"))
        later = changed(file, **{"manifest.json": json.dumps(manifest | {"format": 9}).encode()})

        answer = await stage.http.post(f"{BACKUPS}/upload", content=later)

        assert answer.json()["error"]["key"] == "backup_version_unsupported"
        assert answer.json()["error"]["params"] == {"version": "9", "supported": 1}


async def test_row_65_a_foreign_backup_is_compared_keyed_anew_and_taken_back(tmp_path: Path) -> None:
    for name in ("there", "here"):
        (tmp_path / name).mkdir()
    async with staged(tmp_path / "there") as there:
        await there.add("plc", meter_config("plc.there", token="of the other house"))
        _, file = await made(there)
    async with staged(tmp_path / "here") as here:
        await here.add("plc", meter_config("plc.here", token="of this house"))
        await here.add("own", meter_config())
        uploaded = (await here.http.post(f"{BACKUPS}/upload", content=file)).json()["id"]

        preview = await here.http.post(f"{BACKUPS}/{uploaded}/preview", json={"passphrase": PASSPHRASE})
        done = (await restore(here, uploaded, items={"instances": ["plc"]})).json()

        assert "of the other house" not in preview.text
        assert "of this house" not in preview.text
        # In this house's own store now, readable without any passphrase, and not in the file people see.
        assert here.gateway.secrets.of("plc") == {"/token": "of the other house"}
        assert "of the other house" not in (here.settings.config / "instances.json").read_text()
        assert here.gateway.instances.ids() == ["plc", "own"]

        await restore(here, done["before"])
        assert here.gateway.secrets.of("plc") == {"/token": "of this house"}
        assert here.gateway.instances.view("plc")["config"]["endpoints"][0]["host"] == "plc.here"


async def test_row_39_panic_wins_over_a_restore_and_the_latch_stays(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        routes = [{"id": f"r{n}", "from": f"plc.p{n}", "to": f"mqtt.p{n}"} for n in range(MANY)]
        for name in ("plc", "mqtt"):
            await stage.add(name, meter_config())
        await stage.http.put("/api/routes", json={"routes": routes}, headers=ANY)
        id_, _ = await made(stage)
        await stage.http.put("/api/routes", json={"routes": []}, headers=ANY)
        for name in ("plc", "mqtt"):
            await stage.http.delete(f"/api/instances/{name}")

        under_way = asyncio.create_task(restore(stage, id_))
        while stage.gateway.backups.work is None:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0)
        began = asyncio.get_running_loop().time()
        pressed = await stage.http.post("/api/admin/panic", json={"level": "all"})
        took = asyncio.get_running_loop().time() - began
        answer = await under_way

        assert pressed.json()["level"] == "all"
        assert took < 3
        assert answer.status_code in (200, 409)
        assert (await stage.http.get("/api/admin/panic")).json()["level"] == "all"
        assert stage.supervisor.held is not None
        # Each document is as it was or as it was saved, nothing in between.
        assert len(stage.gateway.routes.document["routes"]) in (0, MANY)
        assert stage.gateway.instances.ids() in ([], ["plc", "mqtt"])


RESTORING = """
import asyncio, sys
from pathlib import Path
from dinrail_gateway.testing.stage import staged
async def main():
    async with staged(Path(sys.argv[1])) as stage:
        print("up", flush=True)
        while True:
            for id_ in sys.argv[2:]:
                body = {"passphrase": "four words make one"}
                answer = await stage.http.post(f"/api/backups/{id_}/restore", json=body)
                assert answer.status_code == 200, answer.text
asyncio.run(main())
"""


async def test_row_35_killed_in_the_middle_of_restores_every_document_is_whole(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        for name in ("plc", "mqtt"):
            await stage.add(name, meter_config(token=f"secret of {name}"))
        await stage.http.put(
            "/api/routes", json={"routes": [{"id": "r", "from": "plc.a", "to": "mqtt.a"}]}, headers=ANY
        )
        full, _ = await made(stage)
        for name in ("plc", "mqtt"):
            await stage.http.delete(f"/api/instances/{name}")
        await stage.http.put("/api/routes", json={"routes": []}, headers=ANY)
        empty, _ = await made(stage)
    seen = set()
    for round_ in range(8):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", RESTORING, str(tmp_path), full, empty, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        assert await process.stdout.readline() == b"up\n"
        await asyncio.sleep(0.3 + 0.13 * round_)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        async with staged(tmp_path) as stage:
            ids, routes = stage.gateway.instances.ids(), stage.gateway.routes.document["routes"]
            assert ids in ([], ["plc", "mqtt"])
            assert len(routes) in (0, 1)
            assert stage.gateway.board.of("instances.json") == []
            assert all(stage.gateway.secrets.of(name) == {"/token": f"secret of {name}"} for name in ids)
            assert all(found["problem"] is None for found in (await stage.http.get(BACKUPS)).json()["backups"])
            seen.add((len(ids), len(routes)))
    print(f"states found after {round_ + 1} kills: {sorted(seen)}")
