"""A request the device refuses: the guilty points are found, the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from dinrail_modbus import unit
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, Rig, eventually

MakeRig = Callable[..., Rig]


def registers(*addresses: int) -> list[dict[str, object]]:
    return [{"name": f"r{address}", "table": "input_registers", "address": address} for address in addresses]


async def test_missing_registers_are_found_and_the_others_keep_their_values(rig: MakeRig, sim: Simulator) -> None:
    bank = sim.plant.meter.bank
    bank.put("input_registers", 100, [*range(100, 108)])
    bank.put("input_registers", 109, [*range(109, 120)])
    inverter = rig({"unit_id": 2, "points": registers(*range(100, 120))})
    await inverter.start()
    await eventually(lambda: len(inverter.context.last) == 20)
    bad = {tag: told.reason for tag, told in inverter.context.last.items() if told.quality == "bad"}
    assert bad == {"r108": "illegal_data_address"}
    assert {told.value for told in inverter.context.last.values()} == {None, *range(100, 108), *range(109, 120)}
    assert inverter.context.counts["exceptions"] <= 8
    await eventually(lambda: inverter.context.problems)
    problem = ("points_failing", {"points": 1, "first": "r108", "reason": "illegal_data_address"})
    assert inverter.context.problems == [problem]


async def test_after_the_hunt_the_guilty_are_asked_ever_more_rarely(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"unit_id": 1, "points": [*registers(0, 1), *registers(25)]})
    await inverter.start()
    await eventually(lambda: inverter.quality("r25") == ("bad", "illegal_data_address"))
    before = len(sim.server.requests)
    await asyncio.sleep(2.0)
    asked = [request for request in list(sim.server.requests)[before:] if request.address == 25]
    assert len(asked) == 1
    assert inverter.quality("r0") == ("good", "")


async def test_a_gap_that_cannot_be_read_makes_nobody_bad(rig: MakeRig, sim: Simulator) -> None:
    sim.plant.inverter.bank.put("input_registers", 30, [30, 31])
    inverter = rig({"unit_id": 1, "points": registers(0, 1, 30, 31)})
    await inverter.start()
    await eventually(lambda: inverter.value("r31") == 31)
    before = len(sim.server.requests)
    polls = inverter.context.counts["polls"]
    await eventually(lambda: inverter.context.counts["polls"] >= polls + 3)
    spans = {(request.address, request.size) for request in list(sim.server.requests)[before:]}
    assert spans == {(0, 2), (30, 2)}
    assert {told.quality for told in inverter.context.told} == {"good"}


async def test_a_single_refusal_does_not_cost_many_requests_for_ever(
    rig: MakeRig, sim: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody was to blame: after a while it is one request again, after longer and longer ones when it was no whim."""
    monkeypatch.setattr(unit, "WHOLE_S", 0.4)
    sim.server.inject(Fault("exception", code=2, function=4, address=1, times=2))  # the greeting, the first poll
    inverter = rig({"unit_id": 1, "points": registers(0, 2)})
    await inverter.start()
    await eventually(lambda: inverter.quality("r2") == ("good", ""))
    assert sim.server.requests[-1].size == 1
    await eventually(lambda: sim.server.requests[-1].size == 3)
    sim.server.inject(Fault("exception", code=2, function=4, address=1))
    before = len(sim.server.requests)
    await asyncio.sleep(2.5)
    whole = [request for request in list(sim.server.requests)[before:] if request.size == 3]
    assert 1 <= len(whole) <= 3
    assert {told.quality for told in inverter.context.told} == {"good"}


async def test_a_device_that_knows_its_registers_again_gets_the_few_requests_again(
    rig: MakeRig, sim: Simulator
) -> None:
    booting = sim.server.inject(Fault("exception", unit=1, code=2))
    inverter = rig({"unit_id": 1, "points": registers(*range(12))})
    await inverter.start()
    await eventually(lambda: inverter.quality("r11") == ("bad", "illegal_data_address"))
    sim.server.heal(booting)
    await eventually(lambda: inverter.quality("r11") == ("good", ""))
    polls = inverter.context.counts["polls"]
    await eventually(lambda: inverter.context.counts["polls"] >= polls + 5)
    assert {(request.address, request.size) for request in list(sim.server.requests)[-3:]} == {(0, 12)}


async def test_a_device_that_answers_fewer_registers_than_it_should_is_still_read(rig: MakeRig, sim: Simulator) -> None:
    class Modest(Fault):
        def matches(self, unit: int, function: int, address: int, count: int) -> bool:
            return count > 4

    sim.server.inject(Modest("exception", code=3))
    inverter = rig({"unit_id": 1, "points": registers(*range(12))})
    await inverter.start()
    await eventually(lambda: len(inverter.context.last) == 12)
    assert {told.quality for told in inverter.context.last.values()} == {"good"}


async def test_other_exceptions_cost_the_block_and_are_tried_again(rig: MakeRig, sim: Simulator) -> None:
    enable = {"name": "enable", "table": "coils", "address": 0, "type": "bool"}
    inverter = rig({"unit_id": 1, "points": [AC_POWER, enable]})
    busy = sim.server.inject(Fault("exception", function=1, code=6))
    await inverter.start()
    await eventually(lambda: inverter.quality("enable") == ("bad", "device_busy"))
    await eventually(lambda: inverter.quality("ac") == ("good", ""))
    sim.server.heal(busy)
    await eventually(lambda: inverter.quality("enable") == ("good", ""))
