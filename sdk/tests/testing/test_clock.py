"""The clock that is turned by hand."""

from __future__ import annotations

import asyncio

import pytest

from dinrail.testing import FakeClock


async def test_sleepers_wake_in_the_order_of_their_times_and_see_their_own_time(clock: FakeClock) -> None:
    began, woken = clock.monotonic(), list[tuple[str, float]]()

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.monotonic() - began))

    tasks = [asyncio.create_task(sleeper(name, at)) for name, at in (("c", 3), ("a", 1), ("b", 2), ("never", 20))]
    await clock.advance(10)
    assert woken == [("a", 1), ("b", 2), ("c", 3)]
    assert (clock.monotonic() - began, clock.sleepers) == (10, 1)
    tasks[-1].cancel()


async def test_a_loop_of_sleeps_runs_as_often_as_time_allows(clock: FakeClock) -> None:
    ticks = list[float]()

    async def ticker() -> None:
        while True:
            await clock.sleep(1)
            ticks.append(clock.monotonic())

    task = asyncio.create_task(ticker())
    await clock.advance(60)
    assert len(ticks) == 60
    task.cancel()


async def test_time_stands_still_by_itself(clock: FakeClock) -> None:
    before = clock.monotonic(), clock.now_ms()
    await asyncio.sleep(0.02)
    assert (clock.monotonic(), clock.now_ms()) == before


async def test_cancelled_sleepers_are_forgotten(clock: FakeClock) -> None:
    task = asyncio.create_task(clock.sleep(5))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.sleepers == 0
    await clock.advance(10)


async def test_a_jump_of_the_wall_clock_moves_no_timer(clock: FakeClock) -> None:
    task = asyncio.create_task(clock.sleep(5))
    monotonic, wall = clock.monotonic(), clock.now_ms()
    clock.jump(-3600)
    await clock.advance(1)
    assert (clock.now_ms() - wall, clock.monotonic() - monotonic, task.done()) == (-3_599_000, 1, False)
    await clock.advance(4)
    assert task.done()


async def test_no_sleep_gives_way_once(clock: FakeClock) -> None:
    await clock.sleep(0)
    await clock.sleep(-1)
    assert clock.sleepers == 0
