"""The instances of the demo against the PLCs of the demo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ads_rig import Rig, eventually
from dinrail_ads.sim import Simulator, garage, keller

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.mark.parametrize(("name", "program", "points"), [("keller", keller, 120), ("garage", garage, 60)])
async def test_every_entry_of_an_example_has_its_points_and_all_are_good(name, program, points):
    config = json.loads((EXAMPLES / f"demo-{name}.json").read_text())["config"]
    net_id = config["endpoints"][0]["net_id"]
    async with Simulator(program(), speed=1, net_id=net_id) as plc:
        endpoint = {"host": "127.0.0.1", "port": plc.port, "net_id": net_id}
        rail = Rig(plc, *config["points"], endpoints=[endpoint], exclude=config.get("exclude", []))
        await rail.start()
        await eventually(lambda: rail.all_of("good"))
        assert len(rail.points) > points
        assert any(point.writable for point in rail.points.values())
        await eventually(lambda: rail.context.counts["polls"])
        assert rail.context.problem is None
        await rail.stop()
