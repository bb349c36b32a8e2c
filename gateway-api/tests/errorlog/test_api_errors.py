"""Errors through the API: from the bus and from the gateway's own log, while the file is well, locked or damaged."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest

from dinrail.documents import CapturedError
from dinrail_gateway.errorlog.keeper import FILE, WAITING
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until

NOW = time.time_ns() // 1_000_000


def error(mark: str = "aa", **more: Any) -> CapturedError:
    return CapturedError(**{
        "ts": NOW, "type": "Timeout", "message": "no answer", "traceback": "Traceback", "fingerprint": mark, **more
    })  # fmt: skip


async def listed(stage: Stage, **query: Any) -> dict[str, Any]:
    answer = await stage.http.get("/api/errors", params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_what_an_adapter_captured_is_listed_and_shown_with_its_trace(stage: Stage) -> None:
    stage.gateway.error_log.add("plc", error(context="poll MAIN.x", traceback="Traceback\n  File …"))

    (found,) = (await listed(stage))["errors"]

    assert (found["fingerprint"], found["parts"], found["new"]) == ("aa", {"plc": 1}, True)
    detail = (await stage.http.get("/api/errors/aa")).json()
    assert detail["error"] == found
    assert detail["occurrences"][0]["traceback"] == "Traceback\n  File …"
    assert detail["occurrences"][0]["context"] == "poll MAIN.x"


async def test_exceptions_of_the_gateway_itself_are_there_too(stage: Stage) -> None:
    try:
        raise RuntimeError("a fault of ours")
    except RuntimeError:
        logging.getLogger("dinrail.gateway").exception("something went wrong")

    (found,) = (await listed(stage, part="gateway"))["errors"]

    assert (found["type"], found["message"]) == ("RuntimeError", "a fault of ours")
    detail = (await stage.http.get(f"/api/errors/{found['fingerprint']}")).json()
    assert detail["occurrences"][0]["context"] == "something went wrong"
    assert "raise RuntimeError" in detail["occurrences"][0]["traceback"]


async def test_seen_and_deleted(stage: Stage) -> None:
    stage.gateway.error_log.add("plc", error("aa"))
    stage.gateway.error_log.add("plc", error("bb"))

    assert (await stage.http.post("/api/errors/aa/seen")).json() == {"seen": 1}
    assert [each["fingerprint"] for each in (await listed(stage, only_new=True))["errors"]] == ["bb"]
    assert (await stage.http.post("/api/errors/seen")).json() == {"seen": 2}
    assert (await listed(stage, only_new=True))["total"] == 0
    assert (await stage.http.delete("/api/errors/aa")).status_code == 204
    assert (await listed(stage))["total"] == 1


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/api/errors/zz"), ("POST", "/api/errors/zz/seen"), ("DELETE", "/api/errors/zz")]
)
async def test_an_unknown_one_is_told(stage: Stage, method: str, path: str) -> None:
    answer = await stage.http.request(method, path)
    assert (answer.status_code, answer.json()["error"]["key"]) == (404, "error_unknown")


async def test_they_outlive_the_gateway(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.gateway.error_log.add("plc", error())
    async with staged(tmp_path) as stage:
        assert (await listed(stage))["total"] == 1


async def test_row_48_a_damaged_file_is_put_aside_told_and_nothing_told_meanwhile_is_lost(tmp_path: Path) -> None:
    async with staged(tmp_path, files={FILE: b"\x00garbage" * 4000}) as stage:
        stage.gateway.error_log.add("plc", error())
        await until(lambda: stage.gateway.error_log.aside is not None)

        assert (await listed(stage))["total"] == 1
        reason = stage.gateway.error_log.aside
        assert reason is not None
        assert reason.key == "error_log_damaged"
        assert (stage.settings.config / str(reason.params["file"])).exists()


async def test_row_48_a_locked_file_delays_nobody_and_loses_nothing(stage: Stage) -> None:
    assert (await listed(stage))["total"] == 0
    other = sqlite3.connect(stage.settings.config / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    for number in range(50):
        stage.gateway.error_log.add("plc", error(f"{number:02}"))
    assert time.monotonic() - began < 0.1
    await until(lambda: stage.gateway.error_log.problem is not None)
    other.execute("ROLLBACK")
    other.close()

    await until(lambda: stage.gateway.error_log.problem is None)

    assert (await listed(stage))["total"] == 50


async def test_what_finds_no_room_is_counted(stage: Stage) -> None:
    for number in range(WAITING + 7):
        stage.gateway.error_log.add("plc", error(f"{number}"))

    page = await listed(stage)

    assert (page["total"], page["dropped"]) == (WAITING, 7)


async def test_an_error_on_the_bus_reaches_the_file(stage: Stage) -> None:
    async with stage.puppet("plc") as puppet:
        await puppet.bus.publish_acked("dinrail/plc/error", msgspec.json.encode(error()))
        await puppet.bus.publish_acked("dinrail/plc/error", b'{"not": "an error"}')
        await until(lambda: stage.gateway.error_log.dropped == 1)

    assert (await listed(stage))["errors"][0]["parts"] == {"plc": 1}


@pytest.mark.parametrize(
    "odd",
    [
        {"ts": 2**62},
        {"ts": -5},
        {"count": 2**62},
        {"count": -1},
        {"traceback": "x" * 200_000},
        {"fingerprint": "f" * 5000},
        {"fingerprint": ""},
        {"message": "\x00\x1b[31m"},
    ],
    ids=str,
)
async def test_nothing_a_part_says_stops_the_log(stage: Stage, odd: dict[str, Any]) -> None:
    async with stage.puppet("plc") as puppet:
        await puppet.bus.publish_acked("dinrail/plc/error", msgspec.json.encode(error(**odd)))
        await puppet.bus.publish_acked("dinrail/plc/error", msgspec.json.encode(error("next")))

    found = (await listed(stage))["errors"]

    assert len(found) == 2
    assert all(1 <= each["count"] <= 1_000_000 for each in found)
    assert all(each["last"] <= stage.clock.now_ms() + 60_000 for each in found)
