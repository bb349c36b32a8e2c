"""How the planning of a device shapes its requests, seen at the device."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail_modbus.planner import Span, single
from dinrail_modbus.sim import Simulator
from modbus_rig import Rig, eventually

MakeRig = Callable[..., Rig]
ADDRESSES = (0, 1, 5, 60, 61)


@pytest.mark.parametrize(
    ("planning", "requests"),
    [
        ("gaps", {(0, 6), (60, 2)}),
        ("block", {(0, 62)}),
        ("strict", {(0, 2), (5, 1), (60, 2)}),
        ("single", {(0, 1), (1, 1), (5, 1), (60, 1), (61, 1)}),
    ],
)
async def test_requests_are_planned_as_the_device_wants(
    rig: MakeRig, sim: Simulator, planning: str, requests: set[tuple[int, int]]
) -> None:
    sim.plant.inverter.bank.put("holding_registers", 0, range(100))
    points = [{"name": f"r{address}", "address": address} for address in ADDRESSES]
    inverter = rig({"points": points, "planning": planning})
    await inverter.start()
    await eventually(lambda: inverter.context.counts["polls"] >= 2)
    assert {(seen.address, seen.size) for seen in sim.server.requests} == requests
    assert [inverter.value(f"r{address}") for address in ADDRESSES] == list(ADDRESSES)


def test_bits_of_one_register_share_even_a_single_request() -> None:
    assert [request.start for request in single([Span(4, 1), Span(4, 1), Span(9, 2)])] == [4, 9]
