"""Batteries through the API."""

from __future__ import annotations

from dinrail.directory import Point
from dinrail.reason import Reason
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until

POINTS = tuple(Point(f"left.{name}", "REAL") for name in ("soc", "voltage", "current", "cells.delta"))


async def test_a_dead_battery_shows_no_number_and_why(stage: Stage) -> None:
    await stage.add("can_1", meter_config())
    async with stage.puppet("can_1") as puppet:
        await puppet.say("connected")
        await puppet.pulse()
        await puppet.directory(*POINTS)
        for path, value in {"soc": 62.0, "voltage": 53.1, "current": -4.0, "cells.delta": 0.012}.items():
            await puppet.sample(f"left.{path}", value)
        await until(lambda: stage.gateway.space.get("can_1.left.cells.delta"))
        await until(lambda: stage.gateway.status.name_of("can_1") == "running")
        alive = (await stage.http.get("/api/batteries")).json()
        await puppet.say("disconnected", Reason("timeout"))
        await until(lambda: stage.gateway.status.name_of("can_1") == "disconnected")
        dead = (await stage.http.get("/api/batteries")).json()

    assert alive["total"] == 1
    only = alive["items"][0]
    assert (only["address"], only["instance"], only["quality"], only["reason"]) == ("can_1.left", "can_1", "good", "")
    assert only["values"] == {"soc": 62.0, "voltage": 53.1, "current": -4.0, "cells.delta": 0.012}
    assert dead["items"][0]["values"] == {}
    assert (dead["items"][0]["quality"], dead["items"][0]["reason"]) == ("bad", "instance_disconnected")


async def test_a_house_without_batteries_has_none(stage: Stage) -> None:
    assert (await stage.http.get("/api/batteries")).json() == {"total": 0, "items": []}
