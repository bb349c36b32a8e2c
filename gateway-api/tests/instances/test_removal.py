"""A removed instance leaves nothing on the bus."""

from __future__ import annotations

import asyncio
from pathlib import Path

from dinrail.directory import Point
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until


def left_of(stage: Stage, instance: str) -> list[str]:
    return [topic for topic in stage.broker.retained if f"/{instance}/" in topic]


async def populate(stage: Stage, instance: str) -> None:
    await stage.add(instance, meter_config())
    async with stage.puppet(instance) as meter:
        await meter.directory(*(Point(f"p{number}", "REAL") for number in range(20)))
        for number in range(20):
            await meter.sample(f"p{number}", number)
        await meter.say("connected")
        await until(lambda: f"dinrail/{instance}/status" in stage.broker.retained)
        await until(lambda: f"dinrail/{instance}/config/0" in stage.broker.retained)


async def test_every_retained_topic_goes_and_the_neighbours_stay(stage: Stage) -> None:
    await populate(stage, "meter_1")
    await populate(stage, "meter_10")
    stage.broker.publish("smarthome/meter_1/garbage", b"not json", retain=True)
    neighbour = left_of(stage, "meter_10")

    answer = await stage.http.delete("/api/instances/meter_1")
    await until(lambda: not left_of(stage, "meter_1"), 10)

    assert answer.status_code == 204
    assert left_of(stage, "meter_10") == neighbour
    assert (await stage.http.get("/api/points?prefix=meter_1")).json()["total"] == 0
    assert (await stage.http.get("/api/instances/meter_1")).status_code == 404
    assert stage.identities.ensured[-1] == ["meter_10"]


async def test_clearing_waits_until_the_container_is_gone(stage: Stage) -> None:
    await populate(stage, "meter_1")
    stage.supervisor.say(Observation(instance="meter_1", container="running", stopping=True))

    await stage.http.delete("/api/instances/meter_1")
    await until(lambda: "meter_1" not in stage.supervisor.desired)
    await asyncio.sleep(0.7)
    assert left_of(stage, "meter_1")
    assert stage.identities.ensured[-1] == ["meter_1"]

    stage.supervisor.say(Observation(instance="meter_1", container="absent"))
    await until(lambda: not left_of(stage, "meter_1"), 10)
    await until(lambda: stage.identities.ensured[-1] == [])


async def test_an_instance_that_comes_back_meanwhile_is_not_cleared(stage: Stage) -> None:
    await populate(stage, "meter_1")
    stage.supervisor.say(Observation(instance="meter_1", container="running", stopping=True))
    await stage.http.delete("/api/instances/meter_1")

    await stage.add("meter_1", meter_config("other"))
    stage.supervisor.say(Observation(instance="meter_1", container="absent"))
    await asyncio.sleep(1.5)

    assert "smarthome/meter_1/p0" in stage.broker.retained
    assert "dinrail/meter_1/config/0" in stage.broker.retained


async def test_a_removal_goes_on_after_the_broker_was_away(stage: Stage) -> None:
    await populate(stage, "meter_1")
    await stage.broker.kill(keep_retained=True)
    await stage.http.delete("/api/instances/meter_1")
    assert left_of(stage, "meter_1")

    await stage.broker.restart()

    await until(lambda: not left_of(stage, "meter_1"), 10)


async def test_what_was_removed_before_a_restart_stays_known(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        view = await stage.add("meter_1", meter_config())
        await stage.http.delete("/api/instances/meter_1")
        await until(lambda: "meter_1" not in stage.supervisor.desired)
        await asyncio.sleep(0.1)

    async with staged(tmp_path) as again:
        assert list(again.gateway.ledger.removed) == ["meter_1"]
        assert (await again.add("meter_1", meter_config()))["revision"] >= view["revision"]
        assert list(again.gateway.ledger.removed) == []
