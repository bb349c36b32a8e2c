"""What waits on disk."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from dinrail_mqtt.backlog import Backlog, Kept
from dinrail_mqtt.config import Queue


def make(folder: Path | None, **limits: object) -> tuple[Backlog, Counter[str]]:
    counts: Counter[str] = Counter()
    return Backlog(folder, Queue(**limits), lambda name, by: counts.update({name: by})), counts  # type: ignore[arg-type]


def said(number: int) -> Kept:
    return Kept("t", str(number).encode(), number)


async def left(backlog: Backlog) -> list[int]:
    return [kept.ts for _, kept in await backlog.peek(10_000)]


@pytest.mark.parametrize(("drop", "stay"), [("oldest", range(50, 150)), ("newest", range(100))])
async def test_the_policy_says_what_is_dropped_and_it_is_counted(data: Path, drop: str, stay: range) -> None:
    """Row 33: the queue is bounded, and the oldest goes by policy."""
    backlog, counts = make(data, messages=100, drop=drop)
    for number in range(150):
        backlog.put(said(number))
    assert await left(backlog) == list(stay)
    assert counts["queue_dropped"] == 50
    await backlog.close()


async def test_the_size_in_bytes_is_bounded_too(data: Path) -> None:
    backlog, counts = make(data, megabytes=1)
    for number in range(40):
        backlog.put(Kept("t", bytes(100_000), number))
    await backlog.flush()
    assert backlog.size < 11
    assert counts["queue_dropped"] == 40 - backlog.size
    await backlog.close()


async def test_it_outlives_the_process(data: Path) -> None:
    first, _ = make(data)
    for number in range(10):
        first.put(said(number))
    await first.close()
    second, _ = make(data)
    await second.open()
    assert second.size == 10
    batch = await second.peek(4)
    await second.done([number for number, _ in batch])
    assert await left(second) == [4, 5, 6, 7, 8, 9]
    await second.close()


async def test_a_broken_file_is_set_aside(data: Path) -> None:
    (data / "backlog.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    backlog, counts = make(data)
    backlog.put(said(1))
    assert await left(backlog) == [1]
    assert counts["queue_broken"] == 1
    assert (data / "broken.sqlite").exists()
    await backlog.close()


async def test_a_disk_that_refuses_ends_nothing_sends_nothing_twice_and_loses_no_more(
    data: Path,
) -> None:
    """Row 33 with a full disk: SQLite refuses every change, and replay goes on with what comes after."""
    backlog, counts = make(data)
    for number in range(100):
        backlog.put(said(number))
    await backlog.flush()
    await on_disk(backlog, "PRAGMA query_only = 1")
    batch = await backlog.peek(60)
    await backlog.done([number for number, _ in batch])
    assert await left(backlog) == list(range(60, 100))
    assert backlog.size == 40
    backlog.put(said(100))
    assert await left(backlog) == list(range(60, 100))
    assert counts["queue_dropped"] == 1
    assert counts["queue_refused"] >= 2
    await on_disk(backlog, "PRAGMA query_only = 0")
    backlog.put(said(101))
    assert await left(backlog) == [*range(60, 100), 101]
    assert backlog.size == 41
    await backlog.close()
    assert counts["queue_broken"] == 0


async def test_a_folder_that_is_away_for_a_while_keeps_what_lies_in_it(data: Path) -> None:
    first, _ = make(data)
    first.put(said(1))
    await first.close()
    away = await asyncio.to_thread(data.rename, data.with_name("away"))
    second, counts = make(data)
    await second.open()
    second.put(said(2))
    assert await left(second) == []
    assert counts["queue_dropped"] == 1
    await asyncio.to_thread(away.rename, data)
    second.put(said(3))
    assert await left(second) == [1, 3]
    assert not (data / "broken.sqlite").exists()
    await second.close()


async def test_a_file_that_is_damaged_while_it_is_used_is_set_aside(data: Path) -> None:
    backlog, counts = make(data)
    for number in range(2000):
        backlog.put(said(number))
    await backlog.flush()
    await on_disk(backlog, "PRAGMA wal_checkpoint(TRUNCATE)")
    await on_disk(backlog, "PRAGMA shrink_memory")
    with (data / "backlog.sqlite").open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 20_000)
    assert await left(backlog) == []
    backlog.put(said(7))
    assert await left(backlog) == [7]
    assert counts["queue_broken"] == 1
    await backlog.close()


async def on_disk(backlog: Backlog, words: str) -> None:
    """Said to the file the queue itself has open."""
    await backlog._in_thread(None, lambda: backlog._connect().execute(words).fetchall())


async def test_without_a_folder_it_lives_in_memory() -> None:
    backlog, _ = make(None)
    backlog.put(said(1))
    assert await left(backlog) == [1]
    await backlog.close()
