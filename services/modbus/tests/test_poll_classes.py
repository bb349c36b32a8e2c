"""Three rhythms on one line."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

import pytest

from dinrail.errors import Timeout
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, Rig, eventually, meter

MakeRig = Callable[..., Rig]
FAST = {"name": "enable", "table": "coils", "address": 0, "type": "bool", "poll": "fast"}
SLOW = {"name": "serial", "address": 100, "type": "string", "length": 8, "poll": "slow"}


def periods(sim: Simulator, function: int) -> list[float]:
    times = [seen.at for seen in sim.server.requests if seen.function == function]
    return [after - before for before, after in itertools.pairwise(times)][1:]


async def test_each_class_keeps_its_own_interval(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [FAST, AC_POWER, SLOW]}, fast_interval=0.05, interval=0.2, slow_interval=0.6)
    await inverter.start()
    await asyncio.sleep(2.0)
    for function, interval in ((1, 0.05), (4, 0.2), (3, 0.6)):
        seen = periods(sim, function)
        assert sum(seen) / len(seen) == pytest.approx(interval, rel=0.2)
    assert inverter.context.gauges.keys() >= {"poll_ms", "poll_fast_ms", "poll_slow_ms"}


async def test_a_long_slow_reading_lets_the_fast_one_pass(rig: MakeRig, sim: Simulator) -> None:
    bank = sim.plant.inverter.bank
    slow = [{"name": f"r{place}", "address": 1000 + 20 * place, "poll": "slow"} for place in range(30)]
    for point in slow:
        bank.put("holding_registers", int(str(point["address"])), [1])
    sim.server.inject(Fault("delay", function=3, seconds=0.02))
    inverter = rig({"points": [FAST, *slow], "planning": "strict"}, fast_interval=0.06, slow_interval=0.7)
    await inverter.start()
    await asyncio.sleep(2.5)
    fast = periods(sim, 1)
    assert max(fast) < 0.4  # a slow reading takes 0.6 s
    assert sum(fast) / len(fast) == pytest.approx(0.06, rel=0.25)
    assert inverter.value("r29") == 1


async def test_a_silent_slow_block_does_not_lose_a_unit_that_answers(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [AC_POWER, SLOW]}, slow_interval=0.3, timeout=0.1)
    await inverter.start()
    await eventually(lambda: inverter.quality("serial") == ("good", ""))
    mute = sim.server.inject(Fault("silent", function=3))
    await eventually(lambda: inverter.quality("serial") == ("bad", "timeout"))
    assert inverter.quality("ac") == ("good", "")
    sim.server.heal(mute)
    await eventually(lambda: inverter.quality("serial") == ("good", ""))
    assert all(told.quality == "good" for told in inverter.context.told if told.tag == "ac")


async def test_points_of_every_class_come_back_with_their_unit(rig: MakeRig, sim: Simulator) -> None:
    both = rig({"points": [AC_POWER, SLOW]}, meter(), slow_interval=60, timeout=0.1)
    await both.start()
    await eventually(lambda: both.quality("serial") == ("good", ""))
    dead = sim.server.inject(Fault("silent", unit=1))
    await eventually(lambda: both.quality("serial") == ("bad", "timeout"))
    sim.server.heal(dead)
    await eventually(lambda: both.quality("serial") == ("good", ""))


async def test_only_slow_points_do_not_delay_the_news_of_a_dead_link(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [SLOW]}, slow_interval=0.2, timeout=0.1)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] == 2)
    sim.server.inject(Fault("silent"))
    assert isinstance(await inverter.ended(), Timeout)
