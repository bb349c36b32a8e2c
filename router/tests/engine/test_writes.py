"""Write requests: latest only, never late, and a target that did not get its value gets the next one."""

import json

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
    assert "no such instance" in rig.engine.table.routes[0].last_error.message


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
