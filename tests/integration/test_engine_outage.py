"""The engine hangs, goes away, comes back: the gateway says "unknown", loses nothing and starts nothing twice."""

from __future__ import annotations

import asyncio
import gc
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from integration.engine_lab import Lab, ask, beast, eventually, inspect
from integration.engine_socket import EngineSocket

from dinrail_gateway.runtime.docker.types import TypeImage
from dinrail_gateway.runtime.interface import EngineUnknown

pytestmark = [
    pytest.mark.docker,
    pytest.mark.timeout(240),
    # The Docker SDK leaves a socket that could not connect to the garbage collector; the knock before a call makes
    # that rare, not impossible: the engine may go away between the two.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture
async def between() -> AsyncIterator[EngineSocket]:
    """The socket the lab's engine is reached through; the kernel takes no path of more than 107 bytes."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        between = EngineSocket(Path(folder) / "e.sock")
        await between.listen()
        yield between
        between.answer()
        await between.drop()
        gc.collect()  # here, where such a socket is excused


@pytest.fixture
async def outlab(tmp_path: Path, beast_image: TypeImage, project: str, between: EngineSocket) -> AsyncIterator[Lab]:
    """A lab that reaches the engine through `between`."""
    lab = Lab(tmp_path, beast_image, project, url=between.url)
    await lab.start()
    yield lab
    await lab.stop()


def engine_threads() -> int:
    """Threads that may be waiting for the engine."""
    return sum(thread.name.startswith("engine") for thread in threading.enumerate())


async def unknown(lab: Lab) -> bool:
    """Whether the lab knows that the engine does not answer."""
    return lab.reconciler.docker_ok is not None


async def known(lab: Lab) -> bool:
    """Whether the engine answers."""
    return lab.reconciler.docker_ok is None


async def test_while_the_engine_hangs_everything_is_unknown_at_once_and_no_threads_pile_up(
    outlab: Lab, between: EngineSocket
) -> None:
    """Row 44."""
    outlab.reconciler.desire([beast("plc")])
    await outlab.running("plc")
    state = (await inspect(outlab.name("plc")))["State"]
    between.hang()
    await eventually(lambda: unknown(outlab), 10)
    assert outlab.reconciler.observation("plc").container == "unknown"
    waits: list[float] = []
    for _ in range(30):
        began = time.monotonic()
        with pytest.raises(EngineUnknown):
            await outlab.reconciler.kill("plc")
        waits.append(time.monotonic() - began)
    assert sorted(waits)[28] < 1  # 95 % of them; a call to the engine would wait for its time-out
    outlab.reconciler.desire([beast("plc"), beast("new")])
    await asyncio.sleep(5)
    assert engine_threads() <= 7
    between.answer()
    await eventually(lambda: known(outlab), 10)
    await outlab.running("plc", "new")
    assert (await inspect(outlab.name("plc")))["State"]["StartedAt"] == state["StartedAt"]
    assert outlab.reconciler.observation("plc").deaths == []


async def test_an_order_that_meets_a_hanging_engine_ends_with_unknown(outlab: Lab, between: EngineSocket) -> None:
    """Row 44: also for an order."""
    outlab.reconciler.desire([beast("plc")])
    await outlab.running("plc")
    between.hang()
    with pytest.raises(EngineUnknown):
        await asyncio.wait_for(outlab.reconciler.restart("plc"), 15)
    between.answer()
    await outlab.running("plc")


async def test_after_the_engine_was_away_what_died_meanwhile_runs_again_and_nothing_starts_twice(
    outlab: Lab, between: EngineSocket
) -> None:
    """Row 43: restarted, upgraded, its socket gone."""
    outlab.reconciler.desire([beast("a"), beast("b")])
    await outlab.running("a", "b")
    before = await outlab.ids()
    started = (await inspect(outlab.name("b")))["State"]["StartedAt"]
    await between.drop()
    await eventually(lambda: unknown(outlab), 10)
    await ask("kill", outlab.name("a"))
    await between.listen()
    began = time.monotonic()
    await eventually(lambda: known(outlab), 10)
    await outlab.running("a", "b")
    assert time.monotonic() - began < 30
    assert await outlab.ids() == before
    assert (await inspect(outlab.name("b")))["State"]["StartedAt"] == started
    assert outlab.reconciler.observation("a").deaths == []


async def test_without_an_engine_at_the_start_it_begins_as_soon_as_there_is_one(
    tmp_path: Path, beast_image: TypeImage, project: str, between: EngineSocket
) -> None:
    """Row 43: away from the start."""
    await between.drop()
    lab = Lab(tmp_path, beast_image, project, url=between.url)
    await lab.start()
    lab.reconciler.desire([beast("plc")])
    await asyncio.sleep(1)
    assert lab.reconciler.observation("plc").container == "unknown"
    await between.listen()
    await lab.running("plc")
    await lab.stop()


async def test_events_are_heard_again_after_the_stream_broke(outlab: Lab, between: EngineSocket) -> None:
    outlab.reconciler.desire([beast("plc")])
    await outlab.running("plc")
    await between.drop()
    await between.listen()
    await eventually(lambda: known(outlab), 10)
    await asyncio.sleep(3)
    await ask("kill", outlab.name("plc"))
    began = time.monotonic()
    await outlab.until("plc", lambda seen: seen.deaths)
    assert time.monotonic() - began < 10  # sooner than the full pass of every 30 s
