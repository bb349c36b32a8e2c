"""What is said in the data space is in a real database, as it was said."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from dinrail.directory import Point
from dinrail.testing.context import eventually
from dinrail.testing.database import Database
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]


async def test_numbers_and_booleans_are_kept_with_their_own_times(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian()
    for at in range(5):
        rig.say("plc.tank.level", 10.5 + at, now + at * 1000)
        rig.say("plc.pump", at % 2 == 0, now + at * 1000)
        rig.say("plc.count", 2**53 - at, now + at * 1000)
    await rig.settled()
    assert await database.samples("plc.tank.level") == [(now + at * 1000, 10.5 + at) for at in range(5)]
    assert await database.samples("plc.pump") == [(now + at * 1000, float(at % 2 == 0)) for at in range(5)]
    assert await database.samples("plc.count") == [(now + at * 1000, float(2**53 - at)) for at in range(5)]


async def test_bad_ends_a_value_and_quality_is_kept(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    rig.say("plc.x", 1.0, now)
    rig.say("plc.x", 2.0, now + 1000, "uncertain", "device_says_so")
    rig.say("plc.x", None, now + 2000, "bad", "not_connected")
    rig.say("plc.x", None, now + 3000, "bad", "not_connected")
    rig.say("plc.x", 2.0, now + 4000)
    await rig.settled()
    assert await database.samples("plc.x") == [(now, 1.0), (now + 1000, 2.0), (now + 2000, None), (now + 4000, 2.0)]
    assert await database.samples("plc.x", "dinrail_quality") == [
        (now, 2.0), (now + 1000, 1.0), (now + 2000, 0.0), (now + 4000, 2.0),
    ]  # fmt: skip


async def test_the_same_sample_twice_and_one_that_comes_late_are_harmless(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian()
    for at in (0, 2, 2, 1, 3, 0):
        rig.say("plc.x", float(at), now + at * 1000)
    await rig.settled()
    assert await database.samples("plc.x") == [(now + at * 1000, float(at)) for at in range(4)]


async def test_times_that_cannot_be_are_those_of_receipt(historian: Make, database: Database) -> None:
    rig = await historian()
    before = int(time.time() * 1000)
    rig.say("plc.past", 1, 0)
    rig.say("plc.future", 1, before + 10**9)
    await rig.settled()
    for point in ("plc.past", "plc.future"):
        ((ts, _),) = await database.samples(point)
        assert before <= ts <= int(time.time() * 1000)


async def test_a_text_is_one_series_per_word_from_its_beginning_to_its_end(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian()
    for at, word in enumerate(("idle", "heating", "heating", "idle")):
        rig.say("boiler.state", word, now + at * 1000)
    rig.say("boiler.state", None, now + 5000, "bad", "not_connected")
    await rig.settled()
    found = {each["metric"]["text"]: each for each in await database.series('dinrail_text{point="boiler.state"}')}
    pairs = {word: list(zip(each["timestamps"], each["values"], strict=True)) for word, each in found.items()}
    assert pairs == {
        "idle": [(now, 1), (now + 1000, None), (now + 3000, 1), (now + 5000, None)],
        "heating": [(now + 1000, 1), (now + 2000, 1), (now + 3000, None)],
    }


async def test_numbers_that_have_words_are_kept_as_both(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    rig.list("inv", Point("state", "INT", texts={"0": "off", "1": "on"}))
    rig.say("inv.state", 0, now)
    rig.say("inv.state", 1, now + 1000)
    await rig.settled()
    assert await database.samples("inv.state") == [(now, 0.0), (now + 1000, 1.0)]
    assert {each["metric"]["text"] for each in await database.series("dinrail_text")} == {"off", "on"}


async def test_how_long_a_value_holds_is_kept_where_it_is_not_the_usual(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian()
    rig.list("bat", Point("slow", "REAL", refresh=600), Point("usual", "REAL"))
    rig.say("bat.slow", 1.5, now)
    rig.say("bat.usual", 1.5, now)
    await rig.settled()
    assert await database.samples("bat.slow", "dinrail_hold") == [(now, 1800.0)]
    assert await database.samples("bat.usual", "dinrail_hold") == []


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"nonsense", b"\xff\xfe", b'{"value":1e999,"ts":1}', b'{"value":1,"ts":"x"}']
)
async def test_what_is_no_sample_is_counted_and_costs_nothing_else(
    historian: Make, database: Database, now: int, payload: bytes
) -> None:
    rig = await historian()
    rig._say.publish("smarthome/plc/x", payload)
    rig._say.publish("smarthome/plc/we%20ird/ü", b'{"value":1,"ts":%d}' % now)
    await rig.settled()
    assert await database.samples("plc.x") == []
    assert await database.samples("plc.we%20ird.ü") == [(now, 1.0)]


CASES: list[tuple[dict[str, Any], list[float]]] = [
    ({"store": "all"}, [0, 0, 1, 1, 5, 5]),
    ({"store": "change"}, [0, 1, 5]),
    ({"store": "change", "deadband": 2}, [0, 5]),
    ({"store": "interval", "interval": 20}, [0, 1, 5]),
    ({"store": "off"}, []),
]


@pytest.mark.parametrize(("policy", "stored"), CASES, ids=[str(each) for each, _ in CASES])
async def test_policies(
    historian: Make, database: Database, now: int, policy: dict[str, Any], stored: list[float]
) -> None:
    rig = await historian(policies=[{"points": ["plc.*"]} | policy, {"points": ["**"], "store": "off"}])
    for at, value in enumerate((0, 0, 1, 1, 5, 5)):
        rig.say("plc.x", value, now + at * 10_000)
    await rig.settled()
    assert [value for _, value in await database.samples("plc.x")] == stored


async def test_a_value_that_stays_is_said_again_so_that_it_can_be_told_from_one_that_is_gone(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian(policies=[{"points": ["**"], "store": "change"}])
    for at in range(7):
        rig.say("plc.x", 3.0, now + at * 30_000)
    await rig.settled()
    assert [ts - now for ts, _ in await database.samples("plc.x")] == [0, 90_000, 180_000]


async def test_only_selected_points_are_kept_and_no_more_than_allowed(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian(points=["plc.room.*", "bms"], max_series=10)
    for at in range(20):
        rig.say(f"bms.cell_{at}", 1, now)
    rig.say("plc.other", 1, now)
    await rig.settled()
    found = {each["metric"]["point"] for each in await database.series("dinrail")}
    assert len(found) == 10
    assert all(point.startswith("bms.") for point in found)
    assert await eventually(lambda: rig.context.problem) == "history_too_many_series"


async def test_a_point_that_was_removed_ends_and_makes_room(historian: Make, database: Database) -> None:
    rig = await historian(max_series=10)
    now = int(time.time() * 1000)
    for at in range(10):
        rig.say(f"old.p{at}", float(at), now)
    await rig.settled()
    for at in range(10):
        rig._say.publish(f"smarthome/old/p{at}", b"", retain=True)
    for at in range(10):
        rig.say(f"new.p{at}", 1.0, now)
    await rig.settled()
    assert [value for _, value in await database.samples("old.p3")] == [3.0, None]
    assert len({each["metric"]["point"] for each in await database.series("dinrail")}) == 20
    await eventually(lambda: rig.context.last["series"].value == 10)
    assert rig.context.problem is None
