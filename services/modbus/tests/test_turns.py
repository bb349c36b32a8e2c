"""Who may use the line next."""

from __future__ import annotations

import asyncio

from dinrail_modbus.turns import Turns


async def take_and_note(turns: Turns, name: str, noted: list[str], *, urgent: bool = False) -> None:
    await turns.take(urgent=urgent)
    noted.append(name)
    await asyncio.sleep(0)
    turns.give_back()


async def test_the_urgent_one_goes_before_all_who_wait_longer() -> None:
    turns, noted = Turns(), list[str]()
    await turns.take()
    tasks = [asyncio.create_task(take_and_note(turns, name, noted)) for name in ("poll 1", "poll 2")]
    tasks.append(asyncio.create_task(take_and_note(turns, "write", noted, urgent=True)))
    await asyncio.sleep(0)
    turns.give_back()
    await asyncio.gather(*tasks)
    assert noted == ["write", "poll 1", "poll 2"]


async def test_a_turn_handed_to_someone_cancelled_goes_to_the_next() -> None:
    turns, noted = Turns(), list[str]()
    await turns.take()
    cancelled = asyncio.create_task(take_and_note(turns, "cancelled", noted, urgent=True))
    other = asyncio.create_task(take_and_note(turns, "other", noted))
    await asyncio.sleep(0)
    turns.give_back()
    cancelled.cancel()
    await asyncio.wait_for(other, 1)
    assert noted == ["other"]


async def test_someone_cancelled_while_waiting_is_forgotten() -> None:
    turns, noted = Turns(), list[str]()
    await turns.take()
    waiting = asyncio.create_task(take_and_note(turns, "cancelled", noted))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    turns.give_back()
    await asyncio.wait_for(take_and_note(turns, "next", noted), 1)
    assert noted == ["next"]
