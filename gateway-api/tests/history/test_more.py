"""Changes, tables, statistics."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dinrail_gateway.history.changes import changes_of

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = int(time.time() * 1000)
T0 = NOW // HOUR * HOUR - 48 * HOUR
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp() * 1000)


async def test_changes_are_exact_and_a_silence_is_one(past: Any) -> None:
    await past.put("plc.pump", [(T0, 0.0), (T0 + 1234, 1.0), (T0 + 60_000, 1.0), (T0 + 90_000, 0.0)])
    told = await past.ask("/api/history/changes", point="plc.pump", start=T0, to=T0 + 10 * MINUTE)
    assert told["changes"] == [
        {"ts": T0, "value": 0.0, "duration": 1234},
        {"ts": T0 + 1234, "value": 1.0, "duration": 88_766},
        {"ts": T0 + 90_000, "value": 0.0, "duration": 180_000},
        {"ts": T0 + 270_000, "value": None, "duration": 330_000},
    ]
    assert told["more"] is False


async def test_words_change_at_the_same_moment(past: Any) -> None:
    await past.put("b.state", [(T0, 1.0), (T0 + 500, None)], "dinrail_text", text="idle")
    await past.put("b.state", [(T0 + 500, 1.0), (T0 + 900, None)], "dinrail_text", text="heating")
    told = await past.ask("/api/history/changes", point="b.state", start=T0, to=T0 + 1000)
    assert [(each["value"], each["duration"]) for each in told["changes"]] == [
        ("idle", 500), ("heating", 400), (None, 100),
    ]  # fmt: skip


def test_what_began_before_counts_from_the_beginning_of_the_span() -> None:
    assert changes_of([(50, 1.0), (150, 2.0)], 100, 300, 1000) == [
        {"ts": 100, "value": 1.0, "duration": 50},
        {"ts": 150, "value": 2.0, "duration": 150},
    ]


async def test_what_goes_out_as_a_table_comes_back_the_same(past: Any) -> None:
    samples = [(T0 + step * 1000, step * 0.1 - 3.3) for step in range(200)] + [(T0 + 30 * HOUR, -0.0)]
    await past.put("a.b", samples)
    await past.put("a.ü,x", [(T0, 1.0), (T0 + 1, 0.0)])
    asked = {"point": ["a.b", "a.ü,x"], "from": T0, "to": NOW}
    table = (await past.stage.http.get("/api/history/export.csv", params=asked)).text
    assert table.splitlines()[0] == "time,ts,point,value"
    assert len(table.splitlines()) == 1 + 203
    before_ = {point: await past.database.samples(point) for point in ("a.b", "a.ü,x")}
    await past.database.get("/api/v1/admin/tsdb/delete_series", **{"match[]": "dinrail"})
    assert await past.database.samples("a.b") == []
    taken = await past.stage.http.post("/api/history/import", content=table.encode())
    assert taken.json() == {"samples": 203, "points": 2}
    assert {point: await past.database.samples(point) for point in before_} == before_


async def test_a_table_by_hand(past: Any) -> None:
    table = "point; value\n"
    refused = await past.stage.http.post("/api/history/import", content=table)
    assert (refused.status_code, refused.json()["error"]["key"]) == (422, "csv_header")
    table = (
        "\ufeffvalue, time, point\n1.5,2026-03-01T12:00:00+01:00,plc/tank/level\ntrue,2026-03-01T11:00:00Z,plc.pump\n"
    )
    assert (await past.stage.http.post("/api/history/import", content=table.encode())).json()["samples"] == 2
    assert await past.database.samples("plc.tank.level") == [(at("2026-03-01T12:00:00"), 1.5)]
    assert await past.database.samples("plc.pump") == [(at("2026-03-01T12:00:00"), 1.0)]


@pytest.mark.parametrize(
    "line",
    [
        "nan,1795740900000,a.b",
        "x,1795740900000,a.b",
        "1,soon,a.b",
        "1,1795740900000,a",
        "1,5,a.b",
        "1",
        "1,9999999999999,a.b",
    ],
)
async def test_one_wrong_line_and_nothing_is_taken(past: Any, line: str) -> None:
    table = f"value,ts,point\n1,{T0},a.good\n{line}\n"
    refused = await past.stage.http.post("/api/history/import", content=table)
    assert (refused.status_code, refused.json()["error"]["key"]) == (422, "csv_line_invalid")
    assert refused.json()["error"]["params"]["line"] == 3
    assert await past.database.samples("a.good") == []


async def test_a_viewer_reads_and_does_not_import(past: Any) -> None:
    token = (await past.stage.http.post("/api/auth/tokens", json={"name": "tv", "role": "viewer"})).json()["token"]
    viewer = past.stage.client(Authorization=f"Bearer {token}")
    read = await viewer.get("/api/history", params={"point": "a.b", "from": T0, "to": T0 + 1000})
    refused = await viewer.post("/api/history/import", content="x")
    await viewer.aclose()
    assert (read.status_code, refused.status_code) == (200, 403)
