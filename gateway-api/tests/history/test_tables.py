"""Tables nobody made with care: refused with their line, never half understood."""

from __future__ import annotations

import time
from typing import Any

import pytest

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(time.time() * 1000)
T0 = NOW // HOUR * HOUR - 48 * HOUR


@pytest.mark.parametrize(
    ("table", "key"),
    [
        (f"point,ts,value\na.good,{T0},1\na.x,{T0},1,5\n", "csv_line_invalid"),
        (f"point,ts,value\na.good,{T0},1\na.x,{T0},{'9' * 200_000}\n", "csv_line_invalid"),
        (f"point,ts,value\na.good,{T0},1\n\"a.x\rb\",{T0},1\n", "csv_line_invalid"),
        (f"point,ts,value\na.good,{T0},1\na.x\rb,{T0},1\n", "csv_line_invalid"),
        (f"point,ts,value,value\na.good,{T0},1,2\n", "csv_header"),
        (f"point,ts,value\na.good,{T0},1\na.x,{T0},1_0\n", "csv_line_invalid"),
        (f"point,ts,value\na.good,{T0},1\na.x,{T0 // 1000}_000,1\n", "csv_line_invalid"),
        (f"point,ts,value\na.good,{T0},1\na.x\x00y,{T0},1\n", "csv_line_invalid"),
        ("point,time,value\na.good,2026-03-01T12:00:00Z,1\na.x,2026-03-01T12:00:00,1\n", "csv_line_invalid"),
        ("\x00" * 1000, "csv_header"),
        ("'" + '"' * 200_001, "csv_header"),
        (f"point,ts,value\na.good,{T0},1\na.{'x' * 5000},{T0},1\n", "csv_line_invalid"),
    ],
    ids=["decimal comma", "endless field", "quoted CR", "CR", "twice the same column", "underscore value",
         "underscore ts", "NUL", "no zone", "only NUL", "quotes", "long name"],
)  # fmt: skip
async def test_a_hostile_table_is_refused_with_its_reason(past: Any, table: str, key: str) -> None:
    refused = await past.stage.http.post("/api/history/import", content=table.encode())
    assert (refused.status_code, refused.json()["error"]["key"]) == (422, key)
    assert await past.database.samples("a.good") == []


async def test_ends_of_lines_of_every_machine_and_no_line_at_all(past: Any) -> None:
    for number, end in enumerate(("\n", "\r\n", "\r")):
        table = end.join(["point,ts,value", f"a.good,{T0 + number},1", f'"a.good",{T0 + number + 10},1', ""])
        taken = await past.stage.http.post("/api/history/import", content=table.encode())
        assert taken.json() == {"samples": 2, "points": 1}
    assert len(await past.database.samples("a.good")) == 6
    taken = await past.stage.http.post("/api/history/import", content=b"point,ts,value\n")
    assert taken.json() == {"samples": 0, "points": 0}


async def test_what_the_database_would_throw_away_is_not_said_to_be_taken(past: Any) -> None:
    """It keeps ten years."""
    table = f"point,ts,value\na.good,{T0},1\na.old,{NOW - 4000 * DAY},1\n"
    answer = await past.stage.http.post("/api/history/import", content=table)
    assert (answer.status_code, answer.json()["error"]["params"]["line"]) == (422, 3)
    assert await past.database.samples("a.good") == []


async def test_as_many_lines_as_a_request_may_have(past: Any) -> None:
    lines = [f"a.b,{T0 + at},1" for at in range(410_000)]
    answer = await past.stage.http.post("/api/history/import", content="\n".join(["point,ts,value", *lines]))
    assert answer.json() == {"samples": 410_000, "points": 1}
    assert len(await past.database.samples("a.b")) == 410_000


async def test_a_value_and_an_end_at_the_same_time_go_out(past: Any) -> None:
    await past.put("a.b", [(T0, 1.0), (T0 + 1000, None)], until="2099-01-01")
    await past.put("a.b", [(T0 + 1000, 2.0)], until="2099-02-01")
    answer = await past.stage.http.get("/api/history/export.csv", params={"point": "a.b", "from": T0, "to": T0 + HOUR})
    assert answer.status_code == 200
    assert [line.split(",")[3] for line in answer.text.splitlines()[1:]] == ["1.0", "2.0"]


async def test_the_future_is_an_empty_table(past: Any) -> None:
    answer = await past.stage.http.get(
        "/api/history/export.csv", params={"point": "a.b", "from": NOW + DAY, "to": NOW + 2 * DAY}
    )
    assert (answer.status_code, answer.text) == (200, "time,ts,point,value\r\n")
