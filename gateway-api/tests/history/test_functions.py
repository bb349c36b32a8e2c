"""Every function on samples of a real database."""

from __future__ import annotations

import time
from typing import Any

import pytest

from dinrail.testing.clock import FakeClock

MINUTE = 60_000
HOUR = 60 * MINUTE
NOW = int(time.time() * 1000)
T0 = NOW // HOUR * HOUR - 48 * HOUR


async def test_the_average_counts_time_not_samples(past: Any) -> None:
    """100 samples of 0 in the first half, one of 10 that holds through the second."""
    half = [(T0 + at * 300, 0.0) for at in range(100)]
    await past.put("a.b", [*half, (T0 + 30_000, 10.0)])
    (value,) = await past.values("a.b", start=T0, to=T0 + MINUTE, step=60)
    assert value == pytest.approx(5.0, abs=0.2)


async def test_every_function(past: Any) -> None:
    """Ten minutes at 6 kW, one sample a minute, then ten at 3 kW, in one bucket of 20 minutes."""
    await past.put("pv.power", [(T0 + at * MINUTE, 6.0 if at < 10 else 3.0) for at in range(21)])
    found = {}
    for fn in ("avg", "min", "max", "last", "sum", "count", "delta", "integral", "state_duration"):
        (found[fn],) = await past.values("pv.power", start=T0, to=T0 + 20 * MINUTE, step=1200, fn=fn)
    assert found == {
        "avg": pytest.approx(4.5, rel=0.01),
        "min": 3.0,
        "max": 6.0,
        "last": 3.0,
        "sum": 90.0,
        "count": 20.0,
        "delta": -3.0,
        "integral": pytest.approx(1.5, rel=0.01),
        "state_duration": pytest.approx(1200, abs=20),
    }


async def test_a_spike_between_two_looks_is_the_maximum(past: Any) -> None:
    await past.put("a.b", [(T0, 1.0), (T0 + 1_234, 99.0), (T0 + 1_300, 1.0), (T0 + 120_000, 1.0)])
    assert await past.values("a.b", start=T0, to=T0 + HOUR, step=3600, fn="max") == [99.0]


async def test_a_counter_that_begins_anew_has_still_counted(past: Any) -> None:
    await past.put("m.energy", [(T0 + at * MINUTE, value) for at, value in enumerate((5.0, 7.0, 9.0, 1.0, 2.0))])
    assert await past.values("m.energy", start=T0, to=T0 + 10 * MINUTE, step=600, fn="increase") == [6.0]
    assert await past.values("m.energy", start=T0, to=T0 + 10 * MINUTE, step=600, fn="delta") == [-3.0]


async def test_a_delta_begins_where_the_bucket_before_ended(past: Any) -> None:
    await past.put("m.energy", [(T0 - MINUTE, 100.0), (T0 + 59 * MINUTE, 110.0), (T0 + 119 * MINUTE, 111.0)])
    assert await past.values("m.energy", start=T0, to=T0 + 2 * HOUR, step=3600, fn="delta") == [10.0, 1.0]


async def test_the_edges_of_a_bucket_belong_to_the_one_that_begins(past: Any) -> None:
    await past.put("a.b", [(T0, 1.0), (T0 + MINUTE, 2.0), (T0 + 2 * MINUTE, 3.0)])
    assert await past.values("a.b", start=T0 - MINUTE, to=T0 + 3 * MINUTE, step=60, fn="sum") == [None, 1.0, 2.0, 3.0]


async def test_a_value_holds_for_a_while_and_a_bad_one_ends_it_at_once(past: Any) -> None:
    await past.put("a.b", [(T0, 7.0)])
    await past.put("a.c", [(T0, 7.0), (T0 + 70_000, None)])
    held = await past.values("a.b", start=T0, to=T0 + 6 * MINUTE, step=60)
    ended = await past.values("a.c", start=T0, to=T0 + 6 * MINUTE, step=60)
    assert held == [7.0, 7.0, 7.0, None, None, None]
    assert ended == [7.0, 7.0, None, None, None, None]
    last = await past.values("a.c", start=T0, to=T0 + 6 * MINUTE, step=60, fn="last")
    assert last == [7.0, None, None, None, None, None]
    assert await past.values("a.c", start=T0, to=T0 + HOUR, step=3600, fn="integral") == [
        pytest.approx(7 * 70 / 3600, abs=7 * 60 / 3600)
    ]


async def test_a_point_that_is_seldom_said_holds_longer(past: Any) -> None:
    await past.put("a.slow", [(T0, 7.0)])
    await past.put("a.slow", [(T0, 1800.0)], "dinrail_hold")
    assert await past.values("a.slow", start=T0, to=T0 + HOUR, step=600) == [7.0, 7.0, 7.0, None, None, None]


async def test_how_long_something_was_on_and_how_long_each_word_held(past: Any) -> None:
    await past.put("plc.pump", [(T0 + at * MINUTE, float(at in (2, 3, 7))) for at in range(11)])
    assert await past.values("plc.pump", start=T0, to=T0 + 10 * MINUTE, step=600, fn="state_duration") == [
        pytest.approx(180, abs=10)
    ]
    await past.put("boiler.state", [(T0, 1.0), (T0 + MINUTE, None)], "dinrail_text", text="idle")
    heating = [(T0 + MINUTE, 1.0), (T0 + 3 * MINUTE, 1.0), (T0 + 5 * MINUTE, None)]
    await past.put("boiler.state", heating, "dinrail_text", text="heating")
    asked = await past.ask(point="boiler.state", start=T0, to=T0 + 10 * MINUTE, step=600, fn="state_duration")
    told = {each["state"]: each["values"][0] for each in asked["series"]}
    assert told == {"idle": pytest.approx(60, abs=10), "heating": pytest.approx(240, abs=10)}


async def test_several_points_keep_their_order_and_one_without_samples_is_empty(past: Any) -> None:
    for name in ("a.x", "a.y.z"):
        await past.put(name, [(T0, 1.0)])
    asked = await past.ask(point=["a.y/z", "a.none", "a.x"], start=T0, to=T0 + 2 * MINUTE, step=60)
    assert [each["point"] for each in asked["series"]] == ["a.y.z", "a.none", "a.x"]
    assert [each["values"] for each in asked["series"]] == [[1.0, 1.0], [None, None], [1.0, 1.0]]
    assert (asked["from"], asked["to"], asked["step"], asked["fn"]) == (T0, T0 + 2 * MINUTE, 60, "avg")


async def test_what_lies_ahead_is_unknown_and_the_present_bucket_is_what_it_is_so_far(past: Any) -> None:
    now = int(time.time() * 1000)
    begin = now // HOUR * HOUR
    await past.put("a.b", [(ts, 4.0) for ts in range(begin - HOUR, now, MINUTE)])
    values = await past.values("a.b", start=begin - HOUR, to=begin + 3 * HOUR, step=3600)
    assert values == [4.0, 4.0, None, None]


@pytest.mark.parametrize(("fn", "value"), [("avg", 2.0), ("integral", 2 * (26 * 24 + 12.57)), ("state_duration", None)])
async def test_the_present_month_is_answered_until_its_end(past: Any, fn: str, value: float | None) -> None:
    """A bucket of 26 days and some ms must not be looked at every second."""
    begin = 1_777_593_600_000  # 2026-05-01 UTC
    now = begin + 26 * 24 * HOUR + 12 * HOUR + 34 * MINUTE + 56_789
    past.stage.gateway.history.clock = FakeClock(now_ms=now)
    await past.put("a.b", [(ts, 2.0) for ts in range(begin, now, MINUTE)])
    (found,) = await past.values("a.b", start=begin, to=now, step="month", fn=fn)
    assert found == pytest.approx(value or (now - begin) / 1000, rel=0.001)


async def test_a_month_of_an_odd_number_of_seconds_is_answered(past: Any) -> None:
    await past.put("a.b", [(T0 + at * MINUTE, 2.0) for at in range(60)])
    values = await past.values("a.b", start=T0, to=T0 + HOUR, step=2_678_399, fn="integral")
    assert sum(value or 0.0 for value in values) == pytest.approx(2.0, rel=0.1)


async def test_what_is_above_zero_and_what_is_below(past: Any) -> None:
    """Half an hour at 3 kW, half an hour at -1 kW."""
    await past.put("grid.power", [(T0 + at * MINUTE, 3.0 if at < 30 else -1.0) for at in range(61)])
    asked = {"start": T0, "to": T0 + HOUR, "step": 3600}
    assert await past.values("grid.power", fn="integral_positive", **asked) == [pytest.approx(1.5, rel=0.01)]
    assert await past.values("grid.power", fn="integral_negative", **asked) == [pytest.approx(0.5, rel=0.05)]
    assert await past.values("grid.power", fn="integral", **asked) == [pytest.approx(1.0, rel=0.02)]


async def test_series_that_end_with_a_month_are_one_point(past: Any) -> None:
    await past.put("a.b", [(T0 + at * MINUTE, 1.0) for at in range(30)], until="2099-01-01")
    await past.put("a.b", [(T0 + at * MINUTE, 3.0) for at in range(30, 60)], until="2099-02-01")
    assert await past.values("a.b", start=T0, to=T0 + HOUR, step=3600) == [pytest.approx(2.0, abs=0.15)]
    assert await past.values("a.b", start=T0, to=T0 + HOUR, step=3600, fn="count") == [60.0]


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"point": 'a.b"} or vector(1) or {x="'}, None),
        ({"point": [f"a.p{at}" for at in range(51)]}, "history_points"),
        ({"step": "1", "to": T0 + 2 * 24 * HOUR}, "history_too_much"),
        ({"step": "0"}, "history_step"),
        ({"step": "2678401"}, "history_step"),
        ({"step": "fortnight"}, "history_step"),
        ({"fn": "drop"}, "history_function_unknown"),
        ({"tz": "Mars/Olympus"}, "time_zone_unknown"),
        ({"tz": "../../etc/passwd"}, "time_zone_unknown"),
        ({"to": T0}, "history_span"),
        ({"start": 0}, "history_span"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_a_word(past: Any, params: dict[str, Any], key: str | None) -> None:
    asked = {"point": "a.b", "start": T0, "to": T0 + HOUR, "step": "60"} | params
    named = {"from" if name == "start" else name: value for name, value in asked.items()}
    answer = await past.stage.http.get("/api/history", params=named)
    if key is None:
        assert answer.status_code == 200 or answer.json()["error"]["key"] == "address_invalid"
        if answer.status_code == 200:
            assert set(answer.json()["series"][0]["values"]) == {None}
    else:
        assert (answer.status_code, answer.json()["error"]["key"]) == (400, key)


@pytest.mark.parametrize("name", ['a."x', "a.b\\", "a.(b|c)", "a.we ird", "a.ü-b", "a.b%2Ec", "a.{}", "a.[0]", "a.$x"])
async def test_names_are_only_names(past: Any, name: str) -> None:
    await past.put(name, [(T0, 5.0)])
    await past.put("a.c", [(T0, 9.0)])
    for more in ([], ["a.other"]):
        asked = await past.ask(point=[name, *more], start=T0, to=T0 + MINUTE, step=60)
        assert asked["series"][0]["values"] == [5.0]


async def test_without_a_database_it_is_off(stage: Any) -> None:
    off = await stage.http.get("/api/history", params={"point": "a.b", "from": T0, "to": T0 + MINUTE})
    assert (off.status_code, off.json()["error"]["key"]) == (404, "history_off")


async def test_when_the_database_is_away_it_says_so_and_heals(past: Any) -> None:
    await past.put("a.b", [(T0, 5.0)])
    asked = {"point": "a.b", "from": T0, "to": T0 + MINUTE}
    await past.database.stop()
    away = await past.stage.http.get("/api/history", params=asked)
    assert (away.status_code, away.json()["error"]["key"]) == (503, "history_away")
    await past.database.start()
    assert (await past.stage.http.get("/api/history", params=asked)).status_code == 200


@pytest.mark.parametrize("fn", ["avg", "delta", "increase", "state_duration"])
async def test_fifty_points_with_long_names_are_one_question(past: Any, fn: str) -> None:
    names = [f"plc_keller.GVL_House.aRooms.{number}.fbHeating.fbController.fActualTemperature" for number in range(50)]
    for name in names[::7]:
        await past.put(name, [(T0, 1.0), (T0 + MINUTE, 2.0)])
    told = await past.ask(point=names, start=T0, to=T0 + 2 * MINUTE, step=60, fn=fn)
    series = {each["point"]: each["values"] for each in told["series"]}
    assert list(series) == names
    assert all(any(value is not None for value in series[name]) == (name in names[::7]) for name in names)
