"""Bidirectional routes: changes go both ways, and no value comes back as its own echo."""

import pytest

ROUTE = {"id": "p", "from": "bt.soll", "to": "plc.soll", "bidirectional": True, "transform": "scale(0.1)"}


@pytest.fixture
async def bt(rig, broker):
    """Somebody who takes writes to `bt`."""
    from dinrail.bus import Bus

    taker = Bus(broker.address, client_id="bt")
    taker.subscribe("smarthome/set/bt/#", lambda packet: None, qos=1)
    taker.start()
    await broker.wait_for_subscription("bt", "smarthome/set/bt/#")
    yield taker
    await taker.stop(0.2)


async def test_the_way_back_goes_through_the_inverse(rig, bt):
    await rig.load(ROUTE)
    rig.say("plc.soll", 5.5)
    assert await rig.sent("bt.soll") == [pytest.approx(55)]
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [pytest.approx(8)]


async def test_an_echo_is_not_sent_back(rig, bt):
    await rig.load(ROUTE)
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    rig.say("plc.soll", 8.000000001)
    await rig.heard("plc", 1)
    assert rig.requests("smarthome/set/bt/soll") == []
    (back,) = (route for route in rig.engine.table.routes if route.plan.back)
    assert back.tally.filtered == {"echo": 1}


async def test_an_echo_within_the_deadband_is_one(rig, bt):
    await rig.load({**ROUTE, "transform": "scale(0.1) | deadband(0.5)"})
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    rig.say("plc.soll", 8.4)
    await rig.heard("plc", 1)
    assert rig.requests("smarthome/set/bt/soll") == []


async def test_the_same_value_later_is_a_change_of_its_own(rig, bt):
    await rig.load(ROUTE)
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    await rig.clock.advance(6)
    rig.say("plc.soll", 8)
    assert await rig.sent("bt.soll") == [80]


async def test_a_change_on_the_other_side_goes_back_at_once(rig, bt):
    await rig.load(ROUTE)
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    rig.say("plc.soll", 9)
    assert await rig.sent("bt.soll") == [90]


async def test_wildcards_are_turned_round_too(rig, bt):
    await rig.load({**ROUTE, "from": "bt.*.x.*", "to": "plc.{2}.y.{1}"})
    rig.say("plc.two.y.one", 1)
    assert await rig.sent("bt.one.x.two") == [10]


async def test_two_devices_that_round_come_to_rest(rig, bt):
    await rig.load({**ROUTE, "transform": "scale(0.001)"})
    rig.say("bt.soll", 1234)
    assert await rig.sent("plc.soll") == [1.234]
    rig.say("plc.soll", 1.23)
    assert await rig.sent("bt.soll") == [1230]
    rig.say("bt.soll", 1230)
    await rig.heard("bt", 2)
    assert len(rig.requests()) == 2
