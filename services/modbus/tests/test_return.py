"""A unit that comes back with exactly the values it had."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dinrail_modbus.sim import Fault, Simulator
from modbus_rig import AC_POWER, Rig, eventually

MakeRig = Callable[..., Rig]


@pytest.mark.parametrize("requests", [1, 2, 6])
async def test_every_point_of_a_unit_that_returns_unchanged_is_good_again(
    rig: MakeRig, sim: Simulator, requests: int
) -> None:
    """The first requests alone tell that it is lost; the others were never asked while it was."""
    tags = [f"p{place}" for place in range(requests)]
    points = [{"name": tag, "table": "input_registers", "address": 2 * place} for place, tag in enumerate(tags)]
    both = rig(
        {"unit_id": 1, "points": points, "planning": "single"}, {"unit_id": 2, "points": [AC_POWER]}, timeout=0.1
    )
    await both.start()
    await eventually(lambda: all(both.quality(tag) == ("good", "") for tag in tags))
    sim.server.inject(Fault("silent", unit=1))
    await eventually(lambda: all(both.quality(tag) == ("bad", "timeout") for tag in tags))
    sim.server.heal()
    await eventually(lambda: all(both.quality(tag) == ("good", "") for tag in tags))
