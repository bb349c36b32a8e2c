"""Buckets touch, cover what was asked for, and know that a day has 23, 24 or 25 hours."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_gateway.history.buckets import Bucket, Step, auto_step, buckets, runs, span

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3_600_000
ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia",
         "Africa/Casablanca", "Asia/Beirut", "America/St_Johns"]  # fmt: skip
STEPS: list[Step] = ["day", "week", "month", 60, 900, 3600, 86_400]


def at(text: str, zone: ZoneInfo = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1000)


@given(
    zone=st.sampled_from(ZONES),
    step=st.sampled_from(STEPS),
    start=st.integers(at("2005-01-01"), at("2035-01-01")),
    many=st.integers(1, 200),
    more=st.integers(1, HOUR),
)
def test_they_touch_cover_and_are_as_many_as_was_said(zone: str, step: Step, start: int, many: int, more: int) -> None:
    length = step * 1000 if isinstance(step, int) else {"day": 24, "week": 168, "month": 720}[step] * HOUR
    end = start + many * length // 8 + more
    found = buckets(start, end, step, ZoneInfo(zone))
    assert found[0].start <= start < found[0].end
    assert found[-1].start < end <= found[-1].end
    assert all(one.end == other.start for one, other in pairwise(found))
    assert all(bucket.start < bucket.end for bucket in found)
    assert len(found) <= span(start, end, step)
    made = [
        Bucket(run.start + at * run.length, run.start + (at + 1) * run.length)
        for run in runs(found, 7)
        for at in range(run.many)
    ]
    assert made == found


@given(zone=st.sampled_from(ZONES), start=st.integers(at("2005-01-01"), at("2035-01-01")))
def test_days_begin_at_midnight_or_where_the_clock_jumps_over_it(zone: str, start: int) -> None:
    for bucket in buckets(start, start + 40 * 24 * HOUR, "day", ZoneInfo(zone)):
        local = datetime.fromtimestamp(bucket.start / 1000, ZoneInfo(zone))
        assert (local.hour, local.minute) == (0, 0) or local.hour < 2
        assert 22 * HOUR <= bucket.end - bucket.start <= 49 * HOUR


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24), ("2026-03-28", 24)]
)
def test_days_of_the_change_of_clocks(day: str, hours: int) -> None:
    (bucket,) = buckets(at(f"{day}T12:00"), at(f"{day}T12:01"), "day", BERLIN)
    assert bucket.end - bucket.start == hours * HOUR
    assert bucket.start == at(f"{day}T00:00")


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    assert [datetime.fromtimestamp(each.start / 1000, BERLIN).isoformat() for each in buckets(
        at("2026-03-24T10:00"), at("2026-04-07T00:00"), "week", BERLIN
    )] == ["2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00", "2026-04-06T00:00:00+02:00"]  # fmt: skip
    months = buckets(at("2025-12-31T23:59"), at("2026-03-01T00:00"), "month", BERLIN)
    assert [(each.start, each.end) for each in months] == [
        (at("2025-12-01"), at("2026-01-01")),
        (at("2026-01-01"), at("2026-02-01")),
        (at("2026-02-01"), at("2026-03-01")),
    ]


def test_an_automatic_step_gives_a_few_hundred() -> None:
    for length in (60, 3600, 86_400, 7 * 86_400, 31 * 86_400):
        step = auto_step(0, length * 1000)
        assert isinstance(step, int)
        assert 60 <= length / step <= 400
    assert auto_step(0, 366 * 86_400_000) == "day"


@pytest.mark.parametrize(
    ("day", "after", "hours"), [("2026-03-29", "2026-03-30", 23), ("2026-10-25", "2026-10-26", 25)]
)
async def test_the_energy_of_a_day_of_the_change_is_that_of_its_hours(
    past: Any, day: str, after: str, hours: int
) -> None:
    """1 kW all the time is as many kWh as the day has hours; the days beside it have 24."""
    begin = at(f"{day}T00:00") - 24 * HOUR
    await past.put("house.power", [(begin + minute * 60_000, 1.0) for minute in range(60 * (24 + hours + 24) + 1)])
    asked = {"start": begin, "to": at(f"{after}T12:00"), "step": "day", "tz": "Europe/Berlin"}
    told = await past.ask(point="house.power", fn="integral", **asked)
    assert told["series"][0]["times"] == [begin, at(f"{day}T00:00"), at(f"{after}T00:00")]
    assert told["series"][0]["values"] == pytest.approx([24.0, hours, 24.0], rel=0.001)
    assert await past.values("house.power", fn="count", **asked) == [24 * 60, hours * 60, 24 * 60]
    hourly = await past.values("house.power", fn="integral", **(asked | {"step": "3600"}))
    assert sum(value or 0 for value in hourly) == pytest.approx(24 + hours + 12, abs=0.1)
