"""Tens of thousands of points."""

from __future__ import annotations

import time
from typing import Any

from dinrail.remotewrite import Stamp, prefix, snappy

DAY = 86_400_000
NOW = int(time.time() * 1000)
MANY = 30_000


async def test_every_one_of_many_points_is_covered(past: Any) -> None:
    """30,000 points: heard a year ago, half of them also now, a third gone for two months; the loop is not held up."""
    stamp = Stamp()
    for part in range(0, MANY, 10_000):
        pieces = []
        for number in range(part, part + 10_000):
            begin = prefix({"__name__": "dinrail", "point": f"plant_{number % 50}.section.level_{number}"})
            ages = [365, 70 if number % 3 == 0 else 40] + ([0] if number % 2 else [])
            pieces += [begin + stamp.sample(1.0, NOW - age * DAY) for age in ages]
        await past.database.post("/api/v1/write", snappy(b"".join(pieces)))
    await past.database.get("/internal/force_flush")
    found = {each["point"]: each for each in await past.ask("/api/history/points")}
    assert len(found) == MANY
    assert {each["first"] for each in found.values()} == {NOW - 365 * DAY}
    for number in (0, 1, 2, 3, MANY - 1):
        age = 0 if number % 2 else 70 if number % 3 == 0 else 40
        assert found[f"plant_{number % 50}.section.level_{number}"]["last"] == NOW - age * DAY
