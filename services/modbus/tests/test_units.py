"""Several units on one connection: who is to blame, and who must not suffer."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

import pytest

from dinrail.errors import NotConnected, Timeout
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, Rig, eventually, meter

MakeRig = Callable[..., Rig]
INVERTER = {"unit_id": 1, "points": [AC_POWER]}


async def test_a_dead_unit_does_not_slow_its_neighbours(rig: MakeRig, sim: Simulator) -> None:
    both = rig(INVERTER, meter(), interval=0.1, timeout=0.24)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    dead = sim.server.inject(Fault("silent", unit=2))
    await eventually(lambda: both.quality("m2.power") == ("bad", "timeout"))
    first = len(sim.server.requests)
    await asyncio.sleep(2.5)
    seen = list(sim.server.requests)[first:]
    neighbour = [request.at for request in seen if request.unit == 1]
    periods = [after - before for before, after in itertools.pairwise(neighbour)]
    assert sum(periods) / len(periods) == pytest.approx(0.1, rel=0.05)
    assert sum(request.unit == 2 for request in seen) == 1
    assert both.quality("ac") == ("good", "")
    assert both.context.problems[-1] == ("units_lost", {"units": "2"})
    sim.server.heal(dead)
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    await eventually(lambda: both.context.problems[-1][0] is None)


async def test_a_bad_point_keeps_its_last_value_and_the_time_of_its_read(rig: MakeRig, sim: Simulator) -> None:
    both = rig(INVERTER, meter())
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    sim.server.inject(Fault("silent", unit=2))
    await eventually(lambda: both.quality("m2.power") == ("bad", "timeout"))
    history = [told for told in both.context.told if told.tag == "m2.power"]
    assert (history[-1].value, history[-1].ts) == (history[-2].value, history[-2].ts)
    assert [told.quality for told in history].count("bad") == 1


async def test_the_probes_of_a_dead_unit_become_rarer(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("silent", unit=2))
    both = rig(INVERTER, meter(), timeout=0.05)
    await both.start()

    def probes() -> list[float]:
        return [request.at for request in sim.server.requests if request.unit == 2]

    await eventually(lambda: len(probes()) == 3, timeout=15)
    waits = [after - before for before, after in itertools.pairwise(probes())]
    assert 0.9 < waits[0] < 1.8 < waits[1] < 3.6


@pytest.mark.parametrize("code", [10, 11])
async def test_a_gateway_without_its_device_is_a_dead_unit(rig: MakeRig, sim: Simulator, code: int) -> None:
    both = rig(INVERTER, meter())
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    sim.server.inject(Fault("exception", unit=2, code=code))
    await eventually(lambda: both.quality("m2.power")[0] == "bad")
    assert both.context.problems[-1] == ("units_lost", {"units": "2"})
    assert both.quality("ac") == ("good", "")


async def test_a_single_silent_request_costs_only_its_own_points(rig: MakeRig, sim: Simulator) -> None:
    enable = {"name": "enable", "table": "coils", "address": 0, "type": "bool"}
    inverter = rig({"points": [enable, AC_POWER]}, timeout=0.1)
    await inverter.start()
    await eventually(lambda: inverter.quality("enable") == ("good", ""))
    mute = sim.server.inject(Fault("silent", function=1))
    await eventually(lambda: inverter.quality("enable") == ("bad", "timeout"))
    await eventually(lambda: inverter.quality("ac") == ("good", ""))
    told = len(inverter.context.told)
    await asyncio.sleep(2.5)
    assert all(each.quality == "good" for each in inverter.context.told[told:] if each.tag == "ac")
    assert inverter.context.problems[-1][0] == "points_failing"
    sim.server.heal(mute)
    await eventually(lambda: inverter.quality("enable") == ("good", ""), timeout=10)


async def test_nobody_answering_ends_the_poll_within_five_seconds(rig: MakeRig, sim: Simulator) -> None:
    many = rig(INVERTER, *(meter(unit) for unit in (2, 3, 4, 5)), interval=1.0, timeout=1.5)
    for unit in (3, 4, 5):
        sim.server.units[unit] = sim.plant.meter.bank
    await many.start()
    await eventually(lambda: many.quality("m5.power") == ("good", ""))
    sim.server.inject(Fault("silent"))
    began = asyncio.get_running_loop().time()
    error = await many.ended(timeout=15)
    assert isinstance(error, Timeout)
    assert asyncio.get_running_loop().time() - began < 5


async def test_a_single_device_that_falls_silent_ends_the_poll(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig(INVERTER)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"])
    sim.server.inject(Fault("silent"))
    assert isinstance(await inverter.ended(), Timeout)


async def test_a_lost_connection_ends_the_poll_and_all_is_read_again_after_the_next(
    rig: MakeRig, sim: Simulator
) -> None:
    inverter = rig(INVERTER)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"])
    await sim.stop()
    assert isinstance(await inverter.ended(), NotConnected)
    with pytest.raises(NotConnected):
        await inverter.open()
    await sim.start(port=sim.port)
    told = len(inverter.context.told)
    await inverter.start()
    await eventually(lambda: len(inverter.context.told) > told)
    assert inverter.quality("ac") == ("good", "")


async def test_a_connection_closed_while_idle_is_opened_again_without_a_word(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig(INVERTER, interval=0.3)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] == 1)
    sim.server.drop_connections()
    await eventually(lambda: inverter.context.counts["polls"] == 3)
    assert {told.quality for told in inverter.context.told} == {"good"}
    assert (sim.server.counts["connections"], inverter.context.counts["reopened"]) == (2, 1)


async def test_an_open_port_without_a_device_is_not_a_connection(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("silent"))
    both = rig(INVERTER, meter())
    with pytest.raises(Timeout):
        await both.open()
    assert both.context.told[-1].quality == "bad"


async def test_one_living_unit_is_enough_to_connect(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("silent", unit=1))
    both = rig(INVERTER, meter())
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    assert both.quality("ac") == ("bad", "timeout")


async def test_something_else_than_modbus_on_the_port_is_named(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("not_modbus"))
    with pytest.raises(Exception, match="not_modbus"):
        await rig(INVERTER).open()


@pytest.mark.parametrize("kind", ["wrong_transaction", "wrong_unit", "wrong_byte_count", "short_pdu", "cut_frame"])
async def test_wrong_answers_make_points_bad_and_never_a_value(rig: MakeRig, sim: Simulator, kind: str) -> None:
    both = rig(INVERTER, meter(), timeout=0.1)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    good = both.value("m2.power")
    fault = sim.server.inject(Fault(kind, unit=2))  # type: ignore[arg-type]
    await eventually(lambda: both.quality("m2.power")[0] == "bad")
    sim.server.heal(fault)
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    assert {told.value for told in both.context.told if told.tag == "m2.power"} == {good}
    assert {told.quality for told in both.context.told if told.tag == "ac"} == {"good"}


async def test_late_answers_are_counted_and_change_nothing(rig: MakeRig, sim: Simulator) -> None:
    both = rig(INVERTER, meter(), timeout=0.1)
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    sim.server.inject(Fault("delay", unit=2, seconds=0.13, times=1))
    await eventually(lambda: both.context.counts["late_answers"] == 1)
    assert {told.value for told in both.context.told if told.tag == "ac"} == {both.value("ac")}
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
