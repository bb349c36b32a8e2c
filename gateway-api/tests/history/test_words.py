"""States and texts, in coverage, durations and changes."""

from __future__ import annotations

import time
from typing import Any

import pytest

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = int(time.time() * 1000)
T0 = NOW // HOUR * HOUR - 48 * HOUR


async def test_an_empty_text_is_a_text(past: Any) -> None:
    await past.put("a.fault", [(T0, 1.0), (T0 + MINUTE, None)], "dinrail_text", text="")
    await past.put("a.fault", [(T0 + MINUTE, 1.0), (T0 + 3 * MINUTE, None)], "dinrail_text", text="hot")
    told = await past.ask("/api/history/changes", point="a.fault", start=T0, to=T0 + 3 * MINUTE)
    assert [each["value"] for each in told["changes"]] == ["", "hot"]
    asked = await past.ask(point="a.fault", start=T0, to=T0 + 10 * MINUTE, step=600, fn="state_duration")
    told = {each.get("state"): each["values"][0] for each in asked["series"]}
    assert told == {"": pytest.approx(60, abs=10), "hot": pytest.approx(120, abs=10)}


async def test_a_point_that_says_words_only_is_covered(past: Any) -> None:
    await past.put("b.state", [(T0, 1.0), (T0 + 500, None)], "dinrail_text", text="idle")
    await past.put("b.state", [(T0 + 500, 1.0), (T0 + 900, None)], "dinrail_text", text="heating")
    (told,) = await past.ask("/api/history/points")
    assert (told["point"], told["first"], told["last"]) == ("b.state", T0, T0 + 500)


async def test_a_point_that_came_back_and_went_again_was_heard_the_second_time(past: Any) -> None:
    coverage = past.stage.gateway.history.coverage
    await past.put("a.b", [(NOW - 50 * DAY, 1.0)])
    assert [each["last"] for each in await coverage.points()] == [NOW - 50 * DAY]
    await past.put("a.b", [(NOW - 20 * DAY, 1.0)])
    coverage._told = None
    assert [each["last"] for each in await coverage.points()] == [NOW - 20 * DAY]
    await past.put("a.b", [(NOW - 10 * DAY, 1.0)])
    coverage._told = None
    assert [each["last"] for each in await coverage.points()] == [NOW - 10 * DAY]


async def test_what_never_said_anything_never_changed(past: Any) -> None:
    for start, to in ((T0, T0 + HOUR), (NOW + DAY, NOW + 2 * DAY), (T0, NOW + 2 * DAY)):
        told = await past.ask("/api/history/changes", point="a.none", start=start, to=to)
        assert (told["changes"], told["more"]) == ([], False)


async def test_a_change_goes_on_over_every_piece_it_is_read_in(past: Any) -> None:
    """Said once a minute for a day, silent for one, another value."""
    begin = T0 - 5 * DAY
    await past.put("a.b", [(begin + at * MINUTE, 1.0) for at in range(24 * 60)] + [(begin + 2 * DAY, 2.0)])
    told = await past.ask("/api/history/changes", point="a.b", start=begin - DAY, to=begin + 3 * DAY)
    assert [(each["ts"], each["value"], each["duration"]) for each in told["changes"]] == [
        (begin, 1.0, DAY + 2 * MINUTE),
        (begin + DAY + 2 * MINUTE, None, DAY - 2 * MINUTE),
        (begin + 2 * DAY, 2.0, 3 * MINUTE),
        (begin + 2 * DAY + 3 * MINUTE, None, DAY - 3 * MINUTE),
    ]


async def test_changes_of_a_restless_point_do_not_stop_the_gateway(past: Any) -> None:
    """Ten values a second for a day, asked for a month; the loop is not held up."""
    for hour in range(24):
        begin = T0 - DAY + hour * HOUR
        await past.put("a.busy", [(begin + at * 100, float(at % 7)) for at in range(36_000)])
    told = await past.ask("/api/history/changes", point="a.busy", start=T0 - 28 * DAY, to=T0 + DAY)
    assert len(told["changes"]) == 5000
    assert told["more"] is True
    assert told["changes"][0] == {"ts": T0 - DAY, "value": 0.0, "duration": 100}
