"""The counters' document is always whole and of the moment, however little has changed since the last one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from dinrail.parts import PartReader
from dinrail.reason import Reason
from dinrail_router.report import Counters, Report


@pytest.fixture
def told(rig):
    """Publish a report and read what arrives."""
    report = Report(rig.bus, rig.engine, rig.clock)
    reader = PartReader()

    async def told() -> Counters:
        rig.broker.published.clear()
        await report.publish()
        await rig.bus.publish_acked("flush", b"")
        parts = [each for each in rig.broker.published if each.topic.startswith("dinrail/router/counters/")]
        document = [reader.feed(each.payload) for each in parts][-1]
        return msgspec.json.decode(document, type=Counters)

    return told


def route(number: int, **fields: Any) -> dict[str, Any]:
    return {"id": f"r{number}", "from": f"bt.p{number}", "to": f"calc.p{number}", **fields}


async def test_every_route_is_told_whether_it_moved_or_not(rig, told):
    await rig.load(*(route(number) for number in range(2500)))
    rig.say("bt.p1", 1)
    await rig.heard("bt", 1)
    first = await told()
    rig.say("bt.p1", 2)
    rig.say("bt.p2", "x")
    await rig.heard("bt", 3)
    second = await told()
    assert [len(first.routes), len(second.routes)] == [2500, 2500]
    assert [each.received for each in first.routes[:4]] == [0, 1, 0, 0]
    assert [each.received for each in second.routes[:4]] == [0, 2, 1, 0]
    assert (second.routes[1].last.value, second.sources[0].received) == (2, 3)


async def test_a_new_error_is_told_though_nothing_else_changed(rig, told):
    await rig.load(route(1, transform="scale(2)"))
    await told()
    rig.say("bt.p1", "x")
    await rig.heard("bt", 1)
    (first,) = (await told()).routes
    rig.engine.table.routes[0].note("bt.p1", Reason("step_failed", {}, "another"))
    (second,) = (await told()).routes
    assert (first.dropped, second.dropped) == ({"error": 1}, {"error": 1})
    assert [first.last_error.message[:9], second.last_error.message] == ["WrongType", "another"]


async def test_a_route_that_is_renamed_is_told_by_its_new_name(rig, told):
    await rig.load(route(1, name="old"))
    await told()
    await rig.load(route(1, name="new"))
    assert [each.name for each in (await told()).routes] == ["new"]
