"""Write requests: latest only, never late, and a target that did not get its value gets the next one."""

import asyncio
import json

import pytest

from dinrail.bus import Bus

ROUTE = {"from": "bt.a", "to": "plc.a"}
ON_CHANGE = {**ROUTE, "transform": "on_change"}


async def test_unacknowledged_writes_keep_only_the_latest_value(rig):
    await rig.load(ROUTE)
    rig.broker.withhold_acks = True
    for value in range(10):
        rig.say("bt.a", value)
    await rig.heard("bt", 10)
    assert (rig.counted().pending, rig.counted().dropped) == (2, {"superseded": 8})
    assert await rig.sent("plc.a") == [0]
    await rig.broker.restart()
    rig.broker.withhold_acks = False
    await rig.clock.advance(1)
    assert (await rig.sent("plc.a", 3))[1:] == [0, 9]
    await rig.settled()


async def test_two_targets_of_a_route_wait_for_themselves_only(rig):
    await rig.load({"from": "bt.a", "to": ["plc.a", "plc.b"]}, {"from": "bt.a", "to": "plc.a"})
    rig.broker.withhold_acks = True
    rig.say("bt.a", 1)
    assert await rig.sent("plc.b") == [1]
    assert await rig.sent("plc.a", 2) == [1, 1]


async def test_nobody_takes_it_is_counted_and_the_next_sample_passes_the_gate(rig):
    await rig.load({**ON_CHANGE, "to": "heating.a"})
    for number in range(3):
        rig.say("bt.a", 5)
        await rig.heard("bt", number + 1)
        await rig.settled()
    assert rig.counted().dropped == {"no_receiver": 3}
    error = rig.engine.table.routes[0].last_error
    assert (error.key, error.address) == ("no_receiver", "heating.a")
    assert "no such instance" in error.message


async def test_a_refused_write_is_counted_with_its_reason(rig):
    rig.broker.acl = lambda user, action, topic: action != "publish" or not topic.startswith("smarthome/set/plc")
    await rig.load(ON_CHANGE)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.settled()
    assert rig.counted().dropped == {"publish_refused": 1}
    rig.broker.acl = None
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]


async def test_a_write_that_waited_too_long_is_not_sent(rig):
    await rig.load(ROUTE)
    rig.broker.withhold_acks = True
    rig.say("bt.a", 1)
    rig.say("bt.a", 2)
    await rig.heard("bt", 2)
    await rig.sent("plc.a")
    await rig.broker.kill()
    await rig.clock.advance(6)
    rig.broker.withhold_acks = False
    await rig.broker.restart()
    await rig.clock.advance(10)
    await rig.settled()
    assert rig.counted().dropped == {"expired": 2}
    assert [json.loads(each.payload)["value"] for each in rig.requests()] == [1]


async def test_every_request_carries_the_time_of_the_wish(rig):
    await rig.load(ROUTE)
    rig.say("bt.a", 1, age=20)
    await rig.sent("plc.a")
    await rig.clock.advance(3)
    rig.say("bt.a", 2)
    await rig.sent("plc.a", 2)
    first, second = (json.loads(each.payload)["ts"] for each in rig.requests())
    assert (first, second) == (rig.clock.now_ms() - 3000, rig.clock.now_ms())


async def test_a_route_that_is_gone_sends_nothing_any_more(rig):
    await rig.load(ROUTE)
    tally = rig.engine.table.routes[0].tally
    rig.broker.withhold_acks = True
    rig.say("bt.a", 1)
    rig.say("bt.a", 2)
    await rig.heard("bt", 2)
    await rig.load({"from": "bt.b", "to": "plc.b"})
    assert (tally.pending, dict(tally.dropped)) == (1, {"reload": 1})


async def say_each(rig, *values):
    for value in values:
        before = rig.engine.sources["bt"].tally.received
        rig.say("bt.a", value)
        await rig.heard("bt", before + 1)
        await rig.settled()
        await rig.clock.advance(1)


async def test_an_absent_target_opens_no_gate_for_the_others(rig):
    await rig.load({"from": "bt.a", "transform": "on_change", "to": ["mqtt.alarms/critical", "webhook.alert"]})
    await say_each(rig, True, True, True, True)
    assert await rig.sent("mqtt.alarms/critical") == [True]
    assert rig.counted().dropped == {"no_receiver": 4}


@pytest.mark.parametrize(
    ("gate", "values", "healthy"),
    [
        ("deadband(5)", (1, 1.1, 1.2, 7), [1, 7]),
        ("rate(2, 1m)", (1, 2, 3, 4), [1, 2]),
        ("throttle(1m)", (1, 2, 3), [1]),
    ],
)
async def test_gates_count_for_the_healthy_target_whatever_becomes_of_the_other(rig, gate, values, healthy):
    await rig.load({"from": "bt.a", "transform": gate, "to": ["plc.a", "nobody.a"]})
    for number, value in enumerate(values, 1):
        rig.say("bt.a", value)
        await rig.heard("bt", number)
        await rig.clock.advance(1)
    await asyncio.sleep(0.05)
    assert await rig.sent("plc.a") == healthy
    assert rig.counted().delivered == len(healthy)


async def test_a_target_that_comes_back_gets_what_it_missed_once(rig, broker):
    await rig.load({**ON_CHANGE, "to": ["plc.a", "late.a"]})
    await say_each(rig, 5, 5)
    late = Bus(broker.address, client_id="late")
    late.subscribe("smarthome/set/late/#", lambda packet: None, qos=1)
    late.start()
    await broker.wait_for_subscription("late", "smarthome/set/late/#")
    await say_each(rig, 5, 5, 5)
    await late.stop(0.2)
    assert await rig.sent("late.a", 3) == [5, 5, 5]
    assert (rig.counted().delivered, rig.counted().dropped) == (2, {"no_receiver": 2})


async def test_what_is_owed_is_tried_at_most_once_a_second(rig):
    await rig.load({**ON_CHANGE, "to": ["plc.a", "nobody.a"]})
    await say_each(rig, 5)
    for number in range(20):
        rig.say("bt.a", 5)
        await rig.heard("bt", 2 + number)
        await rig.settled()
    assert rig.counted().dropped == {"no_receiver": 2}


async def test_only_the_point_whose_value_was_lost_brings_it_again(rig):
    await rig.load({"from": "bt.*", "transform": "on_change", "to": ["plc.a", "nobody.a"]})
    rig.say("bt.b", 1)
    await rig.heard("bt", 1)
    await rig.settled()
    rig.say("bt.a", 2)
    await rig.heard("bt", 2)
    await rig.settled()
    await rig.clock.advance(2)
    rig.say("bt.b", 1)
    await rig.heard("bt", 3)
    await rig.settled()
    assert await rig.sent("nobody.a", 2) == [1, 2]
    await say_each(rig, 2)
    assert await rig.sent("nobody.a", 3) == [1, 2, 2]
