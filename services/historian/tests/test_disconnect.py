"""A device that is gone: its instance says the last value and its time again, as bad."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from dinrail.testing.database import Database
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]


def clock() -> int:
    return int(time.time() * 1000)


async def words(database: Database) -> list[tuple[int, float | None]]:
    (series,) = await database.series('dinrail_text{text="idle"}')
    return list(zip(series["timestamps"], series["values"], strict=True))


@pytest.mark.parametrize("settle", [True, False], ids=["stored before", "in one batch"])
@pytest.mark.parametrize("store", ["all", "change", "interval"])
async def test_the_last_value_stays_until_it_is_told(
    historian: Make, database: Database, now: int, settle: bool, store: str
) -> None:
    rig = await historian(policies=[{"points": ["**"], "store": store}])
    rig.say("plc.x", 1.0, now)
    rig.say("plc.state", "idle", now)
    if settle:
        await rig.settled()
    before = clock()
    rig.say("plc.x", 1.0, now, "bad", "not_connected")
    rig.say("plc.state", "idle", now, "bad", "not_connected")
    await rig.settled()
    after = clock()
    stored, quality = await database.samples("plc.x"), await database.samples("plc.x", "dinrail_quality")
    said = await words(database)
    for kept, first, second in ((stored, 1.0, None), (quality, 2.0, 0.0), (said, 1.0, None)):
        assert [value for _, value in kept] == [first, second]
        assert kept[0][0] == now
        assert before <= kept[1][0] <= after
    rig.say("plc.x", 1.0, now)  # it is there again, and was not read anew
    rig.say("plc.state", "idle", now)
    await rig.settled()
    stored = await database.samples("plc.x")
    assert [value for _, value in stored] == [1.0, None, 1.0]
    assert stored[-1][0] >= after
    assert [value for _, value in await words(database)] == [1.0, None, 1.0]


async def test_maintenance_is_told_and_over(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    for quality in ("good", "uncertain", "good"):
        rig.say("plc.x", 1.0, now, quality)
        await rig.settled()
        await asyncio.sleep(0.005)  # so that they have times of their own
    assert [value for _, value in await database.samples("plc.x", "dinrail_quality")] == [2.0, 1.0, 2.0]
    assert [value for _, value in await database.samples("plc.x")] == [1.0]


async def test_what_was_bad_all_along_is_known_to_be(historian: Make, database: Database, now: int) -> None:
    rig = await historian()
    before = clock()
    rig.say("plc.x", 1.0, now, "bad", "not_connected")
    await rig.settled()
    assert await database.samples("plc.x") == []
    ((ts, value),) = await database.samples("plc.x", "dinrail_quality")
    assert (value, ts >= before) == (0.0, True)
