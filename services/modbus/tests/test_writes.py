"""Writes: what goes over the wire, before what, and what comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from dinrail.errors import NotConnected, NotWritable, OutOfRange, ProtocolError, Timeout
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, LIMIT, Rig, eventually, meter

MakeRig = Callable[..., Rig]
WRITABLE: list[dict[str, Any]] = [
    LIMIT,
    {"name": "fan", "address": 201, "type": "bool", "bit": 1, "writable": True},
    {"name": "brightness", "address": 202, "type": "uint8", "byte": "high", "writable": True},
    {"name": "cos_phi", "address": 203, "type": "float32", "writable": True},
    {"name": "title", "address": 206, "type": "string", "length": 8, "writable": True},
    {"name": "enable", "table": "coils", "address": 0, "type": "bool", "writable": True},
]


async def test_each_kind_is_written_by_its_function_and_read_back(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": WRITABLE})
    await inverter.open()
    sim.server.requests.clear()
    assert await inverter.write("limit", 1500) == 1500
    assert await inverter.write("cos_phi", 0.9) == 0.9
    assert await inverter.write("title", "Carport") == "Carport"
    assert await inverter.write("enable", False) is False
    seen = [(request.function, request.address, request.size) for request in sim.server.requests]
    assert seen == [
        (6, 200, 1), (3, 200, 1), (16, 203, 2), (3, 203, 2), (16, 206, 8), (3, 206, 8), (5, 0, 1), (1, 0, 1),
    ]  # fmt: skip
    assert (sim.plant.inverter.limit, sim.plant.inverter.enabled) == (1500, False)


async def test_a_bit_and_a_byte_leave_the_rest_of_their_register_alone(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": WRITABLE})
    await inverter.open()
    assert await inverter.write("fan", True) is True
    assert await inverter.write("brightness", 99) == 99
    assert sim.plant.inverter.bank.read("holding_registers", 201, 2) == [0b0111, 99 << 8 | 0x50]


async def test_devices_that_want_it_get_the_multiple_functions(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": WRITABLE, "write_function": "multiple"})
    await inverter.open()
    await inverter.write("limit", 1500)
    await inverter.write("enable", False)
    assert [request.function for request in sim.server.requests][1:] == [16, 3, 15, 1]


async def test_a_write_goes_out_before_the_next_poll_request(rig: MakeRig, sim: Simulator) -> None:
    points = [{"name": f"r{place}", "table": "input_registers", "address": place} for place in range(10)]
    inverter = rig({"points": [*points, LIMIT], "max_registers": 1}, interval=10)
    sim.server.inject(Fault("delay", seconds=0.03))
    await inverter.start()
    await eventually(lambda: len(sim.server.requests) == 4)
    await inverter.write("limit", 1500)
    seen = list(sim.server.requests)
    assert [request.function for request in seen][4:6] == [6, 3]
    await eventually(lambda: inverter.context.counts["polls"] == 1)
    assert [request.function for request in sim.server.requests].count(4) >= 10


async def test_many_writes_do_not_starve_polling(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [AC_POWER, LIMIT]})
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"])
    polls = inverter.context.counts["polls"]

    async def write_without_end() -> None:
        while True:
            await inverter.write("limit", 1500)

    writing = asyncio.create_task(write_without_end())
    await eventually(lambda: inverter.context.counts["polls"] >= polls + 5)
    writing.cancel()


async def test_the_new_value_is_polled_even_when_the_registers_were_like_that_before(
    rig: MakeRig, sim: Simulator
) -> None:
    inverter = rig({"points": [LIMIT]}, interval=0.05)
    await inverter.start()
    await eventually(lambda: inverter.value("limit") == 4600)
    await inverter.write("limit", 1500)
    sim.plant.inverter.bank.put("holding_registers", 200, [4600])
    told = len(inverter.context.told)
    await eventually(lambda: len(inverter.context.told) > told)
    assert inverter.value("limit") == 4600


async def test_the_devices_own_refusal_is_handed_on(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [{**LIMIT, "max": None}]})
    await inverter.open()
    with pytest.raises(ProtocolError) as caught:
        await inverter.write("limit", 4601)
    assert caught.value.reason.key == "illegal_data_value"
    assert sim.plant.inverter.limit == 4600


@pytest.mark.parametrize("value", [4601, -1])
async def test_out_of_range_never_reaches_the_wire(rig: MakeRig, sim: Simulator, value: int) -> None:
    inverter = rig({"points": [LIMIT, AC_POWER]})
    await inverter.open()
    before = len(sim.server.requests)
    with pytest.raises(OutOfRange):
        await inverter.write("limit", value)
    with pytest.raises(NotWritable):
        await inverter.write("ac", 1)
    assert len(sim.server.requests) == before


async def test_a_text_too_long_never_reaches_the_wire(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": WRITABLE})
    await inverter.open()
    before = len(sim.server.requests)
    with pytest.raises(OutOfRange):
        await inverter.write("title", "seventeen letters")
    assert len(sim.server.requests) == before


async def test_a_write_without_an_answer_is_not_called_done(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [LIMIT]}, timeout=0.1)
    await inverter.open()
    sim.server.inject(Fault("silent", function=6))
    with pytest.raises(Timeout) as caught:
        await inverter.write("limit", 1500)
    assert caught.value.reason.key == "write_outcome_unknown"


async def test_a_read_back_that_fails_leaves_the_value_unknown(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [LIMIT]}, timeout=0.1)
    await inverter.open()
    sim.server.inject(Fault("silent", function=3))
    assert await inverter.write("limit", 1500) is None
    assert sim.plant.inverter.limit == 1500


async def test_without_a_connection_a_write_fails_at_once(rig: MakeRig) -> None:
    with pytest.raises(NotConnected):
        await rig({"points": [LIMIT]}).write("limit", 1500)


async def test_a_write_to_a_dead_unit_holds_its_neighbours_up_only_briefly(rig: MakeRig, sim: Simulator) -> None:
    both = rig({"unit_id": 1, "points": [LIMIT]}, meter(), timeout=1.0)
    sim.server.inject(Fault("silent", unit=1))
    await both.start()
    await eventually(lambda: both.quality("m2.power") == ("good", ""))
    began = asyncio.get_running_loop().time()
    with pytest.raises(Timeout):
        await both.write("limit", 1500)
    assert asyncio.get_running_loop().time() - began < 0.8  # the time-out of a living unit is 1 s


async def test_a_write_that_is_answered_brings_a_lost_unit_back_at_once(rig: MakeRig, sim: Simulator) -> None:
    both = rig({"unit_id": 1, "points": [LIMIT]}, meter(), timeout=0.1)
    dead = sim.server.inject(Fault("silent", unit=1))
    await both.start()
    await eventually(lambda: both.quality("limit") == ("bad", "timeout"))
    sim.server.heal(dead)
    await both.write("limit", 1500)
    await eventually(lambda: both.quality("limit") == ("good", ""), timeout=0.9)  # sooner than the next probe
