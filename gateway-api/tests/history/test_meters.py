"""Meters: what they counted is in one of the buckets, whatever happened to them."""

from __future__ import annotations

import time
from typing import Any

import pytest

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(time.time() * 1000)
DAY0 = NOW // DAY * DAY - 10 * DAY


async def test_a_meter_that_begins_anew_between_two_buckets_has_still_counted(past: Any) -> None:
    """Energy of today: it goes back at midnight, and the inverter wakes at 6 with something already."""
    samples = []
    for day in range(3):
        samples += [(DAY0 + day * DAY + (6 + hour) * HOUR, 0.5 + hour) for hour in range(12)]
    await past.put("pv.today", samples)
    asked = {"start": DAY0, "to": DAY0 + 3 * DAY, "fn": "increase"}
    daily = await past.values("pv.today", step="day", **asked)
    whole = await past.values("pv.today", step=5 * 86_400, **asked)
    assert daily == pytest.approx([11.0, 11.5, 11.5])
    assert sum(value or 0 for value in whole) == pytest.approx(34.0)


async def test_noise_is_no_new_beginning(past: Any) -> None:
    await past.put("m.e", [(DAY0 + HOUR, 100.0), (DAY0 + 23 * HOUR, 101.0), (DAY0 + 25 * HOUR, 100.99)])
    assert await past.values("m.e", start=DAY0, to=DAY0 + 2 * DAY, step="day", fn="increase") == pytest.approx([1, 0])


async def test_what_a_meter_counted_while_nobody_heard_it_is_in_the_day_it_came_back(past: Any) -> None:
    """Silent from noon of the first day to noon of the third."""
    hours = [*range(13), *range(60, 73)]
    await past.put("m.e", [(DAY0 + hour * HOUR, float(hour)) for hour in hours])
    asked = {"start": DAY0, "to": DAY0 + 3 * DAY, "step": "day"}
    for fn in ("increase", "delta"):
        values = await past.values("m.e", fn=fn, **asked)
        assert values == [12.0, None, 59.0], fn
