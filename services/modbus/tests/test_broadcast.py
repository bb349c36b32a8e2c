"""Writing to all devices at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dinrail.errors import ConfigError
from dinrail_modbus.sim import Simulator
from modbus_rig import AC_POWER, Rig, eventually, typed

MakeRig = Callable[..., Rig]
CLOCK = {"name": "clock", "address": 500, "type": "uint32", "writable": True}
ALL = {"unit_id": 0, "broadcast": True, "prefix": "all", "points": [CLOCK]}


@pytest.fixture
async def line(rig: MakeRig, sim: Simulator) -> Rig:
    for bank in sim.server.units.values():
        bank.put("holding_registers", 500, [0, 0])
        bank.allow("holding_registers", [500, 501])
    sim.line.plug()
    endpoint = {"transport": "serial", "device": sim.line.path, "baud": 115200}
    return rig({"unit_id": 1, "points": [AC_POWER]}, ALL, endpoints=[endpoint])


async def test_every_device_takes_it_and_nobody_is_asked(line: Rig, sim: Simulator) -> None:
    await line.start()
    await eventually(lambda: line.context.counts["polls"])
    assert await line.write("all.clock", 70_000) is None
    await eventually(lambda: sim.server.units[2].get("holding_registers", 501) == 70_000 - 65_536)
    assert sim.server.units[1].get("holding_registers", 501) == 70_000 - 65_536
    assert [seen.function for seen in sim.server.requests if seen.unit == 0] == [16]
    await eventually(lambda: line.quality("ac") == ("good", ""))
    assert "all.clock" not in line.context.last


@pytest.mark.parametrize(
    ("change", "key", "where"),
    [
        ({"unit_id": 1}, "broadcast_unit", "/devices/0/unit_id"),
        ({"points": [{**CLOCK, "writable": False}]}, "broadcast_read", "/devices/0/points/0/writable"),
        (
            {"points": [{"name": "b", "address": 0, "type": "bool", "bit": 1, "writable": True}]},
            "broadcast_part",
            "/devices/0/points/0/type",
        ),
    ],
)
def test_what_cannot_be_broadcast_is_refused(change: dict[str, Any], key: str, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        typed({"endpoints": [{"host": "h"}], "devices": [{**ALL, **change}]})
    assert (caught.value.reason.key, caught.value.path) == (key, where)
