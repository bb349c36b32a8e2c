"""An instance on a serial line: values, a pulled plug, a bad line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dinrail.errors import DeviceError, NotConnected, Timeout
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, Rig, eventually, meter

MakeRig = Callable[..., Rig]
INVERTER = {"unit_id": 1, "points": [AC_POWER, {"name": "serial", "address": 100, "type": "string", "length": 8}]}
LIMIT = {"name": "limit", "address": 200, "writable": True}


@pytest.fixture
async def port(sim: Simulator, tmp_path: Path) -> Path:
    """The name that stays, below /dev as the configuration wants it; the line is plugged in."""
    name = Path("/dev/shm") / f"usb-FTDI-{tmp_path.name}-if00"
    sim.line.plug(name)
    return name


@pytest.fixture
def on_line(rig: MakeRig, port: Path) -> MakeRig:
    endpoint = {"transport": "serial", "device": str(port), "baud": 115200}
    return lambda *devices, **options: rig(*devices, endpoints=[endpoint], **options)


async def test_values_are_read_and_written(on_line: MakeRig, sim: Simulator) -> None:
    both = on_line({"unit_id": 1, "points": [*INVERTER["points"], LIMIT]}, meter())  # type: ignore[misc]
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    assert both.value("ac") == round(sim.plant.inverter.ac)
    assert both.value("serial") == "DR4600-00042"
    assert await both.write("limit", 2000) == 2000


async def test_a_pulled_line_ends_the_poll_and_is_found_under_its_name_again(
    on_line: MakeRig, sim: Simulator, port: Path
) -> None:
    inverter = on_line(INVERTER)
    await inverter.start()
    await eventually(lambda: inverter.quality("ac") == ("good", ""))
    await sim.line.unplug()
    assert isinstance(await inverter.ended(), NotConnected)
    with pytest.raises(NotConnected) as caught:
        await inverter.open()
    assert caught.value.reason.key == "serial_port_missing"
    sim.line.plug(port)
    told = len(inverter.context.told)
    await inverter.start()
    await eventually(lambda: len(inverter.context.told) > told)
    assert inverter.adapter.longest_wait <= 10


async def test_a_dead_unit_does_not_slow_its_neighbours(on_line: MakeRig, sim: Simulator) -> None:
    both = on_line(INVERTER, meter(), interval=0.1, timeout=0.24)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    sim.server.inject(Fault("silent", unit=2))
    await eventually(lambda: both.quality("m2.power") == ("bad", "timeout"))
    first, began = both.context.counts["polls"], time.monotonic()
    await asyncio.sleep(2.5)
    period = (time.monotonic() - began) / (both.context.counts["polls"] - first)
    assert period == pytest.approx(0.1, rel=0.05)
    assert both.quality("ac") == ("good", "")


@pytest.mark.parametrize("kind", ["wrong_crc", "cut_frame", "wrong_unit", "wrong_function", "short_pdu", "not_modbus"])
async def test_a_bad_line_makes_points_bad_and_never_a_value(on_line: MakeRig, sim: Simulator, kind: str) -> None:
    both = on_line(INVERTER, meter(), timeout=0.1)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    good = both.value("m2.power")
    fault = sim.server.inject(Fault(kind, unit=2))  # type: ignore[arg-type]
    await eventually(lambda: both.quality("m2.power")[0] == "bad")
    sim.server.heal(fault)
    await eventually(lambda: both.quality("m2.power") == ("good", ""), timeout=10)
    assert {told.value for told in both.context.told if told.tag == "m2.power"} == {good}


async def test_a_device_slower_than_the_time_out_is_bad_and_never_shifted(on_line: MakeRig, sim: Simulator) -> None:
    bank = sim.plant.inverter.bank
    points = []
    for place in range(4):
        bank.put("holding_registers", 1000 * place, [place])
        points.append({"name": f"r{place}", "address": 1000 * place})
    sim.server.inject(Fault("delay", seconds=0.13))
    slow = on_line({"points": points}, timeout=0.1)
    running = asyncio.create_task(keep_going(slow))
    await asyncio.sleep(3)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert len(sim.server.requests) > 10
    assert slow.context.counts["late_answers"] > 3
    assert {(told.tag, told.value) for told in slow.context.told if told.quality == "good"} <= {
        (f"r{place}", place) for place in range(4)
    }


async def keep_going(rig: Rig) -> None:
    """What the runner does, without its waits."""
    while True:
        try:
            await rig.open()
            await rig.adapter.run()
        except DeviceError:
            await rig.adapter.close()
            await asyncio.sleep(0)


async def test_waiting_for_a_late_answer_does_not_hold_up_writes_to_others(on_line: MakeRig, sim: Simulator) -> None:
    both = on_line({"unit_id": 1, "points": [LIMIT]}, meter(), timeout=1.0)
    await both.open()
    sim.server.inject(Fault("silent", unit=2))
    with pytest.raises(Timeout):
        await both.adapter.call("decodings", {"unit_id": 2, "table": "input_registers"})
    asking = asyncio.create_task(both.adapter.call("decodings", {"unit_id": 2, "table": "input_registers"}))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    assert await both.write("limit", 1234) == 1234
    assert time.monotonic() - began < 0.5
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_a_dead_unit_is_waited_for_without_spinning(on_line: MakeRig, sim: Simulator) -> None:
    both = on_line(INVERTER, meter(), interval=0.5, timeout=1.5)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    steps = 0
    step = both.adapter._polling.step

    async def count() -> None:
        nonlocal steps
        steps += 1
        await step()

    both.adapter._polling.step = count  # type: ignore[method-assign]
    sim.server.inject(Fault("silent", unit=2))
    await asyncio.sleep(5)
    assert both.quality("m2.power") == ("bad", "timeout")
    assert 4 <= steps <= 16
