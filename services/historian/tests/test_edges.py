"""Months that turn, words without end, starts anew, and points that come and go."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from dinrail.directory import Point
from dinrail.testing.context import eventually
from dinrail.testing.database import Database
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]
DAY = 86_400_000


async def test_a_text_that_changes_with_the_month_ends_and_the_rest_goes_on(
    historian: Make, database: Database
) -> None:
    """Kept for some days: with the month begins another series, and the word of the old one ends all the same."""
    rig = await historian(policies=[{"points": ["**"], "keep_days": 400}])
    today = datetime.now(UTC)
    turn = int(today.replace(day=1, hour=0, minute=0, second=0, microsecond=0).timestamp() * 1000)
    rig.say("boiler.state", "idle", turn - 1000)
    rig.say("boiler.state", "heating", turn + 1000)
    rig.say("pump.state", "on", turn - 1000)
    rig.say("pump.state", None, turn + 500, "bad", "not_connected")
    rig.say("plc.x", 1.0, turn + 2000)
    await rig.settled()
    assert await database.samples("plc.x") == [(turn + 2000, 1.0)]
    found = {each["metric"]["text"]: each for each in await database.series("dinrail_text")}
    pairs = {word: list(zip(each["timestamps"], each["values"], strict=True)) for word, each in found.items()}
    assert pairs == {
        "idle": [(turn - 1000, 1), (turn + 1000, None)],
        "heating": [(turn + 1000, 1)],
        "on": [(turn - 1000, 1), (turn + 500, None)],
    }
    assert rig.adapter._collector.malformed == 0


async def test_words_beyond_the_bound_are_one_that_goes_on(historian: Make, database: Database, now: int) -> None:
    """A text that tells the time: after 200 words the rest are the same one."""
    rig = await historian()
    for at in range(230):
        rig.say("plc.clock", f"word {at}", now + at * 1000)
    await rig.settled()
    (rest,) = [each for each in await database.series("dinrail_text") if each["metric"]["text"] == "…"]
    assert list(zip(rest["timestamps"], rest["values"], strict=True)) == [
        (now + at * 1000, 1) for at in range(200, 230)
    ]


async def test_a_value_that_is_said_often_from_now_on_holds_no_longer_for_hours(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian()
    rig.list("bat", Point("slow", "REAL", refresh=600))
    await rig.heard()
    rig.say("bat.slow", 1.5, now)
    await rig.settled()
    rig.list("bat", Point("slow", "REAL"))
    await rig.heard()
    rig.say("bat.slow", 1.5, now + 1000)
    await rig.settled()
    assert await database.samples("bat.slow", "dinrail_hold") == [(now, 1800.0), (now + 1000, 180.0)]


async def test_numbers_with_words_whatever_their_type(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    words = {"0": "off", "1": "on"}
    rig.list("inv", Point("real", "REAL", texts=words), Point("flag", "BOOL", texts=words))
    await rig.heard()
    rig.say("inv.real", 1.0, now)
    rig.say("inv.flag", True, now)
    await rig.settled()
    found = {each["metric"]["point"]: each["metric"]["text"] for each in await database.series("dinrail_text")}
    assert found == {"inv.real": "on", "inv.flag": "on"}


async def test_room_for_points_that_were_left_out_ends_the_complaint(historian: Make, database: Database) -> None:
    rig = await historian(max_series=10)
    now = int(time.time() * 1000)
    for at in range(11):
        rig.say(f"old.p{at}", float(at), now)
    await rig.settled()
    assert await eventually(lambda: rig.context.problem) == "history_too_many_series"
    rig._say.publish("smarthome/old/p3", b"", retain=True)
    rig.say("old.p10", 2.0, now)
    await rig.settled()
    assert await database.samples("old.p10") == [(now, 2.0)]
    await eventually(lambda: rig.context.problem is None)


async def test_a_folder_that_cannot_be_used_costs_the_queue_alone(
    historian: Make, database: Database, data: Path, now: int
) -> None:
    (data / "queue").write_text("no folder")
    rig = await historian()
    rig.say("plc.x", 1.0, now)
    await rig.settled()
    assert await database.samples("plc.x") == [(now, 1.0)]
