"""Rates of the broker's counters, and their hour."""

from __future__ import annotations

import pytest

from dinrail.testing import FakeClock
from dinrail_gateway.broker.pace import HOUR_S, STEP_S, Pace


@pytest.fixture
def pace(clock: FakeClock) -> Pace:
    return Pace(clock)


async def rounds(pace: Pace, clock: FakeClock, *sent: float, uptime: int = 0, dropped: float = 0) -> int:
    for count in sent:
        await clock.advance(10)
        uptime += 10
        pace.take(uptime, {"messages_sent": count, "publish_dropped": dropped, "clients_connected": 3})
    return uptime


async def test_a_rate_is_what_grew_within_the_last_minute(pace: Pace, clock: FakeClock) -> None:
    uptime = await rounds(pace, clock, 1000)
    assert pace.rates()["messages_sent"] is None
    uptime = await rounds(pace, clock, 1100, uptime=uptime)
    assert pace.rates()["messages_sent"] == 10.0
    assert pace.rates()["messages_received"] is None
    await rounds(pace, clock, *(1100 + 50 * step for step in range(1, 13)), uptime=uptime)
    assert pace.rates()["messages_sent"] == 5.0


async def test_a_broker_that_began_anew_gives_no_negative_rate(pace: Pace, clock: FakeClock) -> None:
    await rounds(pace, clock, 1000, 1100)
    await rounds(pace, clock, 3)
    assert pace.rates()["messages_sent"] is None
    await rounds(pace, clock, 23, uptime=10)
    assert pace.rates()["messages_sent"] == 2.0


async def test_a_silent_broker_has_no_rate(pace: Pace, clock: FakeClock) -> None:
    await rounds(pace, clock, 1000, 1100)
    await clock.advance(61)
    assert pace.rates()["messages_sent"] is None
    assert pace.dropped() is None


async def test_what_was_dropped_within_the_last_minute_is_told_and_then_no_more(pace: Pace, clock: FakeClock) -> None:
    uptime = await rounds(pace, clock, 1, dropped=5)
    uptime = await rounds(pace, clock, 1, uptime=uptime, dropped=25)
    assert pace.dropped() == 20
    await rounds(pace, clock, *([1] * 7), uptime=uptime, dropped=25)
    assert pace.dropped() == 0


async def test_the_hour_has_steps_without_gaps_and_null_where_nobody_spoke(pace: Pace, clock: FakeClock) -> None:
    uptime = await rounds(pace, clock, 100, 200, 300, 400)
    await clock.advance(120)
    await rounds(pace, clock, 500, 600, 700, uptime=uptime)

    hour = pace.history()
    assert {len(row) for row in hour.values()} == {HOUR_S // STEP_S}
    clients = hour["clients_connected"]
    assert clients[-1] == 3
    assert clients[-4:-1].count(None) >= 2
    assert clients[0] is None
    assert hour["queued_packets"] == [None] * (HOUR_S // STEP_S)
    await clock.advance(HOUR_S)
    assert set(pace.history()["clients_connected"]) == {None}
