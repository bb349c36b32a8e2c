"""Statistics that would mislead: parts beside wholes, days that nobody measured, units nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from dinrail.directory import Point
from dinrail.testing.clock import FakeClock
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.waiting import until

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(datetime(2026, 5, 20, 9, 30, tzinfo=UTC).timestamp() * 1000)
MONTH = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp() * 1000)
TODAY = NOW // DAY * DAY
PATH = "/api/history/statistics"


@pytest.fixture
async def house(past: Any) -> Any:
    units = {"solar": "kW", "load": "kW", "taken": "kW", "given": "kW", "meter": "kWh", "warmth": "°C", "none": ""}
    stage = past.stage
    stage.gateway.history.clock = FakeClock(now_ms=NOW)
    await stage.add("h", meter_config())
    async with stage.puppet("h") as puppet:
        await puppet.say("connected")
        await puppet.directory(*(Point(path, "REAL", unit=unit) for path, unit in units.items()))
        await until(lambda: stage.gateway.history.unit("h.meter") == "kWh")
        yield past


def steady(start: int, end: int, value: float = 1.0) -> list[tuple[int, float]]:
    return [(ts, value) for ts in range(start, end, MINUTE)]


@pytest.mark.parametrize("compare", ["before", "year"])
async def test_the_month_so_far_is_compared_with_as_much_of_the_one_before(house: Any, compare: str) -> None:
    await house.put("h.load", steady(MONTH - 33 * DAY, NOW))
    await house.put("h.load", steady(NOW - 400 * DAY, NOW - 330 * DAY))
    told = await house.ask(PATH, start=MONTH, to=NOW, step="month", compare=compare, consumption="h.load")
    assert told["before"]["change"]["consumption"] == pytest.approx(0.0, abs=0.02)


async def test_a_month_whose_end_alone_is_known_is_no_comparison(house: Any) -> None:
    await house.put("h.load", steady(MONTH - 2 * DAY, NOW))
    told = await house.ask(PATH, start=MONTH, to=MONTH + DAY, step="month", consumption="h.load")
    assert told["before"]["change"]["consumption"] is None


async def test_self_supply_counts_only_where_both_are_known(house: Any) -> None:
    """2 kW used, half of it bought, on the second day; on the first only the purchase is known."""
    await house.put("h.taken", steady(TODAY - 3 * DAY, TODAY - DAY))
    await house.put("h.load", steady(TODAY - 2 * DAY, TODAY - DAY, 2.0))
    told = await house.ask(PATH, start=TODAY - 3 * DAY, to=TODAY - DAY, consumption="h.load", grid_import="h.taken")
    assert told["self_supply"]["values"] == [None, pytest.approx(0.5, abs=0.01)]
    assert told["self_supply"]["total"] == pytest.approx(0.5, abs=0.01)


async def test_use_is_not_known_where_a_part_of_it_is_not(house: Any) -> None:
    """The inverter was silent on the first day."""
    await house.put("h.taken", steady(TODAY - 3 * DAY, TODAY - DAY))
    await house.put("h.solar", steady(TODAY - 2 * DAY, TODAY - DAY))
    told = await house.ask(PATH, start=TODAY - 3 * DAY, to=TODAY - DAY, solar="h.solar", grid_import="h.taken")
    assert told["energy"]["consumption"]["values"] == [None, pytest.approx(48, rel=0.01)]
    assert told["self_supply"]["values"] == [None, pytest.approx(0.5, abs=0.01)]


async def test_a_time_of_which_little_is_known_is_no_comparison(house: Any) -> None:
    """Measured since two days ago: three days are not 200 percent more than the three before."""
    await house.put("h.load", steady(TODAY - 4 * DAY, TODAY))
    told = await house.ask(PATH, start=TODAY - 3 * DAY, to=TODAY, consumption="h.load")
    assert told["before"]["energy"]["consumption"] == pytest.approx(24, rel=0.01)
    assert told["before"]["change"]["consumption"] is None


@pytest.mark.parametrize("point", ["h.warmth", "h.none", "gone.meter"])
async def test_what_is_neither_power_nor_energy_is_refused(house: Any, point: str) -> None:
    await house.put(point, steady(TODAY - DAY, TODAY))
    told = await house.ask(PATH, start=TODAY - DAY, to=TODAY, consumption=point, status=400)
    assert told["error"]["key"] == "history_unit"


async def test_the_same_before_the_beginning_of_times_is_empty(house: Any) -> None:
    told = await house.ask(PATH, start=946_684_800_000, to=NOW + 40 * 365 * DAY, step="month", solar="h.solar")
    assert told["before"]["energy"]["solar"] is None
