"""The polling cycle of a healthy device."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable

import pytest

from dinrail_modbus.codec import IntegerCodec
from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, LIMIT, Rig, eventually, functions, meter

MakeRig = Callable[..., Rig]


async def test_every_point_gets_its_value(rig: MakeRig, sim: Simulator) -> None:
    sim.plant.step(60)
    inverter = rig(
        {
            "unit_id": 1,
            "points": [
                AC_POWER,
                {"name": "total", "table": "input_registers", "address": 14, "type": "uint64", "scale": 0.001},
                {"name": "serial", "address": 100, "type": "string", "length": 8},
                {"name": "display", "address": 201, "type": "bool", "bit": 0},
                {"name": "brightness", "address": 202, "type": "uint8", "byte": "high"},
                {"name": "cos_phi", "address": 203, "type": "float32"},
                {"name": "enable", "table": "coils", "address": 0, "type": "bool"},
                {"name": "sun", "table": "discrete_inputs", "address": 1, "type": "bool"},
            ],
        },
        meter(),
    )
    await inverter.start()
    await eventually(lambda: len(inverter.context.last) == 9)
    plant = sim.plant
    assert {tag: told.value for tag, told in inverter.context.last.items()} == {
        "ac": round(plant.inverter.ac),
        "total": round(plant.inverter.total_wh) / 1000,
        "serial": "DR4600-00042",
        "display": True,
        "brightness": 30,
        "cos_phi": 1.0,
        "enable": True,
        "sun": True,
        "m2.power": pytest.approx(plant.meter.power, rel=1e-6),
    }
    assert {told.quality for told in inverter.context.told} == {"good"}


async def test_a_cycle_is_as_many_requests_as_the_plan_has(rig: MakeRig, sim: Simulator) -> None:
    points = [{"name": f"r{address}", "table": "input_registers", "address": address} for address in range(0, 20, 2)]
    holding = [{"name": "firmware", "address": 108, "type": "string", "length": 4}, LIMIT]
    inverter = rig({"unit_id": 1, "max_registers": 10, "points": points + holding}, interval=0.2)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] == 1)
    cycle = [(seen.function, seen.address, seen.size) for seen in sim.server.requests][1:]  # the first one greets
    assert cycle == [(4, 0, 9), (4, 10, 9), (3, 108, 4), (3, 200, 1)]


async def test_cycles_start_every_interval_however_long_one_takes(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("delay", seconds=0.1))
    inverter = rig({"points": [AC_POWER]}, interval=0.2)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] == 6)
    starts = [seen.at for seen in sim.server.requests][1:]
    periods = [after - before for before, after in itertools.pairwise(starts)]
    assert sum(periods) / len(periods) == pytest.approx(0.2, rel=0.1)
    assert inverter.context.counts["late_polls"] == 0


async def test_a_cycle_longer_than_the_interval_is_told(rig: MakeRig, sim: Simulator) -> None:
    sim.server.inject(Fault("delay", seconds=0.08))
    inverter = rig({"points": [AC_POWER]}, interval=0.05)
    await inverter.start()
    await eventually(lambda: inverter.context.problems)
    await eventually(lambda: ("interval_too_short", {"interval": 0.05}) in inverter.context.problems)
    assert inverter.context.counts["late_polls"] >= 5


async def test_an_unchanged_answer_is_confirmed_without_decoding(
    rig: MakeRig, monkeypatch: pytest.MonkeyPatch, sim: Simulator
) -> None:
    decoded = []
    decode = IntegerCodec.decode
    monkeypatch.setattr(IntegerCodec, "decode", lambda codec, data, at: decoded.append(at) or decode(codec, data, at))
    inverter = rig({"points": [AC_POWER]})
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] >= 4)
    assert len(decoded) == 1
    stamps = [told.ts for told in inverter.context.told]
    assert len(stamps) >= 4
    assert stamps == sorted(set(stamps))
    sim.plant.inverter.bank.put("input_registers", 6, [0, 77])
    await eventually(lambda: inverter.value("ac") == 77)


async def test_a_device_gets_its_pause_between_requests(rig: MakeRig, sim: Simulator) -> None:
    points = [AC_POWER, LIMIT, {"name": "enable", "table": "coils", "address": 0, "type": "bool"}]
    inverter = rig({"points": points, "pause": 0.05}, interval=0.3)
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] == 2)
    times = [seen.at for seen in sim.server.requests]
    assert min(after - before for before, after in itertools.pairwise(times)) >= 0.05


async def test_a_float_that_is_no_number_is_bad_until_it_is_one(rig: MakeRig, sim: Simulator) -> None:
    power = meter()
    sim.plant.meter.bank.put("input_registers", 18, [0x0000, 0x7FC0])
    inverter = rig(power)
    await inverter.start()
    await eventually(lambda: inverter.quality("m2.power") == ("bad", "not_a_number"))
    sim.plant.meter.bank.put_low_word_first("input_registers", 18, 12.5)
    await eventually(lambda: inverter.value("m2.power") == 12.5)
    assert inverter.quality("m2.power") == ("good", "")
    sim.plant.meter.bank.put("input_registers", 18, [0x0000, 0x7FC0])
    await eventually(lambda: inverter.quality("m2.power") == ("bad", "not_a_number"))
    assert inverter.value("m2.power") is None
    sim.server.inject(Fault("silent", unit=2))
    await eventually(lambda: inverter.quality("m2.power")[1] not in ("", "not_a_number"))
    assert inverter.value("m2.power") is None


async def test_an_instance_without_points_connects_and_is_alive(rig: MakeRig, sim: Simulator) -> None:
    empty = rig({"points": []})
    await empty.start()
    await eventually(lambda: empty.context.counts["polls"] == 2)
    assert functions(sim.server.requests) == []


async def test_the_silence_after_connecting_is_kept(rig: MakeRig, sim: Simulator) -> None:
    inverter = rig({"points": [AC_POWER]}, connect_delay=0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await inverter.open()
    assert loop.time() - began >= 0.2
    assert inverter.adapter.connect_timeout == pytest.approx(4.2)
