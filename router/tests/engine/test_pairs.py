"""Bidirectional routes: changes go both ways, and no value comes back as its own echo."""

import asyncio
import json
import struct

import pytest

from dinrail_router.pair import tolerance_of
from dinrail_router.pipeline import parse_pipeline

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


def counted(rig):
    """Filtered of the way there and the way back."""
    for route in rig.engine.table.routes:
        assert route.tally.view().balanced
    return [dict(route.tally.filtered) for route in rig.engine.table.routes]


@pytest.mark.parametrize(("age", "there", "back"), [(60, [], [90]), (0.5, [8], []), (1, [8], [])])
async def test_of_two_stored_values_the_newer_wins(rig, bt, age, there, back):
    rig.say("bt.soll", 80, age=age)
    rig.say("plc.soll", 9.0, age=1)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    await rig.heard("plc", 1)
    await rig.clock.advance(1)
    await (rig.sent("plc.soll") if there else rig.sent("bt.soll"))
    for route in rig.engine.table.routes:
        await until_idle(rig, route)
    assert values(rig, "plc") == there
    assert values(rig, "bt") == back
    assert counted(rig) == ([{"superseded": 1}, {}] if back else [{}, {"superseded": 1}])


async def until_idle(rig, route):
    while route.tally.pending:  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.002)


def values(rig, instance):
    return [json.loads(each.payload)["value"] for each in rig.requests(f"smarthome/set/{instance}/soll")]


async def test_a_stored_value_alone_goes_across(rig, bt):
    rig.say("bt.soll", 80, age=10)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    await rig.clock.advance(1)
    assert await rig.sent("plc.soll") == [8]


async def test_a_live_value_is_newer_than_the_stored_one_that_waits(rig, bt):
    rig.say("bt.soll", 80, age=10)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    rig.say("bt.soll", 70)
    assert await rig.sent("plc.soll") == [7]
    await rig.clock.advance(2)
    assert values(rig, "plc") == [7]
    assert counted(rig) == [{"superseded": 1}, {}]


async def test_a_refresh_of_an_unchanged_value_writes_nothing(rig, bt):
    await rig.load(ROUTE)
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    rig.say("plc.soll", 8.0)
    await rig.heard("plc", 1)
    for number in range(2, 5):
        await rig.clock.advance(30)
        rig.say("bt.soll", 80)
        await rig.heard("bt", number)
        await rig.clock.advance(30)
        rig.say("plc.soll", 8.0)
        await rig.heard("plc", number)
    assert len(rig.requests()) == 1
    assert counted(rig) == [{"repeated": 3}, {"echo": 1, "repeated": 3}]


async def test_a_change_is_not_undone_by_the_other_sides_refresh(rig, bt):
    await rig.load(ROUTE)
    rig.say("bt.soll", 80)
    assert await rig.sent("plc.soll") == [8]
    rig.say("plc.soll", 8.0)
    await rig.heard("plc", 1)
    await rig.clock.advance(30)
    rig.say("plc.soll", 9.0)
    assert await rig.sent("bt.soll") == [90]
    await rig.clock.advance(1)
    rig.say("bt.soll", 80)
    await rig.heard("bt", 2)
    await rig.clock.advance(1)
    rig.say("bt.soll", 90)
    await rig.heard("bt", 3)
    assert (values(rig, "plc"), values(rig, "bt")) == ([8], [90])


async def test_a_side_that_was_away_gets_the_value_with_a_refresh_of_the_other(rig, broker):
    from dinrail.bus import Bus

    await rig.load(ROUTE)
    rig.say("plc.soll", 9.0)
    assert await rig.sent("bt.soll") == [90]
    await until_idle(rig, rig.engine.table.routes[1])
    late = Bus(broker.address, client_id="late")
    late.subscribe("smarthome/set/bt/#", lambda packet: None, qos=1)
    late.start()
    await broker.wait_for_subscription("late", "smarthome/set/bt/#")
    await rig.clock.advance(60)
    for number in (2, 3):
        rig.say("plc.soll", 9.0)
        await rig.heard("plc", number)
        await until_idle(rig, rig.engine.table.routes[1])
    await late.stop(0.2)
    assert values(rig, "bt") == [90, 90]
    assert rig.engine.table.routes[1].tally.delivered == 1


SCALED = {"from": "bt.soll", "to": "plc.soll", "transform": "scale(1000) | deadband(50)", "bidirectional": True}


@pytest.mark.parametrize(("back", "echo"), [(24.04, True), (24.1, False), (30.0, False)])
async def test_the_deadband_is_taken_into_the_unit_of_the_source(rig, bt, back, echo):
    await rig.load(SCALED)
    rig.say("plc.soll", 24000.0)
    assert await rig.sent("bt.soll") == [24]
    rig.say("bt.soll", back)
    await rig.heard("bt", 1)
    assert counted(rig)[0] == ({"echo": 1} if echo else {})
    if not echo:
        assert await rig.sent("plc.soll") == [pytest.approx(back * 1000)]


@pytest.mark.parametrize(("steps", "width"), [
    ("deadband(0.5)", 0.5), ("deadband(50) | scale(-0.001)", 0.05), ("scale(1000) | deadband(50)", 50),
    ("deadband(1) | linear(0, 10, 0, 100)", 10), ("deadband(2) | convert(kW, W) | offset(7)", 2000),
    ('deadband(1) | curve("0:0, 10:5, 20:100")', 9.5), ("deadband(1) | scale(2) | deadband(1)", 2), ("scale(3)", 0),
])  # fmt: skip
def test_a_deadband_is_carried_through_the_steps_behind_it(steps, width):
    assert tolerance_of(parse_pipeline(steps)) == pytest.approx(width)


@pytest.mark.parametrize("value", [21.37, 0.1, -273.15, 1e-7, 16777217, 3.4e37])
async def test_a_real_of_32_bits_is_recognised_as_an_echo(rig, bt, value):
    await rig.load({**ROUTE, "transform": ""})
    rig.say("bt.soll", value)
    assert await rig.sent("plc.soll") == [value]
    rig.say("plc.soll", struct.unpack("f", struct.pack("f", value))[0])
    await rig.heard("plc", 1)
    assert values(rig, "bt") == []
    assert counted(rig) == [{}, {"echo": 1}]


async def test_whole_numbers_are_the_same_only_when_they_are(rig, bt):
    await rig.load({**ROUTE, "transform": ""})
    rig.say("bt.soll", 10_000_000)
    assert await rig.sent("plc.soll") == [10_000_000]
    rig.say("plc.soll", 10_000_001)
    assert await rig.sent("bt.soll") == [10_000_001]
