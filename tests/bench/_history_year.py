"""A year of a house on disk: values like those of meters, every 10 s, handed to the database as blocks."""

from __future__ import annotations

import asyncio
import random
from array import array
from itertools import accumulate
from pathlib import Path

from dinrail.testing.database import Database

YEAR_S = 365 * 86_400
EVERY_S = 10
BLOCK = 20_000
#: Tenths a meter goes on by, one of them drawn by each byte: as often up as down, and every third time not at all.
STEPS = array("b", (-3, -2, -1, 0, 0, 0, 1, 2, 3) * 28 + (0,) * 4).tobytes()
#: Further than any walk of a year gets: 3 million such steps are some 3,000 from where they began.
REACH = 60_000
TEXTS = [f"{value / 10}" for value in range(REACH)]


class Meter:
    """A point whose value walks in small steps with one decimal, now and then staying where it is."""

    def __init__(self, number: int) -> None:
        self._walk = random.Random(number)
        self._value = REACH // 2
        self._head = f'{{"metric":{{"__name__":"dinrail","point":"plc.p{number}"}},"values":['

    def block(self, times: str, count: int) -> bytes:
        """Its next values at these times, as the database imports them."""
        steps = array("b", self._walk.randbytes(count).translate(STEPS))
        steps[0] = 0
        values = list(accumulate(steps, initial=self._value))
        self._value = values.pop()
        return f'{self._head}{",".join(map(TEXTS.__getitem__, values))}],"timestamps":[{times}]}}'.encode()


async def fill(database: Database, points: int, end: int) -> int:
    """Put a year of so many points there, all of them month by month as in life; the number of samples.

    One block is made while the database reads the one before.
    """
    meters = [Meter(number) for number in range(points)]
    samples, start = 0, (end - YEAR_S) * 1000
    underway: asyncio.Task[None] | None = None
    for ts in range(start, end * 1000, BLOCK * EVERY_S * 1000):
        moments = range(ts, min(ts + BLOCK * EVERY_S * 1000, end * 1000), EVERY_S * 1000)
        times = ",".join(map(str, moments))
        for meter in meters:
            body = await asyncio.to_thread(meter.block, times, len(moments))
            if underway is not None:
                await underway
            underway = asyncio.create_task(database.post("/api/v1/import", body))
            samples += len(moments)
    if underway is not None:
        await underway
    return samples


def size(database: Database) -> int:
    """Bytes its data take, without the index of names."""
    return sum(file.stat().st_size for file in _data(database).rglob("*") if file.is_file())


async def settle(database: Database) -> None:
    """Until merging has changed nothing for a while; an hour at most."""
    await database.get("/internal/force_flush")
    await database.get("/internal/force_merge")
    before, same = -1, 0
    async with asyncio.timeout(3600):
        while same < 3:
            now = await asyncio.to_thread(size, database)
            before, same = now, same + 1 if now == before else 0
            await asyncio.sleep(3)


def _data(database: Database) -> Path:
    return database.folder / "data" / "data"
