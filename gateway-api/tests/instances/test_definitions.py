"""Definitions on the bus, in as many parts as they need, again whenever the broker forgot them."""

from __future__ import annotations

from typing import Any

import msgspec

from dinrail.documents import InstanceDefinition
from dinrail.parts import PartReader
from dinrail_gateway.instances.definitions import Definitions
from dinrail_gateway.testing.stage import Stage
from dinrail_gateway.testing.waiting import until


def many_endpoints(count: int) -> dict[str, Any]:
    return {"endpoints": [{"kind": "tcp", "host": f"meter-{number}-{'x' * 200}"} for number in range(count)]}


def parts(stage: Stage, instance: str) -> dict[str, bytes]:
    return {
        topic: payload
        for topic, payload in stage.broker.retained.items()
        if topic.startswith(f"dinrail/{instance}/config")
    }


def joined(payloads: dict[str, bytes]) -> InstanceDefinition:
    reader = PartReader()
    documents = [reader.feed(payloads[topic]) for topic in sorted(payloads)]
    return msgspec.json.decode(documents[-1] or b"", type=InstanceDefinition)


async def test_a_large_definition_comes_in_parts_and_a_smaller_one_clears_the_surplus(stage: Stage) -> None:
    await stage.add("meter_1", many_endpoints(1500))
    await until(lambda: len(parts(stage, "meter_1")) >= 3)
    await until(lambda: stage.gateway.ledger.parts("meter_1") == len(parts(stage, "meter_1")))
    assert len(joined(parts(stage, "meter_1")).config["endpoints"]) == 1500

    body = {"type": "meter", "config": many_endpoints(2)}
    await stage.http.put("/api/instances/meter_1", json=body)

    await until(lambda: len(parts(stage, "meter_1")) == 1)
    assert joined(parts(stage, "meter_1")).config == body["config"]


async def test_a_broker_that_comes_back_empty_gets_every_definition_again(stage: Stage) -> None:
    await stage.add("meter_1", many_endpoints(1))
    await stage.add("meter_2", many_endpoints(1))
    await until(lambda: parts(stage, "meter_1") and parts(stage, "meter_2"))

    await stage.broker.restart(keep_retained=False)

    await until(lambda: parts(stage, "meter_1") and parts(stage, "meter_2"), 15)


async def test_limits_in_a_definition_are_the_types_where_the_instance_has_none(stage: Stage) -> None:
    await stage.add("meter_1", many_endpoints(1), limits={"packets_per_s": 50})
    await until(lambda: parts(stage, "meter_1"))

    limits = joined(parts(stage, "meter_1")).limits
    assert (limits.packets_per_s, limits.memory_mb) == (50, 64)


async def test_a_definition_that_finds_the_queue_full_is_sent_again(stage: Stage) -> None:
    await stage.add("meter_1", many_endpoints(1))
    await until(lambda: parts(stage, "meter_1"))
    definition = joined(parts(stage, "meter_1"))
    stage.broker.publish("dinrail/meter_1/config/0", b"", retain=True)
    definitions = Definitions(stage.bus, stage.gateway.ledger)

    while stage.bus.publish("dinrail/full", b"x", qos=1):
        pass
    definitions.replace({"meter_1": definition})
    assert not parts(stage, "meter_1")

    await until(lambda: parts(stage, "meter_1"), 10)
