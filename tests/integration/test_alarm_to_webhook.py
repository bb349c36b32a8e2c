"""An alarm goes through a route of the real router to a webhook, also when receiver and adapter die on the way."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig, discover
from dinrail.testing.context import eventually

ROOT = Path(__file__).parents[2]
ROUTE = {"routes": [{"id": "alarm", "from": "plc.MAIN.alarm", "transform": "on_change", "to": "subject_1.limit"}]}
pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(120)]


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """The webhook adapter as a process, its receiver, and a broker."""
    subject = next(each for each in discover(ROOT / "services") if each.name == "webhook").subject()
    async with Rig(subject, FakeBroker()) as made:
        yield made


@pytest.fixture
async def router(rig: Rig, tmp_path: Path) -> AsyncIterator[None]:
    file = tmp_path / "routing.json"
    file.write_text(json.dumps(ROUTE))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dinrail_router", "run", "--broker", str(rig.broker.address), "--routes", str(file)),
        env={name: value for name, value in os.environ.items() if not name.startswith("DINRAIL_")},
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield
    process.kill()
    await process.wait()


def alarm(rig: Rig, value: float) -> None:
    now = int(time.time() * 1000)
    status = {"status": "running", "since": now}
    rig.seen.send("dinrail/plc/status", json.dumps(status).encode(), retain=True)
    sample = {"value": value, "ts": now, "quality": "good"}
    rig.seen.send("smarthome/plc/MAIN/alarm", json.dumps(sample).encode(), retain=True)


def waiting(rig: Rig) -> object:
    told = rig.seen.sample("status.limit.waiting")
    return told.value if told else None


async def test_alarm_reaches_the_receiver_and_outlives_a_dead_one_and_a_killed_adapter(rig: Rig, router: None) -> None:
    receiver = rig.subject.receiver
    await rig.start()
    alarm(rig, 1.0)
    await eventually(lambda: b"1.0" in [each.body for each in receiver.got])
    await eventually(lambda: waiting(rig) == 0)

    await receiver.stop()
    alarm(rig, 2.0)
    await eventually(lambda: waiting(rig) == 1)
    rig.process.signal(signal.SIGKILL)
    await rig.process.ended(5)
    receiver.got = []
    await receiver.listen()
    await rig.launch()

    await eventually(lambda: b"2.0" in [each.body for each in receiver.got], 30)
