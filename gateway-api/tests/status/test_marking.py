"""Nothing stays green while dead: points of speechless instances become bad, and good again when they are back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dinrail.directory import Point
from dinrail.sample import Sample, decode_sample, encode_sample
from dinrail.testing import FakeClock
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.testing.puppet import Puppet
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.stage import Stage, staged
from dinrail_gateway.testing.waiting import until

COUNT = 120


@pytest.fixture
async def stage(tmp_path: Path, clock: FakeClock) -> AsyncIterator[Stage]:
    async with staged(tmp_path, clock=clock) as made:
        yield made


@pytest.fixture
async def plc(stage: Stage, clock: FakeClock) -> AsyncIterator[Puppet]:
    await stage.add("plc", meter_config())
    async with Puppet(stage.broker.address, "plc", clock=clock) as puppet:
        await puppet.say("connected")
        await puppet.pulse()
        await puppet.directory(*(Point(f"p{number}", "INT") for number in range(COUNT)))
        for number in range(COUNT):
            await puppet.sample(f"p{number}", number)
        await until(lambda: (entry := stage.gateway.space.get(f"plc.p{COUNT - 1}")) and entry.sample)
        yield puppet


def on_bus(stage: Stage) -> dict[str, Sample]:
    return {
        topic: decode_sample(payload)
        for topic, payload in stage.broker.retained.items()
        if topic.startswith("smarthome/plc/")
    }


def bad(stage: Stage) -> int:
    return sum(sample.quality == "bad" for sample in on_bus(stage).values())


def died(stage: Stage) -> None:
    stage.supervisor.say(Observation(instance="plc", container="exited", exit_code=1))


async def test_the_points_of_a_dead_instance_are_marked_with_their_last_value_and_time(
    stage: Stage, plc: Puppet, clock: FakeClock
) -> None:
    before = on_bus(stage)
    await plc.say("lost")

    died(stage)
    await clock.advance(3)
    await until(lambda: bad(stage) == COUNT)

    after = on_bus(stage)
    assert {topic: (sample.value, sample.ts) for topic, sample in after.items()} == {
        topic: (sample.value, sample.ts) for topic, sample in before.items()
    }
    assert {sample.why for sample in after.values()} == {"instance_error"}


async def test_marking_is_paced(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.say("lost")
    died(stage)

    await clock.advance(1.1)
    await until(lambda: bad(stage) == 50)
    await clock.advance(0.1)
    assert bad(stage) == 50
    await clock.advance(0.2)
    await until(lambda: bad(stage) == 100)


async def test_marking_stops_when_the_adapter_is_back(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.say("lost")
    died(stage)
    await clock.advance(1.1)
    await until(lambda: bad(stage) == 50)

    await plc.say("starting")
    await until(lambda: not stage.gateway.marker._tasks)
    await clock.advance(5)
    stage.supervisor.say(Observation(instance="plc", container="running"))
    await plc.pulse()
    await clock.advance(10)

    assert bad(stage) == 50


async def test_an_adapter_that_lives_marks_its_points_itself(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.say("error")
    await until(lambda: stage.gateway.status.name_of("plc") == "error")
    await clock.advance(5)

    assert bad(stage) == 0


async def test_a_stopped_instance_is_marked_too(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.say("stopped")

    await stage.http.post("/api/admin/instances/plc/stop")
    await until(lambda: stage.gateway.status.name_of("plc") == "stopped")
    await clock.advance(3)
    await until(lambda: bad(stage) == COUNT)

    assert {sample.why for sample in on_bus(stage).values()} == {"instance_stopped"}


async def test_stored_samples_that_arrive_late_are_marked_too(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.say("lost")
    died(stage)
    await clock.advance(3)
    await until(lambda: bad(stage) == COUNT)

    await plc.sample("late", 1)
    await until(lambda: stage.gateway.space.get("plc.late") is not None)
    await clock.advance(11)

    await until(lambda: bad(stage) == COUNT + 1)


async def test_without_a_broker_nothing_is_marked_until_it_is_known_who_lives(
    stage: Stage, plc: Puppet, clock: FakeClock
) -> None:
    await stage.broker.kill(keep_retained=True)
    await until(lambda: not stage.bus.is_connected)
    await clock.advance(30)
    assert stage.gateway.status.name_of("plc") == "error"

    await stage.broker.restart()
    await until(lambda: stage.bus.is_connected, 15)
    await until(lambda: stage.gateway.status.name_of("plc") == "running", 10)

    assert bad(stage) == 0
    assert stage.gateway.marker.marked == 0


async def test_a_killed_container_is_marked_although_its_last_pulse_is_fresh(
    stage: Stage, plc: Puppet, clock: FakeClock
) -> None:
    await clock.advance(30)
    await plc.pulse()

    died(stage)
    await clock.advance(3)

    await until(lambda: bad(stage) == COUNT)


async def test_an_external_instance_that_falls_silent_is_marked_after_its_last_pulse(
    stage: Stage, clock: FakeClock
) -> None:
    await stage.add("far", meter_config(), runtime="external")
    stage.supervisor.say(Observation(instance="far", container="absent"))
    async with Puppet(stage.broker.address, "far", clock=clock) as far:
        await far.say("connected")
        await far.pulse()
        await far.sample("x", 1)
        await until(lambda: stage.gateway.status.name_of("far") == "running")
        await until(lambda: stage.gateway.space.get("far.x"))

        await clock.advance(20)

        await until(lambda: decode_sample(stage.broker.retained["smarthome/far/x"]).why == "instance_error")


async def test_samples_nobody_described_and_the_broker_does_not_keep_are_not_made_to_stay(
    stage: Stage, plc: Puppet, clock: FakeClock
) -> None:
    stray = encode_sample(Sample(1, clock.now_ms()))
    plc.bus.publish("smarthome/plc/stray", stray)
    await until(lambda: stage.gateway.space.get("plc.stray") is not None)
    await plc.say("lost")

    died(stage)
    await clock.advance(3)
    await until(lambda: bad(stage) == COUNT)
    await clock.advance(11)

    assert stage.gateway.marker.marked == COUNT
    assert "smarthome/plc/stray" not in stage.broker.retained


async def test_a_long_value_is_marked_without_it(stage: Stage, plc: Puppet, clock: FakeClock) -> None:
    await plc.sample("p0", "x" * 2000)
    await until(lambda: (entry := stage.gateway.space.get("plc.p0")) and entry.size > 2000)
    await plc.say("lost")

    died(stage)
    await clock.advance(3)
    await until(lambda: bad(stage) == COUNT)

    assert on_bus(stage)["smarthome/plc/p0"].value is None
