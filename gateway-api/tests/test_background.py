"""Background work outlives its failures."""

from __future__ import annotations

import asyncio

import pytest

from dinrail_gateway import background
from dinrail_gateway.testing.waiting import until


async def test_a_failure_is_logged_and_the_work_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background, "PAUSE_S", 0.01)
    rounds: list[int] = []

    async def work() -> None:
        rounds.append(len(rounds))
        raise ZeroDivisionError

    task = background.begin(work, "the work")
    await until(lambda: len(rounds) >= 3)
    await background.end(task, None)

    assert task.cancelled()
    assert "the work failed and goes on" in caplog.text


async def test_the_end_waits_until_the_work_has_put_its_things_away() -> None:
    put_away = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            put_away.set()

    task = background.begin(work, "the work")
    await asyncio.sleep(0)
    await background.end(task)

    assert put_away.is_set()
