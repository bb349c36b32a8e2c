"""Limited retention; and another database that speaks Prometheus remote write."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dinrail.clock import SystemClock
from dinrail.errors import DeviceError
from dinrail.http import HttpAddress, HttpLinks
from dinrail.remotewrite import Stamp, prefix, snappy
from dinrail.testing.database import Database
from dinrail.testing.ports import free_port
from dinrail_historian import retention
from dinrail_historian.book import month_after
from dinrail_historian.retention import Retention, over
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]
DAY = 86_400_000


def day(text: str) -> int:
    return int(datetime.fromisoformat(f"{text}T12:00:00+00:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("ts", "first"),
    [("2026-11-27", "2026-12-01"), ("2026-12-31", "2027-01-01"), ("2028-02-29", "2028-03-01")],
)
def test_the_month_after(ts: str, first: str) -> None:
    assert month_after(day(ts)) == (day(first) - DAY // 2, first)


def test_only_days_that_are_past_are_over() -> None:
    found = ["2026-11-01", "2026-11-27", "2026-11-28", "", "soon", "9999-99-99"]
    assert over(found, datetime(2026, 11, 27, tzinfo=UTC)) == ["2026-11-01", "2026-11-27"]


async def test_what_is_kept_for_a_while_goes_with_its_month_and_the_rest_stays(
    historian: Make, database: Database
) -> None:
    rig = await historian(policies=[{"points": ["plc.short"], "keep_days": 30}])
    now = int(time.time() * 1000)
    for point in ("plc.short", "plc.long"):
        for age in (100, 99, 1):
            rig.say(point, float(age), now - age * DAY)
    await rig.settled()
    await database.get("/internal/force_flush")
    links = HttpLinks(HttpAddress.parse(database.url))
    removed = await Retention(links, "/api/v1/write", SystemClock(), lambda *_: None).sweep()
    links.close()
    assert removed
    await database.get("/internal/force_flush")
    assert [value for _, value in await database.samples("plc.short")] == [1.0]
    assert [value for _, value in await database.samples("plc.long")] == [100.0, 99.0, 1.0]


async def test_what_an_earlier_policy_gave_a_day_goes_on_it_all_the_same(
    historian: Make, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FIRST_S", 0.0)
    begin = prefix({"__name__": "dinrail", "point": "plc.short", "until": "2026-02-01"})
    await database.post("/api/v1/write", snappy(begin + Stamp().sample(1.0, day("2025-12-20"))))
    assert len(await database.samples("plc.short")) == 1
    await historian()
    async with asyncio.timeout(15):
        while await database.samples("plc.short"):  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)


@pytest.fixture
async def prometheus(tmp_path: Path) -> AsyncIterator[int]:
    program = shutil.which("prometheus")
    assert program is not None
    port = free_port()
    (tmp_path / "prometheus.yml").write_text("global: {}\n")
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'prometheus'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--web.enable-remote-write-receiver",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield port
    process.kill()
    await process.wait()


async def test_prometheus_takes_the_same_by_its_address_alone(historian: Make, prometheus: int) -> None:
    links = HttpLinks(HttpAddress.parse(f"http://127.0.0.1:{prometheus}"))

    async def asked(query: str, wanted: Callable[[list[dict[str, Any]]], bool]) -> None:
        found: list[dict[str, Any]] = []
        async with asyncio.timeout(30):
            while not wanted(found):
                with contextlib.suppress(DeviceError):
                    answer = await links.request("GET", f"/api/v1/query?query={query}")
                    found = json.loads(answer.body)["data"]["result"] if answer.status == 200 else []
                await asyncio.sleep(0.05)

    level = "dinrail{point=%22plc.tank.level%22}"
    rig = await historian(url=f"http://127.0.0.1:{prometheus}/api/v1/write")
    now = int(time.time() * 1000)
    rig.say("plc.tank.level", 21.5, now - 1000)
    rig.say("plc.state", "running", now - 1000)
    await asked(level, lambda found: [each["value"][1] for each in found] == ["21.5"])
    await asked("dinrail_text", lambda found: [each["metric"]["text"] for each in found] == ["running"])
    rig.say("plc.tank.level", None, now, "bad", "not_connected")
    await asked("dinrail_quality", lambda found: "0" in [each["value"][1] for each in found])
    await asked(f"absent({level})", bool)
    links.close()
