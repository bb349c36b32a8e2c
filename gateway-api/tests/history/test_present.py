"""The present month, and how long a value counted where it is not said any more."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from dinrail.testing.clock import FakeClock

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(time.time() * 1000)
T0 = NOW // HOUR * HOUR - 48 * HOUR


@pytest.mark.parametrize("fn", ["avg", "integral", "state_duration", "increase", "min", "last"])
@pytest.mark.parametrize("step", ["day", "week", "month"])
async def test_the_present_one_is_answered_however_long_it_has_lasted(past: Any, step: str, fn: str) -> None:
    begin = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp() * 1000)
    now = int(datetime(2026, 5, 27, 16, 13, 12, 345_000, tzinfo=UTC).timestamp() * 1000)
    past.stage.gateway.history.clock = FakeClock(now_ms=now)
    await past.put("a.b", [(ts, 4.0) for ts in range(begin - 32 * DAY, now, MINUTE)])
    values = await past.values("a.b", start=begin - 20 * DAY, to=now, step=step, fn=fn)
    assert None not in values
    if fn == "avg":
        assert values == pytest.approx([4.0] * len(values))
    if fn == "integral":
        (series,) = (await past.ask(point="a.b", start=begin - 20 * DAY, to=now, step=step, fn=fn))["series"]
        assert values[-1] == pytest.approx((now - series["times"][-1]) / HOUR * 4.0, rel=0.01)


async def test_a_slow_point_that_fell_silent_days_ago_was_not_a_fast_one(past: Any) -> None:
    """1 kW said every half hour for a day, then the device was taken away for five days."""
    begin = T0 - 10 * DAY
    await past.put("a.slow", [(begin + at * HOUR // 2, 1.0) for at in range(48)])
    await past.put("a.slow", [(begin, 5400.0)], "dinrail_hold")
    values = await past.values("a.slow", start=begin, to=begin + 6 * DAY, step="week", fn="integral")
    assert sum(value or 0 for value in values) == pytest.approx(25.0, abs=0.6)
