"""Quality in effect: what is old, stored, lost or undated is not routed as good, and nothing stays green."""

import json

import pytest

ROUTE = {"from": "bt.a", "to": ["plc.a", "calc.a"]}


async def test_a_value_known_before_the_start_is_delivered_once(rig):
    rig.say("bt.a", 5, age=30)
    await rig.load(ROUTE)
    assert await rig.sent("plc.a") == [5]
    await rig.calculated("calc.a", 5)


@pytest.mark.parametrize("age", [180, 3600, 10**9])
async def test_a_stale_stored_value_is_not_written(rig, age):
    rig.say("bt.a", 5, age=age)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    assert rig.counted().filtered == {"quality": 2}
    assert rig.requests() == []
    assert rig.shown("calc.a") is None


@pytest.mark.parametrize("ts", [0, 5, -1, 99999999999999, 10**30])
async def test_a_stored_value_without_a_usable_time_is_not_written_a_live_one_is(rig, ts):
    rig.say("bt.a", 5, ts=ts)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    assert rig.requests() == []
    rig.say("bt.a", 6, ts=ts)
    assert await rig.sent("plc.a") == [6]
    assert (await rig.calculated("calc.a", 6)).ts == rig.clock.now_ms()


async def test_a_clock_a_little_ahead_is_no_matter(rig):
    await rig.load(ROUTE)
    rig.say("bt.a", 5, age=-30)
    assert await rig.sent("plc.a") == [5]


@pytest.mark.parametrize("status", ["stopped", "failed", "disconnected", "suspended_by_spam", "starting"])
async def test_what_an_instance_that_does_not_deliver_left_behind_is_not_written(rig, status):
    rig.status("bt", status)
    rig.say("bt.a", 5)
    await rig.load(ROUTE)
    await rig.heard("bt", 1)
    assert rig.counted().filtered == {"quality": 2}
    rig.status("bt", "running")
    rig.say("bt.a", 6)
    assert await rig.sent("plc.a") == [6]


async def test_the_refresh_of_the_directory_says_what_is_old(rig, until):
    points = [{"path": "a", "type": "REAL", "refresh": 600}, {"path": "b", "type": "REAL", "refresh": 5}]
    part = {"rev": 1, "part": 0, "parts": 1, "data": json.dumps(points)}
    rig.broker.publish("dinrail/bt/points/0", json.dumps(part).encode(), qos=1, retain=True)
    rig.say("bt.a", 1, age=1700)
    rig.say("bt.b", 2, age=16)
    rig.say("bt.c", 3, age=100)
    await rig.load({"from": "bt.*", "to": "plc.{1}"})
    await rig.heard("bt", 3)
    await rig.settled()
    assert sorted(each.topic[-1] for each in rig.requests()) == ["a", "c"]


async def test_garbage_about_an_instance_is_ignored(rig, caplog):
    for topic in ("dinrail/bt/status", "dinrail/bt/points/0"):
        rig.broker.publish(topic, b'{"status": "never heard of"}', qos=1, retain=True)
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]
    assert sum("ignored" in line for line in caplog.messages) == 2


async def test_a_bad_source_makes_its_calculated_point_bad_and_good_again(rig):
    await rig.load({**ROUTE, "transform": "on_change"})
    rig.say("bt.a", 5)
    good = await rig.calculated("calc.a", 5)
    rig.say("bt.a", 5, quality="bad", reason="timeout")
    bad = await rig.calculated("calc.a", 5, "bad")
    assert (bad.ts, bad.why) == (good.ts, "timeout")
    rig.say("bt.a", 5)
    await rig.calculated("calc.a", 5)


async def test_a_removed_source_point_makes_its_calculated_point_bad(rig):
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.calculated("calc.a", 5)
    rig.raw("bt.a", b"")
    assert (await rig.calculated("calc.a", 5, "bad")).why == "source_removed"
    assert rig.source("bt").filtered == {"removed": 1}


async def test_a_calculated_point_behind_a_gate_stays_fresh_while_its_source_lives(rig, until):
    await rig.load({"from": "bt.a", "to": "calc.a", "transform": "deadband(1)"})
    rig.say("bt.a", 5)
    first = await rig.calculated("calc.a", 5)
    for _ in range(3):
        await rig.clock.advance(20)
        rig.say("bt.a", 5.2)
    await rig.heard("bt", 4)
    rig.engine.calculated.refresh(60)
    await until(lambda: rig.shown("calc.a").ts == first.ts + 60_000)
    assert rig.counted().delivered == 1


async def test_a_calculated_point_whose_source_is_silent_grows_old(rig):
    await rig.load({"from": "bt.a", "to": "calc.a"})
    rig.say("bt.a", 5)
    first = await rig.calculated("calc.a", 5)
    await rig.clock.advance(60)
    rig.engine.calculated.refresh(60)
    assert rig.shown("calc.a").ts == first.ts


async def test_a_refresh_is_spread_over_a_minute(rig):
    await rig.load({"from": "bt.*", "to": "calc.{1}", "transform": "on_change"})
    for point in range(60):
        rig.say(f"bt.p{point}", 1)
    await rig.heard("bt", 60)
    await rig.clock.advance(60)
    for point in range(60):
        rig.say(f"bt.p{point}", 1)
    await rig.heard("bt", 120)
    rig.broker.published.clear()
    for _ in range(10):
        rig.engine.calculated.refresh(1)
    await rig.broker.wait_for("smarthome/calc/#")
    assert 10 <= len(rig.broker.published) <= 20
