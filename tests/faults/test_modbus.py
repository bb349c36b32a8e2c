"""Rows 25 to 28 of the fault catalogue: a real adapter process, its line and its devices on a bad day."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from faults.modbus_lab import HalfOpen, ModbusSubject

from dinrail.testing import FakeBroker
from dinrail.testing.conformance import Rig
from dinrail_modbus.sim import Fault

pytestmark = [pytest.mark.allow_blocking("starts processes"), pytest.mark.timeout(90)]


@pytest.fixture
def subject() -> ModbusSubject:
    return ModbusSubject()


@pytest.fixture
async def rig(subject: ModbusSubject) -> AsyncIterator[Rig]:
    async with Rig(subject, FakeBroker()) as rig:
        yield rig


async def until(condition: Callable[[], object], seconds: float) -> float:
    """Seconds until it is true."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def quality(rig: Rig, path: str) -> tuple[str, str]:
    sample = rig.seen.sample(path)
    return (sample.quality, sample.why) if sample else ("", "")


@pytest.fixture
def by_id(subject: ModbusSubject, tmp_path: Path) -> Path:
    subject.link = Path("/dev/shm") / f"usb-FTDI-{tmp_path.name}-if00"
    return subject.link


async def test_25_a_serial_port_pulled_and_plugged_in_elsewhere(rig: Rig, subject: ModbusSubject, by_id: Path) -> None:
    await rig.start()
    line = subject.simulator.line
    before = by_id.readlink()  # noqa: ASYNC240
    await line.unplug()
    await rig.bad("after the port was pulled", timeout=3 * subject.interval + 1)
    assert quality(rig, "inverter.power")[1] in {"serial_port_lost", "serial_port_missing"}
    await asyncio.sleep(12)  # long enough for the longest waits between attempts
    other = ModbusSubject().simulator.line
    other.plug()  # takes the number that became free
    line.plug(by_id)
    assert by_id.readlink() != before  # noqa: ASYNC240
    await rig.good("after it was plugged in again", timeout=10)
    await other.unplug()


async def test_26_a_half_open_connection(rig: Rig, subject: ModbusSubject) -> None:
    relay = HalfOpen()
    await subject.simulator.start()
    await relay.start(subject.simulator.port)
    await subject.simulator.stop()
    subject.endpoint = {"host": "127.0.0.1", "port": relay.port}
    await rig.start()
    connections = subject.simulator.server.counts["connections"]
    relay.swallows = True
    await rig.bad("on the half-open link", timeout=subject.interval + 4 * subject.timeout + 1)
    assert quality(rig, "meter.power")[1] in {"timeout", "link_silent"}
    await until(lambda: subject.simulator.server.counts["connections"] > connections, 15)
    relay.swallows = False
    await rig.good("when it passes data again", timeout=35)
    await relay.stop()


async def test_26_a_late_answer_is_thrown_away(rig: Rig, subject: ModbusSubject) -> None:
    await rig.start()
    serial = rig.seen.sample("inverter.serial")
    subject.simulator.server.inject(Fault("delay", unit=1, seconds=1.2 * subject.timeout, times=2))
    seen = set()
    for _ in range(150):
        sample = rig.seen.sample("inverter.serial")
        seen.add(sample.value if sample else None)
        await asyncio.sleep(0.02)
    assert serial is not None
    assert seen == {serial.value}
    await rig.good("after the late answers")


async def test_27_a_dead_unit_leaves_the_others_their_rate(rig: Rig, subject: ModbusSubject) -> None:
    await rig.start()
    subject.simulator.server.inject(Fault("silent", unit=2))
    await until(lambda: quality(rig, "meter.power") == ("bad", "timeout"), 5)
    subject.simulator.server.requests.clear()
    await asyncio.sleep(10)
    times = [seen.at for seen in subject.simulator.server.requests if (seen.unit, seen.function) == (1, 4)]
    periods = [after - before for before, after in itertools.pairwise(times)]
    assert sum(periods) / len(periods) == pytest.approx(subject.interval, rel=0.05)
    assert quality(rig, "inverter.power") == ("good", "")


@pytest.mark.parametrize(
    ("fault", "reasons"),
    [
        (Fault("exception", unit=2, code=4), {"device_failure"}),
        (Fault("exception", unit=2, code=2), {"illegal_data_address"}),
        (Fault("short_pdu", unit=2), {"frame_short"}),
        (Fault("wrong_function", unit=2), {"function_wrong"}),
    ],
    ids=["device failure", "no such address", "short frame", "other function"],
)
async def test_28_wrong_answers_on_tcp(rig: Rig, subject: ModbusSubject, fault: Fault, reasons: set[str]) -> None:
    await wrong_answers(rig, subject, fault, reasons)


@pytest.mark.parametrize(
    ("fault", "reasons"),
    [(Fault("wrong_crc", unit=2), {"crc_wrong"}), (Fault("cut_frame", unit=2), {"frame_short"})],
    ids=["check sum", "half a frame"],
)
async def test_28_wrong_answers_on_a_serial_line(
    rig: Rig, subject: ModbusSubject, by_id: Path, fault: Fault, reasons: set[str]
) -> None:
    await wrong_answers(rig, subject, fault, reasons)


async def wrong_answers(rig: Rig, subject: ModbusSubject, fault: Fault, reasons: set[str]) -> None:
    """Bad with the reason, the last value kept, few requests, the other unit as before, and good again."""
    await rig.start()
    server = subject.simulator.server
    server.inject(fault)
    await until(lambda: quality(rig, "meter.power")[0] == "bad", 5)
    assert quality(rig, "meter.power")[1] in reasons
    kept = rig.seen.sample("meter.power")
    server.requests.clear()
    await asyncio.sleep(3)
    assert sum(seen.unit == 2 for seen in server.requests) <= 8
    assert rig.seen.sample("meter.power") == kept
    assert quality(rig, "inverter.power") == ("good", "")
    server.heal(fault)
    await rig.good("after the fault", timeout=35)
