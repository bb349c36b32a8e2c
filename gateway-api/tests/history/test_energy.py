"""Energy of a house, and the time before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dinrail.directory import Point
from dinrail.testing.clock import FakeClock
from dinrail_gateway.history.buckets import buckets
from dinrail_gateway.history.earlier import before
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.waiting import until

MINUTE = 60_000
HOUR = 60 * MINUTE
BERLIN = ZoneInfo("Europe/Berlin")
STATISTICS = "/api/history/statistics"


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=BERLIN).timestamp() * 1000)


@asynccontextmanager
async def house(past: Any, units: dict[str, str]) -> AsyncIterator[None]:
    """An instance `h` whose points have these units."""
    await past.stage.add("h", meter_config())
    async with past.stage.puppet("h") as puppet:
        await puppet.say("connected")
        await puppet.directory(*(Point(path, "REAL", unit=unit) for path, unit in units.items()))
        await until(lambda: all(past.stage.gateway.history.unit(f"h.{path}") == unit for path, unit in units.items()))
        yield


def totals(told: Any) -> dict[str, float]:
    return {role: view["total"] for role, view in told["energy"].items()}


async def test_a_house_and_the_time_before(past: Any) -> None:
    """Solar 2 kW for 12 hours, house 1 kW all day, the rest to and from the grid; the day before twice the use."""
    day = at("2026-05-02T00:00")
    units = {"solar": "kW", "load": "W", "taken": "kWh", "given": "kWh"}
    async with house(past, units):
        steps = [(day - 24 * HOUR + minute * MINUTE, minute / 60) for minute in range(48 * 60 + 1)]
        await past.put("h.solar", [(ts, 2.0 if 6 <= hour % 24 < 18 else 0.0) for ts, hour in steps])
        await past.put("h.load", [(ts, 2000.0 if hour < 24 else 1000.0) for ts, hour in steps])
        await past.put("h.taken", [(ts, hour if hour < 24 else 24 + (hour - 24) / 2) for ts, hour in steps])
        await past.put("h.given", [(ts, max(0.0, (hour - 24) / 2)) for ts, hour in steps])
        roles = {"solar": "h.solar", "consumption": "h.load", "grid_import": "h.taken", "grid_export": "h.given"}
        told = await past.ask(STATISTICS, start=day, to=day + 24 * HOUR, tz="Europe/Berlin", **roles)
        del roles["consumption"]
        derived = await past.ask(STATISTICS, start=day, to=day + 24 * HOUR, tz="Europe/Berlin", **roles)
    assert totals(told) == pytest.approx(
        {"solar": 24, "consumption": 24, "grid_import": 12, "grid_export": 12}, rel=0.01
    )
    assert told["energy"]["solar"]["values"] == pytest.approx([24], rel=0.01)
    assert told["self_supply"]["total"] == pytest.approx(0.5, abs=0.01)
    assert told["before"]["energy"]["consumption"] == pytest.approx(48, rel=0.01)
    assert told["before"]["change"]["consumption"] == pytest.approx(-0.5, abs=0.01)
    assert told["before"]["to"] == day
    assert derived["energy"]["consumption"]["total"] == pytest.approx(24, rel=0.01)


@pytest.mark.parametrize(
    ("span", "step", "compare", "then"),
    [
        (("2026-03-01", "2026-04-01"), "day", "before", ("2026-02-01", "2026-03-01")),
        (("2026-03-30", "2026-04-06"), "day", "before", ("2026-03-23", "2026-03-30")),
        (("2026-01-01", "2027-01-01"), "month", "before", ("2025-01-01", "2026-01-01")),
        (("2026-05-02", "2026-05-03"), "day", "year", ("2025-05-02", "2025-05-03")),
        (("2028-02-29", "2028-03-02"), "day", "year", ("2027-03-01", "2027-03-02")),
    ],
)
def test_the_same_time_before(span: tuple[str, str], step: Any, compare: str, then: tuple[str, str]) -> None:
    found = before(buckets(*map(at, span), step, BERLIN), BERLIN, compare, at("2030-01-01"))
    assert (found[0].start, found[-1].end) == tuple(map(at, then))


@pytest.mark.parametrize(
    ("span", "compare", "now", "then"),
    [
        (("2026-05-02", "2026-05-03"), "before", "2026-05-02T14:30", ("2026-05-01", "2026-05-01T14:30")),
        (("2026-05-02", "2026-05-03"), "year", "2026-05-02T14:30", ("2025-05-02", "2025-05-02T14:30")),
        (("2026-03-01", "2026-04-01"), "before", "2026-03-10T12:00", ("2026-02-01", "2026-02-10T12:00")),
        (("2026-03-01", "2026-04-01"), "before", "2026-03-30T12:00", ("2026-02-01", "2026-03-01")),
        (("2026-03-30", "2026-03-31"), "before", "2026-03-30T12:00", ("2026-03-29", "2026-03-29T12:00")),
        (("2026-01-01", "2027-01-01"), "before", "2026-02-01T00:00", ("2025-01-01", "2025-02-01")),
        (("2026-05-02", "2026-05-03"), "before", "2026-05-02T00:00", ("2026-05-01", "2026-05-01T00:01")),
    ],
)
def test_what_is_not_over_is_compared_with_as_much(
    span: tuple[str, str], compare: Any, now: str, then: tuple[str, str]
) -> None:
    found = before(buckets(*map(at, span), "day", BERLIN), BERLIN, compare, at(now))
    assert (found[0].start, found[-1].end) == tuple(map(at, then))


async def test_today_is_compared_with_yesterday_until_now(past: Any) -> None:
    """1 kW on both days; at noon the house has used as much as at noon of the day before."""
    day, noon = at("2026-05-02T00:00"), at("2026-05-02T12:00")
    past.stage.gateway.history.clock = FakeClock(now_ms=noon)
    async with house(past, {"load": "kW"}):
        await past.put("h.load", [(ts, 1.0) for ts in range(day - 24 * HOUR, noon, MINUTE)])
        asked = {"start": day, "to": day + 24 * HOUR, "tz": "Europe/Berlin", "consumption": "h.load"}
        told = await past.ask(STATISTICS, **asked)
    assert totals(told) == pytest.approx({"consumption": 12}, rel=0.01)
    assert told["before"]["energy"]["consumption"] == pytest.approx(12, rel=0.01)
    assert told["before"]["change"]["consumption"] == pytest.approx(0, abs=0.01)


async def test_signs_a_battery_and_two_roofs(past: Any) -> None:
    """Six hours of sun on two roofs fill the battery and the grid; in the evening both give it back.

    Sun: 3 + 1 kW for 6 h = 24 kWh; charging 2 kW = 12, given away 1 kW = 6; later discharging 1 kW for 6 h = 6, taken
    0.5 kW = 3. Used: 24 + 6 + 3 - 12 - 6 = 15.
    """
    day = at("2026-05-02T00:00")
    async with house(past, {"east": "kW", "west": "W", "grid": "W", "battery": "kW", "counter": "kWh"}):
        minutes = [(day + minute * MINUTE, minute // 360) for minute in range(24 * 60)]
        put = past.put
        await put("h.east", [(ts, 3.0 if quarter == 2 else 0.0) for ts, quarter in minutes])
        await put("h.west", [(ts, 1000.0 if quarter == 2 else 0.0) for ts, quarter in minutes])
        await put("h.grid", [(ts, {2: -1000.0, 3: 500.0}.get(quarter, 0.0)) for ts, quarter in minutes])
        await put("h.battery", [(ts, {2: -2.0, 3: 1.0}.get(quarter, 0.0)) for ts, quarter in minutes])
        asked = {"start": day, "to": day + 24 * HOUR, "tz": "Europe/Berlin"}
        flows = {"solar": ["h.east", "h.west"], "grid": "h.grid", "battery": "h.battery"}
        told = await past.ask(STATISTICS, **asked, **flows, battery_positive="discharge")
        turned = await past.ask(STATISTICS, **asked, grid="h.grid", grid_positive="export")
        twice = await past.ask(STATISTICS, status=400, **asked, grid="h.grid", grid_import="h.east")
        counted = await past.ask(STATISTICS, status=400, **asked, grid="h.counter")
        misspelt = await past.ask(STATISTICS, status=422, **asked, grid_inport="h.grid")
    battery, grid = {"battery_charge": 12, "battery_discharge": 6}, {"grid_import": 3, "grid_export": 6}
    assert totals(told) == pytest.approx({"solar": 24, "consumption": 15, **battery, **grid}, rel=0.01)
    assert told["self_supply"]["total"] == pytest.approx(1 - 3 / 15, abs=0.01)
    assert told["self_use"]["total"] == pytest.approx(1 - 6 / 24, abs=0.01)
    assert (totals(turned)["grid_import"], totals(turned)["grid_export"]) == pytest.approx((6, 3), rel=0.01)
    assert (twice["error"]["key"], counted["error"]["key"]) == ("flow_named_twice", "meter_signed")
    assert "grid_inport" in str(misspelt)
