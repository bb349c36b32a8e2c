"""The gateway on a real Mosquitto with the identities it made: every right it needs, and none an instance lacks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
from integration.gateway_lab import Lab, gateway_on

from dinrail.directory import Point
from dinrail.documents import InstanceDefinition, Reply
from dinrail.parts import PartReader
from dinrail_gateway.runtime.interface import Observation
from dinrail_gateway.testing.seam import meter_config
from dinrail_gateway.testing.waiting import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(120)]


@pytest.fixture(params=["broker", "broker-2.0"])
async def lab(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Lab]:
    async with gateway_on(request.param, tmp_path) as running:
        yield running


async def test_an_instance_is_seen_written_marked_and_cleared_with_the_rights_it_has(lab: Lab) -> None:
    gateway = lab.gateway
    await lab.add("meter_1")
    definition = PartReader()

    async with lab.puppet("meter_1") as meter:
        heard: list[bytes | None] = []
        await meter.bus.subscribe(
            "dinrail/meter_1/config/#", lambda packet: heard.append(definition.feed(packet.payload)), qos=1
        ).wait()
        await meter.say("connected")
        await meter.pulse()
        await meter.directory(Point("limit", "REAL", writable=True, max=100))
        await meter.sample("limit", 80)
        await until(lambda: gateway.status.name_of("meter_1") == "running", 10)
        await until(lambda: (entry := gateway.space.get("meter_1.limit")) and entry.sample and entry.point, 10)
        await until(lambda: heard, 10)
        assert msgspec.json.decode(heard[0] or b"", type=InstanceDefinition).config == meter_config()

        await meter.answer_writes(lambda topic, payload: Reply(ok=True, value=60.0))
        assert await gateway.writer.write(gateway.points.find("meter_1.limit"), 60) == 60.0

    lab.supervisor.say(Observation(instance="meter_1", container="exited", exit_code=1))
    await until(lambda: (sample := gateway.points.find("meter_1.limit").sample) and sample.why == "instance_error", 30)

    lab.supervisor.say(Observation(instance="meter_1", container="absent"))
    await gateway.instances.remove("meter_1", None)
    await until(lambda: not gateway.space.of("meter_1") and gateway.fleet.state("meter_1") is None, 15)


async def test_a_retained_command_is_cleared_at_once_on_a_real_broker(lab: Lab) -> None:
    await lab.add("meter_1")

    await lab.bus.publish_acked("smarthome/set/meter_1/limit", b"1", retain=True)

    await until(lambda: lab.gateway.space.cleared_writes == 1, 10)
    stored: list[bytes] = []
    late = lab.bus.subscribe("smarthome/set/meter_1/#", lambda packet: stored.append(packet.payload))
    await late.wait()
    await asyncio.sleep(0.5)
    assert stored == []


async def test_a_removed_instance_is_thrown_off_and_cannot_come_back(lab: Lab) -> None:
    await lab.add("meter_1")
    async with lab.puppet("meter_1") as meter:
        await meter.say("connected")
        lab.supervisor.say(Observation(instance="meter_1", container="absent"))
        await lab.gateway.instances.remove("meter_1", None)

        await until(lambda: not meter.bus.is_connected, 15)
        await asyncio.sleep(1)
        assert not meter.bus.is_connected
        assert meter.bus.last_error
        assert meter.bus.last_error.key == "broker_refused_not_authorized"
