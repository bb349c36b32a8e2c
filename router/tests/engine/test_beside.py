"""Long computations beside routing: short turns, no collections, and everything as before afterwards."""

import asyncio
import gc
import sys
import threading

import pytest

from dinrail_router import loading
from dinrail_router.beside import TURN_S, beside
from dinrail_router.loading import Loader


def settings():
    return sys.getswitchinterval(), gc.isenabled()


async def test_a_computation_gives_short_turns_and_leaves_the_interpreter_as_it_was():
    before = settings()
    assert await beside(lambda _: settings(), None) == (pytest.approx(TURN_S), False)
    assert settings() == before


async def test_the_last_of_several_puts_it_back():
    before, first_may_end, both_run = settings(), threading.Event(), threading.Event()
    first = asyncio.create_task(beside(lambda _: both_run.set() or first_may_end.wait(5), None))
    await asyncio.to_thread(both_run.wait, 5)
    with pytest.raises(ZeroDivisionError):
        await beside(lambda number: 1 / number, 0)
    assert settings() == (pytest.approx(TURN_S), False)
    first_may_end.set()
    await first
    assert settings() == before


async def test_a_file_is_compiled_like_that_and_not_looked_through_again(rig, monkeypatch):
    seen, compile_routes, frozen = [], loading.compile_routes, gc.get_freeze_count()
    monkeypatch.setattr(loading, "compile_routes", lambda data: seen.append(settings()) or compile_routes(data))
    await Loader("routing.json", rig.engine, lambda: None).take(b'{"routes": [{"from": "bt.a", "to": "plc.a"}]}')
    assert seen == [(pytest.approx(TURN_S), False)]
    assert gc.get_freeze_count() > frozen
    gc.unfreeze()
