"""Row 29 of the fault catalogue: a PLC gets another program while a real adapter process runs, beside a real broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from dinrail.testing.conformance import Mosquitto, Rig, Subject
from dinrail_ads.sim import Program, Simulator, Variable
from dinrail_ads.sim.program.elementary import DINT, INT, LREAL, REAL

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(90)]

SPEED, LIMIT, GONE = "MAIN.fSpeed", "MAIN.nLimit", "MAIN.nOld"
INSERTED = Variable("AAA.fFirst", LREAL, initial=777.0)
"""Shifts every address behind it."""


def before() -> Program:
    return Program("Plant", [
        Variable(SPEED, REAL, initial=1.5), Variable(LIMIT, INT, initial=7), Variable(GONE, DINT, initial=31337)
    ])  # fmt: skip


def shifted() -> Program:
    return Program("Plant", [INSERTED, *before().variables])


def retyped() -> Program:
    return Program("Plant", [INSERTED, Variable(SPEED, REAL, initial=2.5), Variable(LIMIT, REAL, initial=0.5)])


class Plc(Subject):
    """One runtime with two variables that may be written."""

    command = ("-m", "dinrail_ads")

    def __init__(self) -> None:
        self.simulator = Simulator(before(), speed=0)

    def config(self) -> dict[str, Any]:
        return {
            "endpoints": [{"host": "127.0.0.1", "port": self.simulator.port or 48898, "net_id": "127.0.0.1.1.1"}],
            "interval": 0.1,
            "timeout": 1.0,
            "marked": False,
            "points": [{"path": SPEED, "writable": True}, {"path": LIMIT, "writable": True}, {"path": GONE}],
        }

    def changed_config(self) -> dict[str, Any]:
        return self.config()

    def bad_config(self) -> tuple[dict[str, Any], str]:
        return {}, ""

    async def start_device(self) -> None:
        await self.simulator.start()

    async def stop_device(self) -> None:
        await self.simulator.stop()

    def links(self) -> int:
        return self.simulator.server.links


@pytest.fixture
def plc() -> Plc:
    return Plc()


@pytest.fixture
async def rig(plc: Plc) -> AsyncIterator[Rig]:
    async with Rig(plc, Mosquitto()) as rig:
        yield rig


async def until(condition: Callable[[], object], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s"
        await asyncio.sleep(0.02)


def shown(rig: Rig, path: str) -> tuple[object, str, str]:
    sample = rig.seen.sample(path)
    return (sample.value, sample.quality, sample.why) if sample else (None, "", "")


@pytest.mark.parametrize("change", ["online_change", "download"])
async def test_row_29_values_follow_the_new_program_and_writes_never_reach_the_old_addresses(
    rig: Rig, plc: Plc, change: str
) -> None:
    await rig.start()
    assert (await rig.seen.write(LIMIT, b"8")).ok
    getattr(plc.simulator, change)(shifted())
    # Into the change: each is carried out in the new program or refused, none elsewhere.
    answers = [await rig.seen.write(LIMIT, b"%d" % (100 + number)) for number in range(20)]
    program = plc.simulator.program
    assert program["AAA.fFirst"] == 777.0
    assert program[SPEED] == 1.5
    assert {each.error.key for each in answers if not each.ok and each.error} <= {"program_changed", "not_connected"}
    await rig.good("after the change", timeout=10)
    assert (await rig.seen.write(LIMIT, b"42")).ok
    assert program[LIMIT] == 42
    await until(lambda: shown(rig, LIMIT)[:2] == (42, "good"), 5)
    assert shown(rig, SPEED)[:2] == (1.5, "good")


async def test_row_29_another_type_is_not_written_to_until_a_person_confirms(rig: Rig, plc: Plc) -> None:
    await rig.start()
    plc.simulator.download(retyped())

    await until(lambda: shown(rig, LIMIT)[1:] == ("uncertain", "type_changed"), 10)
    await until(lambda: shown(rig, SPEED)[:2] == (2.5, "good"), 5)
    assert shown(rig, GONE)[1:] == ("bad", "symbol_gone")
    state = rig.seen.state()
    assert state is not None
    assert state.reason is not None
    assert state.reason.key == "changes_unconfirmed"
    refused = await rig.seen.write(LIMIT, b"3")
    assert not refused.ok
    assert refused.error is not None
    assert refused.error.key == "type_changed_unconfirmed"
    assert plc.simulator.program[LIMIT] == 0.5
    assert (await rig.seen.write(SPEED, b"4.5")).ok

    confirmed = await rig.seen.ask("dinrail/subject_1/call/confirm_changes", b'{"points": ["MAIN.nLimit"]}')
    assert confirmed.ok
    assert (await rig.seen.write(LIMIT, b"3")).ok
    assert plc.simulator.program[LIMIT] == 3.0
    await until(lambda: shown(rig, LIMIT)[:2] == (3.0, "good"), 5)
