"""A value that went through too many routes in a row ends there."""

import json
from itertools import pairwise

import pytest

from dinrail.bus import Bus


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


def hops(published):
    return dict(published.packet.user_properties).get("hops")


async def come(rig, address, value, count):
    """A sample with a count, as from another router or a bridge."""
    before = rig.engine.sources[address.partition(".")[0]].tally.received
    sample = json.dumps({"value": value, "ts": rig.clock.now_ms()}).encode()
    topic = "smarthome/" + address.replace(".", "/")
    rig.broker.publish(topic, sample, retain=True, user_properties=[("hops", str(count))])
    await rig.heard(address.partition(".")[0], before + 1)


def calculated(rig, address):
    topic = "smarthome/" + address.replace(".", "/")
    return [each for each in rig.broker.published if each.topic == topic]


@pytest.mark.parametrize("steps", ["throttle(1s)", "debounce(1s)", "sample(1s)", "max(1s)", "max(0.5s) | throttle(1s)"])
async def test_what_waits_keeps_the_highest_count_of_what_it_stands_for(rig, steps):
    transform = f"combine(\"point('calc.a')\") | {steps}"
    await rig.load({"from": ["calc.a", "calc.b"], "transform": transform, "to": "calc.c"})
    await come(rig, "calc.a", 7, 2)
    await rig.clock.advance(0.1)
    await come(rig, "calc.a", 8, 4)
    await rig.clock.advance(0.1)
    await come(rig, "calc.b", 1, 1)
    await rig.clock.advance(3)
    await rig.calculated("calc.c", 8)
    assert hops(calculated(rig, "calc.c")[-1]) == "5"
    await come(rig, "calc.a", 9, 1)
    await rig.clock.advance(3)
    await rig.calculated("calc.c", 9)
    assert hops(calculated(rig, "calc.c")[-1]) == "2"


async def test_a_sample_of_a_bridge_that_went_through_too_many_routes_ends_there(rig):
    await rig.load({"from": "mqtt.*", "to": ["calc.{1}", "plc.{1}"]})
    await come(rig, "mqtt.a", 1, 9)
    await come(rig, "mqtt.b", 1, 5)
    assert await rig.sent("plc.b") == [1]
    assert rig.requests("smarthome/set/plc/a") == []
    assert rig.source("mqtt").dropped == {"loop": 1}


async def test_write_requests_carry_the_count_from_the_second_route_on(rig):
    await rig.load({"from": "mqtt.*", "to": "plc.{1}"})
    rig.say("mqtt.a", 1)
    await rig.heard("mqtt", 1)
    await come(rig, "mqtt.b", 1, 3)
    await rig.sent("plc.b")
    assert [hops(each) for each in rig.requests()] == [None, "4"]
    await rig.settled()
    assert rig.counted().delivered == 2


async def test_a_value_that_waits_behind_another_keeps_its_count(rig):
    await rig.load({"from": "mqtt.a", "to": "plc.a"})
    rig.broker.withhold_acks = True
    rig.say("mqtt.a", 1)
    await rig.sent("plc.a")
    await come(rig, "mqtt.a", 2, 3)
    rig.broker.withhold_acks = False
    await rig.broker.restart()
    await rig.clock.advance(1)
    await rig.sent("plc.a", 3)
    assert [hops(each) for each in rig.requests()] == [None, None, "4"]


async def test_a_loop_through_a_bridge_that_hands_the_count_on_ends(rig, broker):
    bridge = Bus(broker.address, client_id="bridge")

    def bring_back(packet):
        count = dict(packet.user_properties).get("hops", "1")
        sample = json.dumps({"value": 1, "ts": rig.clock.now_ms()}).encode()
        bridge.publish("smarthome/mqtt/in", sample, user_properties=[("hops", count)])

    bridge.subscribe("smarthome/set/mqtt/out", bring_back, qos=1)
    bridge.start()
    await broker.wait_for_subscription("bridge", "smarthome/set/mqtt/out")
    await rig.load({"from": "mqtt.in", "to": "mqtt.out"})
    rig.say("mqtt.in", 1)
    await rig.heard("mqtt", 7)
    await rig.clock.advance(1)
    assert rig.source("mqtt").dropped == {"loop": 1}
    await bridge.stop(0.2)
