"""What goes wrong costs what it must and nothing else, and every message is accounted for."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail_router import source as source_module

SCALED = {"from": "bt.a", "to": "plc.a", "transform": "scale(2)"}
PLAIN = {"from": "bt.a", "to": "mqtt.a"}

HOSTILE = [
    b"{",
    b"53.1",
    b"[]",
    b"\0\0",
    b"\xff\xfe",
    b'{"value": "\xff", "ts": 1}',
    b'{"value": 1}',
    b'{"value": {"a": 1}, "ts": 1}',
    b'{"value": [1], "ts": 1}',
    b'{"value": 1, "ts": "now"}',
    b'{"value": 1, "ts": 1.5}',
    b'{"value": 1, "ts": 1, "quality": "great"}',
    b'{"value": NaN, "ts": 1}',
    b'{"value": Infinity, "ts": 1}',
    b'{"value": 1e999, "ts": 1}',
    b'{"value": ' + b"[" * 10_000 + b"]" * 10_000 + b', "ts": 1}',
    b'{"x": ' + b"[" * 10_000 + b"]" * 10_000 + b', "value": 1, "ts": 1}',
]


@pytest.mark.parametrize("payload", HOSTILE)
async def test_a_payload_that_is_no_sample_is_dropped_counted_and_kept(rig, payload):
    await rig.load(PLAIN)
    rig.raw("bt.a", payload)
    rig.say("bt.a", 5)
    assert await rig.sent("mqtt.a") == [5]
    assert rig.source("bt").dropped == {"malformed": 1}
    kept = rig.engine.sources["bt"].malformed
    assert kept.topic == "smarthome/bt/a"
    assert kept.reason
    assert len(kept.payload) <= 1024
    assert kept.payload.isprintable()


@pytest.mark.parametrize("payload", [b'{"value": 1, "value": 2, "ts": %d}', b'{"value": 2, "ts": %d, "new": [{}]}'])
async def test_a_sample_with_more_than_it_needs_is_a_sample(rig, payload):
    await rig.load(PLAIN)
    rig.raw("bt.a", payload % rig.clock.now_ms())
    assert await rig.sent("mqtt.a") == [2]


@pytest.mark.parametrize("value", ["on", True, 1e308, 10**400])
async def test_an_error_costs_one_route_one_sample(rig, value, caplog):
    await rig.load({**SCALED, "transform": "scale(1e10) | scale(1e300)"}, PLAIN)
    rig.raw("bt.a", b'{"value":%s,"ts":%d}' % (json.dumps(value).encode(), rig.clock.now_ms()))
    rig.say("bt.a", 0)
    assert len(await rig.sent("mqtt.a", 2)) == 2
    assert await rig.sent("plc.a") == [0]
    assert rig.counted("1").dropped == {"error": 1}
    assert rig.engine.table.routes[0].last_error.address == "bt.a"
    assert len([line for line in caplog.messages if line.startswith("route 1")]) == 1


async def test_errors_of_a_route_are_logged_once_a_minute(rig, caplog):
    await rig.load(SCALED)
    for _ in range(100):
        rig.say("bt.a", "x")
    await rig.heard("bt", 100)
    assert len(caplog.messages) == 1
    await rig.clock.advance(61)
    rig.say("bt.a", "x")
    await rig.heard("bt", 101)
    assert "99 more since the last line" in caplog.messages[-1]


async def test_on_error_bad_makes_the_calculated_point_bad_and_writes_nothing(rig):
    await rig.load({**SCALED, "to": ["calc.a", "plc.a"], "on_error": "bad"})
    rig.say("bt.a", 1)
    await rig.calculated("calc.a", 2)
    rig.say("bt.a", "x")
    assert (await rig.calculated("calc.a", 2, "bad")).why == "route_error"
    rig.say("bt.a", 1)
    await rig.calculated("calc.a", 2)
    await rig.settled()
    assert await rig.sent("plc.a") == [2, 2]


async def test_a_topic_that_is_no_address_is_dropped(rig):
    await rig.load({"from": "bt.**", "to": "calc.{1}"})
    for topic in ("bt//a", "bt/a.b", "bt/100%", "bt/a/"):
        rig.broker.publish(f"smarthome/{topic}", b'{"value":1,"ts":1}')
    await rig.heard("bt", 4)
    assert rig.source("bt").dropped == {"bad_topic": 4}


async def test_points_beyond_a_sources_bound_are_dropped_and_counted(rig, monkeypatch):
    monkeypatch.setattr(source_module, "MAX_POINTS", 3)
    await rig.load({"from": "bt.*", "to": "calc.{1}"})
    for number in range(5):
        rig.say(f"bt.p{number}", number)
    rig.say("bt.p0", 7)
    await rig.calculated("calc.p0", 7)
    assert rig.source("bt").dropped == {"too_many_points": 2}
    assert rig.source("bt").delivered == 4


@pytest.mark.parametrize(("level", "written", "routed"), [("writes", 0, 1), ("routes", 0, 0), ("all", 0, 0)])
async def test_the_panic_latch_holds_what_its_level_says(rig, level, written, routed):
    await rig.load({"from": "bt.a", "to": ["plc.a", "calc.a"], "transform": "on_change"})
    rig.engine.obey(level)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    assert len(rig.requests()) == written
    assert rig.source("bt").delivered == routed
    assert {**rig.source("bt").dropped, **rig.counted().dropped} == {"panic": 1}
    rig.engine.obey(None)
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]


async def test_a_source_added_during_panic_is_held_too(rig):
    rig.engine.obey("routes")
    await rig.load(PLAIN)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    assert rig.source("bt").dropped == {"panic": 1}


async def test_a_restarted_broker_gets_its_calculated_points_again_and_no_value_twice(rig, until):
    await rig.load({"from": "bt.a", "to": ["calc.a", "plc.a"]})
    rig.say("bt.a", 5)
    await rig.sent("plc.a")
    await rig.settled()
    await rig.broker.restart(keep_retained=False)
    rig.say("bt.a", 5)
    await rig.clock.advance(10)
    await rig.bus.connected()
    await rig.engine.calculated.republish()
    await rig.calculated("calc.a", 5)
    await rig.heard("bt", 2)
    assert rig.source("bt").filtered == {"repeated": 1}
    rig.say("bt.a", 6)
    assert await rig.sent("plc.a", 2) == [5, 6]


async def test_a_stored_value_that_changed_during_an_outage_is_delivered(rig):
    await rig.load(PLAIN)
    rig.say("bt.a", 5)
    await rig.sent("mqtt.a")
    await rig.settled()
    await rig.broker.restart(keep_retained=True)
    rig.say("bt.a", 6, age=-1)
    await rig.clock.advance(10)
    assert await rig.sent("mqtt.a", 2) == [5, 6]


async def test_an_older_stored_value_does_not_come_back(rig):
    await rig.load(PLAIN)
    rig.say("bt.a", 5)
    await rig.sent("mqtt.a")
    await rig.settled()
    await rig.broker.restart(keep_retained=True)
    rig.say("bt.a", 4, age=50)
    await rig.clock.advance(10)
    await rig.heard("bt", 2)
    assert rig.source("bt").filtered == {"repeated": 1}


MESSAGES = st.lists(
    st.tuples(
        st.sampled_from(["bt.a", "bt.b.v", "bt.c.v", "bt.none", "mqtt.a"]),
        st.floats(-1e308, 1e308) | st.text(max_size=5) | st.booleans() | st.none(),
        st.sampled_from(["good", "uncertain", "bad"]),
        st.booleans(),
    ),
    max_size=40,
)
ROUTES = [
    {"from": ["bt.a", "mqtt.*"], "to": ["plc.a", "calc.a", "nobody.a"], "transform": "scale(1e200) | deadband(1)"},
    {"from": "bt.*.v", "to": ["calc.v.{1}", "{1}.x"], "transform": "on_change", "quality": ["good", "bad"]},
    {"from": "bt.**", "to": "mqtt.x", "transform": "clamp(0, 1) | on_change", "on_error": "bad"},
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES)
async def test_counters_add_up_whatever_comes(rig, messages):
    await rig.load(*(each | {"id": f"r{number}"} for number, each in enumerate(ROUTES)))
    before = {instance: rig.source(instance).received for instance in ("bt", "mqtt")}
    for address, value, quality, whole in messages:
        sample = json.dumps({"value": value, "ts": rig.clock.now_ms(), "quality": quality}).encode()
        rig.raw(address, sample if whole else sample[:-2])
    for instance in ("bt", "mqtt"):
        count = sum(address.startswith(instance) for address, *_ in messages)
        await rig.heard(instance, before[instance] + count)
        assert rig.source(instance).received == before[instance] + count
    for number in range(len(ROUTES)):
        await rig.settled(f"r{number}")
