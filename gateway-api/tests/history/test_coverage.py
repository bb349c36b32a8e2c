"""What there is of which point."""

from __future__ import annotations

import time
from typing import Any

DAY = 86_400_000
NOW = int(time.time() * 1000)


async def test_first_last_and_how_many(past: Any) -> None:
    await past.put("a.now", [(NOW - at * 60_000, 1.0) for at in range(10)])
    await past.put("a.now", [(NOW - 400 * DAY, 1.0)])
    await past.put("a.gone", [(NOW - 100 * DAY + at * 1000, 1.0) for at in range(5)])
    assert await past.ask("/api/history/points") == [
        {"point": "a.gone", "unit": "", "first": NOW - 100 * DAY, "last": NOW - 100 * DAY + 4000, "samples": 0},
        {"point": "a.now", "unit": "", "first": NOW - 400 * DAY, "last": NOW, "samples": 10},
    ]


async def test_nothing_is_an_empty_list_and_none_is_off(past: Any) -> None:
    assert await past.ask("/api/history/points") == []


async def test_off(stage: Any) -> None:
    answer = await stage.http.get("/api/history/points")
    assert (answer.status_code, answer.json()["error"]["key"]) == (404, "history_off")


async def test_what_a_retention_removed_is_not_the_first_any_more(past: Any) -> None:
    coverage = past.stage.gateway.history.coverage
    await past.put("a.b", [(NOW - 200 * DAY, 1.0)], until="2026-01-01")
    await past.put("a.b", [(NOW - 20 * DAY, 1.0)], until="2099-01-01")
    assert [each["first"] for each in await coverage.points()] == [NOW - 200 * DAY]
    await past.database.get("/api/v1/admin/tsdb/delete_series", **{"match[]": '{until="2026-01-01"}'})
    coverage._told = coverage._deep_at = None  # an hour later
    assert [each["first"] for each in await coverage.points()] == [NOW - 20 * DAY]


async def test_what_was_imported_from_long_ago_is_covered(past: Any) -> None:
    """Nothing for eight years, then a historian."""
    table = f"point,ts,value\na.old,{NOW - 3300 * DAY},1\n"
    await past.put("a.new", [(NOW, 1.0)])
    assert [each["point"] for each in await past.ask("/api/history/points")] == ["a.new"]
    taken = await past.stage.http.post("/api/history/import", content=table)
    assert taken.json() == {"samples": 1, "points": 1}
    await past.database.get("/internal/force_flush")
    told = {each["point"]: each["last"] for each in await past.ask("/api/history/points")}
    assert told == {"a.new": NOW, "a.old": NOW - 3300 * DAY}
