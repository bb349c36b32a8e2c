"""The database is away, slow, killed or full: nothing is lost within the bound, and what is lost is said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dinrail.remotewrite import Stamp, prefix
from dinrail.testing.conformance import Mosquitto
from dinrail.testing.context import eventually
from dinrail.testing.database import Database
from dinrail_historian.queue import Batch, DiskQueue
from historian_rig import HistorianRig

Make = Callable[..., Awaitable[HistorianRig]]
POINTS = 20


class Load:
    """Samples without a gap: each point counts up by one, 10 ms apart in its own time."""

    def __init__(self, rig: HistorianRig, begin: int) -> None:
        self.rig = rig
        self.begin = begin
        self.told = 0

    def say(self, times: int) -> None:
        for _ in range(times):
            for point in range(POINTS):
                self.rig.say(f"plc.p{point}", self.told, self.begin + self.told * 10)
            self.told += 1

    async def during(self, work: Awaitable[None]) -> None:
        """Go on while something happens."""
        task = asyncio.ensure_future(work)
        while not task.done():
            self.say(1)
            await asyncio.sleep(0.01)
        await task

    async def whole(self, database: Database) -> None:
        """Every sample is there, with its own time, once."""
        for point in (0, POINTS - 1):
            found = await database.samples(f"plc.p{point}")
            assert found == [(self.begin + at * 10, float(at)) for at in range(self.told)]


async def away(rig: HistorianRig) -> None:
    await eventually(lambda: rig.context.problem == "history_database_away")


async def back(rig: HistorianRig) -> None:
    await eventually(lambda: rig.context.problem is None, 30)


@pytest.mark.parametrize("how", ["kill", "stop"])
async def test_a_database_that_ends_under_load_and_comes_back_has_no_gap(
    historian: Make, database: Database, now: int, how: str
) -> None:
    rig = await historian()
    load = Load(rig, now)
    load.say(50)
    await rig.settled()
    load.say(50)
    await load.during(getattr(database, how)())
    await load.during(away(rig))
    load.say(50)
    await eventually(lambda: len(rig.adapter._queue or ()) > 0)
    await eventually(lambda: rig.context.last["database.reachable"].value is False)
    await load.during(database.start())
    await load.during(back(rig))
    load.say(50)
    await rig.settled()
    await load.whole(database)
    assert rig.context.last["samples.lost"].value == 0
    await eventually(lambda: rig.context.last["database.reachable"].value is True)


async def test_what_waits_outlives_a_restart_of_the_historian(
    broker: Mosquitto, database: Database, data: Path, now: int
) -> None:
    url = f"{database.url}/api/v1/write"
    await database.stop()
    first = HistorianRig(broker, data, url=url)
    await first.start()
    load = Load(first, now)
    load.say(30)
    await away(first)
    load.say(30)
    await first.heard()
    await first.stop()
    assert list((data / "queue").glob("*.batch"))
    second = HistorianRig(broker, data, url=url)
    await second.start()
    await database.start()
    load.rig = second
    load.say(30)
    await second.settled()
    await load.whole(database)
    await second.stop()
    assert not list((data / "queue").glob("*.batch"))


async def test_beyond_the_bound_the_oldest_goes_and_is_counted(
    historian: Make, database: Database, now: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.stop()
    rig = await historian()
    queue = rig.adapter._queue
    assert queue is not None
    monkeypatch.setattr(queue, "_limit", 3000)
    load = Load(rig, now)

    async def until_lost() -> None:
        await eventually(lambda: rig.context.problem == "history_lost_queue_full", 30)

    await load.during(until_lost())
    lost = await eventually(lambda: rig.context.last["samples.lost"].value)
    assert lost > 0
    await database.start()
    await rig.settled()
    found = [value for _, value in await database.samples("plc.p0")]
    assert found[-1] == load.told - 1, "the newest stayed"
    assert found == sorted(found)


async def test_a_database_that_refuses_is_told_and_does_not_stop_the_rest(
    historian: Make, database: Database, now: int
) -> None:
    rig = await historian(url=f"{database.url}/api/v1/import/csv")
    rig.say("plc.x", 1, now)
    await eventually(lambda: rig.context.problem == "database_refuses")
    assert rig.context.counts["samples_refused"] > 0


async def test_batches_come_back_in_order_and_a_damaged_one_is_left_out(tmp_path: Path) -> None:
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 1_000_000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    for at in range(1, 13):
        await queue.put(Batch(bytes([at]) * 100, at))
    again = DiskQueue(tmp_path / "q", 1_000_000, lambda why, samples: lost.append((why, samples)))
    await again.open()
    assert (len(again), again.samples) == (12, sum(range(1, 13)))
    files = sorted((tmp_path / "q").iterdir())
    files[1].write_bytes(b"nonsense")
    files[2].write_bytes(b"")
    (tmp_path / "q" / "notes.txt").write_text("somebody's")
    found = []
    while (oldest := await again.oldest()) is not None:
        number, batch = oldest
        found.append(batch.samples)
        await again.done(number)
    assert found == [1, *range(4, 13)]
    assert lost == [("damaged", 2), ("damaged", 3)]
    assert [file.name for file in (tmp_path / "q").iterdir()] == ["notes.txt"]


async def test_a_disk_that_is_full_is_a_loss_that_is_counted(tmp_path: Path) -> None:
    lost: list[tuple[str, int]] = []
    blocked = tmp_path / "q"
    queue = DiskQueue(blocked, 1000, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    blocked.rmdir()
    blocked.write_text("no folder")
    assert await queue.put(Batch(b"x", 7)) == 0
    assert lost == [("disk", 7)]
    assert len(queue) == 0


async def test_what_had_to_go_while_it_was_under_way_is_not_removed_in_another_ones_place(tmp_path: Path) -> None:
    lost: list[tuple[str, int]] = []
    queue = DiskQueue(tmp_path / "q", 40, lambda why, samples: lost.append((why, samples)))
    await queue.open()
    await queue.put(Batch(b"first", 1))
    oldest = await queue.oldest()
    assert oldest is not None
    for at in range(2, 8):
        await queue.put(Batch(b"later", at))
    waiting = queue.samples
    await queue.done(oldest[0])
    assert lost[0] == ("queue_full", 1)
    assert queue.samples == waiting
    assert waiting + sum(samples for _, samples in lost) == sum(range(1, 8))


async def test_without_a_folder_it_waits_in_memory() -> None:
    queue = DiskQueue(None, 1000, lambda *_: None)
    await queue.open()
    number = await queue.put(Batch(b"abc", 2))
    assert await queue.oldest() == (number, Batch(b"abc", 2))
    await queue.done(number)
    assert await queue.oldest() is None


def test_every_sample_takes_the_bytes_its_series_says() -> None:
    begin = prefix({"__name__": "dinrail", "point": "a.b"})
    stamp = Stamp()
    for ts in (946_684_800_000, 1_795_740_900_000, 2**42 - 1):
        assert len(stamp.sample(1.5, ts)) == len(stamp.end(ts)) == 15
        number = 0
        for at, byte in enumerate(stamp.sample(1.5, ts)[9:]):
            number |= (byte & 0x7F) << (7 * at)
        assert number == ts
    assert begin[1] == len(begin) - 2 + 15
