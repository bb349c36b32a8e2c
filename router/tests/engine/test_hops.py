"""A value that went through too many routes in a row ends there."""

import json
from itertools import pairwise

import pytest


async def test_a_chain_within_the_limit_arrives_and_counts_its_hops(rig):
    seen = []
    rig.bus.subscribe("smarthome/calc/#", lambda packet: seen.append((packet.topic, dict(packet.user_properties))))
    await rig.load(
        {"from": "bt.a", "to": "calc.a"}, {"from": "calc.a", "to": "calc.b"}, {"from": "calc.b", "to": "calc.c"}
    )
    rig.say("bt.a", 1)
    await rig.calculated("calc.c", 1)
    await rig.heard("calc", 3)
    assert seen == [
        ("smarthome/calc/a", {}), ("smarthome/calc/b", {"hops": "2"}), ("smarthome/calc/c", {"hops": "3"}),
    ]  # fmt: skip


async def test_a_seventh_route_in_a_row_carries_nothing(rig):
    names = "abcdefgh"
    await rig.load({"from": "bt.a", "to": "calc.a"}, *(
        {"from": f"calc.{one}", "to": f"calc.{two}"} for one, two in pairwise(names)
    ))  # fmt: skip
    rig.say("bt.a", 1)
    await rig.calculated("calc.f", 1)
    await rig.heard("calc", 6)
    assert rig.shown("calc.g") is None
    assert rig.source("calc").dropped == {"loop": 1}


@pytest.mark.parametrize("hops", ["6", "999999999999", "-1", "x", ""])
async def test_another_routers_count_is_believed_and_nonsense_is_not(rig, hops):
    await rig.load({"from": "calc.foreign", "to": "plc.a"}, {"from": "calc.good", "to": "plc.b"})
    sample = json.dumps({"value": 1, "ts": rig.clock.now_ms()}).encode()
    rig.bus.publish("smarthome/calc/foreign", sample, user_properties=[("hops", hops)])
    rig.bus.publish("smarthome/calc/good", sample, user_properties=[("other", "x"), ("hops", "5")])
    assert await rig.sent("plc.b") == [1]
    assert rig.requests("smarthome/set/plc/a") == []
