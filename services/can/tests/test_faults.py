"""Row 31: bus-off, short cable, silence, a full bus; the reader never spins."""

from __future__ import annotations

import asyncio
import time

import pytest

from dinrail.errors import NotConnected
from dinrail.testing.context import eventually
from dinrail_can.sim.flood import Flood


@pytest.mark.parametrize("wire", ["socketcand", "slcan"])
async def test_bus_off_ends_the_link_with_its_name_and_heals(rig, sim, wire):
    can = rig(wire=wire, silence=0)
    await can.start()
    await eventually(lambda: can.value("Inverter.Power") is not None)
    sim.bus.bus_off()
    error = await can.failure()
    assert isinstance(error, NotConnected)
    assert error.reason.key == "can_bus_off"
    assert can.context.counts["bus_off"] >= 1
    sim.bus.recover()
    can.context.last.clear()
    await can.start()
    await eventually(lambda: can.quality("Inverter.Power") == ("good", ""))


async def test_short_cable_counts_errors_and_costs_no_processor(rig, sim):
    can = rig(silence=0)
    await can.start()
    await eventually(lambda: can.value("Inverter.Power") is not None)
    sim.bus.shorted = True
    await eventually(lambda: can.quality("Inverter.Power") == ("bad", "can_stale"))
    assert can.context.problem == "can_signals_stale"
    await eventually(lambda: can.context.counts["bus_errors"] > 20)
    began, used = time.monotonic(), time.process_time()
    await asyncio.sleep(1.0)
    assert (time.process_time() - used) / (time.monotonic() - began) < 0.4
    sim.bus.recover()
    await eventually(lambda: can.quality("Inverter.Power") == ("good", ""))
    await eventually(lambda: can.context.problem is None)


async def test_idle_bus_costs_next_to_nothing(rig, sim):
    sim.bus.nodes.clear()
    can = rig(silence=0)
    await can.start()
    await asyncio.sleep(0.5)
    used = time.process_time()
    await asyncio.sleep(1.0)
    assert time.process_time() - used < 0.2


async def test_silent_bus_is_opened_anew(rig, sim):
    sim.bus.nodes.clear()
    can = rig(silence=1)
    await can.start()
    error = await can.failure()
    assert error.reason.key == "can_silent"


@pytest.mark.parametrize("wire", ["socketcand", "slcan"])
async def test_full_bus_loses_no_frame(rig, sim, wire):
    can = rig(wire=wire)
    await can.start()
    await eventually(lambda: can.value("Inverter.Power") is not None)
    flood = Flood(4000, limit=6000)
    sim.bus.nodes.append(flood)

    def arrived() -> int:
        return sum(each.count for key, each in can.adapter._traffic.seen.items() if 0x500 <= key < 0x540)

    await eventually(lambda: arrived() >= 6000)
    assert arrived() == 6000
    assert can.adapter._client.lost == 0
    assert can.quality("Inverter.Power") == ("good", "")
