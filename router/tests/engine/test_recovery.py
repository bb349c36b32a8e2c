"""An instance comes and goes: what it held back is routed once, and what depends on it is never green without it."""

import asyncio
import json

import pytest

from dinrail.directory import Point
from dinrail.sample import Sample

ROUTE = {"from": "bt.a", "to": ["plc.a", "calc.a"]}


async def status(rig, until, name):
    rig.status("bt", name)
    await until(lambda: rig.engine.sources["bt"].health.status == name)


@pytest.mark.parametrize("before", ["disconnected", "starting", "suspended_by_spam"])
async def test_a_good_sample_that_came_before_the_status_is_routed_when_the_status_comes(rig, until, before):
    rig.status("bt", before)
    await rig.load({**ROUTE, "transform": "on_change"})
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    assert rig.requests() == []
    await status(rig, until, "running")
    assert await rig.sent("plc.a") == [5]
    await rig.calculated("calc.a", 5)


async def test_what_was_held_back_is_routed_once(rig, until):
    rig.status("bt", "disconnected")
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    for name in ("running", "disconnected", "running", "degraded"):
        await status(rig, until, name)
    await rig.settled()
    assert await rig.sent("plc.a") == [5]


async def test_a_bad_or_stale_sample_is_not_made_good_by_a_status(rig, until):
    rig.status("bt", "disconnected")
    await rig.load({"from": "bt.*", "to": "plc.{1}"})
    rig.say("bt.a", 5, quality="bad", reason="timeout")
    rig.say("bt.b", 6, age=300)
    await rig.heard("bt", 2)
    await status(rig, until, "running")
    await rig.settled()
    assert rig.requests() == []


async def test_held_back_over_a_reload_it_goes_to_the_routes_in_force(rig, until):
    rig.status("bt", "disconnected")
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    await rig.load({"from": "bt.a", "to": "mqtt.a"})
    await status(rig, until, "running")
    assert await rig.sent("mqtt.a") == [5]
    assert len(rig.requests()) == 1


async def test_held_back_it_is_not_routed_during_panic(rig, until):
    rig.status("bt", "disconnected")
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    rig.engine.obey("routes")
    await status(rig, until, "running")
    await asyncio.sleep(0.05)
    assert rig.requests() == []


@pytest.mark.parametrize("lost", ["disconnected", "starting", "suspended_by_spam", "stopped"])
async def test_a_lost_instance_makes_its_calculated_points_bad_until_it_is_back(rig, until, lost):
    await rig.load({**ROUTE, "transform": "on_change"})
    await status(rig, until, "running")
    rig.say("bt.a", 5)
    good = await rig.calculated("calc.a", 5)
    await status(rig, until, lost)
    assert (await rig.calculated("calc.a", 5, "bad")).why == f"instance_{lost}"
    await status(rig, until, "running")
    assert (await rig.calculated("calc.a", 5)).ts == good.ts
    assert await rig.sent("plc.a") == [5]


async def test_a_point_that_went_bad_meanwhile_stays_bad_when_the_instance_is_back(rig, until):
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.calculated("calc.a", 5)
    await status(rig, until, "disconnected")
    rig.say("bt.a", 5, quality="bad", reason="timeout")
    await status(rig, until, "running")
    await until(lambda: rig.shown("calc.a").why == "timeout")
    assert rig.shown("calc.a").quality == "bad"


async def test_a_bad_source_makes_its_calculated_point_bad_during_panic(rig):
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.calculated("calc.a", 5)
    rig.engine.obey("all")
    rig.say("bt.a", 5, quality="bad", reason="panic")
    assert (await rig.calculated("calc.a", 5, "bad")).why == "panic"
    assert rig.source("bt").dropped == {"panic": 1}


@pytest.mark.parametrize("order", [1, -1])
async def test_what_an_earlier_router_left_becomes_bad_with_its_source_whichever_is_known_first(rig, order):
    point = rig.engine.calculated.point("calc.a")
    left = Sample(5, rig.clock.now_ms() - 1000)
    for step in [lambda: point.restore("LREAL", left), lambda: point.spoil("lost")][::order]:
        step()
    shown = await rig.calculated("calc.a", 5, "bad")
    assert (shown.ts, shown.why) == (left.ts, "lost")


async def test_a_sample_newer_than_what_an_earlier_router_left_stays(rig):
    await rig.load(ROUTE)
    rig.say("bt.a", 5)
    await rig.calculated("calc.a", 5)
    rig.engine.calculated.restore(Point("a", "STRING"))
    assert rig.engine.calculated.point("calc.a").kind == "LREAL"


async def test_a_reload_during_panic_gives_new_routes_nothing(rig):
    await rig.load({"from": "bt.x", "to": "plc.x"})
    rig.say("bt.a", 5)
    await rig.heard("bt", 1)
    rig.engine.obey("routes")
    await rig.load({"from": "bt.x", "to": "plc.x"}, {"from": "bt.a", "to": "calc.a"})
    await asyncio.sleep(0.05)
    assert rig.counted("2").received == 0
    assert rig.shown("calc.a") is None


async def test_a_new_refresh_is_for_known_points_too(rig, until):
    await rig.load({"from": "bt.a", "to": "plc.a"})
    rig.say("bt.a", 1)
    assert await rig.sent("plc.a") == [1]
    part = {"rev": 1, "part": 0, "parts": 1, "data": json.dumps([{"path": "a", "type": "REAL", "refresh": 5}])}
    rig.broker.publish("dinrail/bt/points/0", json.dumps(part).encode(), qos=1, retain=True)
    await until(lambda: rig.engine.sources["bt"].health.max_age_ms("a") == 15_000)
    rig.say("bt.a", 2, age=16)
    await rig.heard("bt", 2)
    assert rig.counted().filtered == {"quality": 1}


async def test_an_older_confirmation_does_not_undo_a_newer_one(rig, until):
    await rig.load({"from": "bt.a", "to": "calc.a", "transform": "on_change"})
    rig.say("bt.a", 5)
    first = await rig.calculated("calc.a", 5)
    await rig.clock.advance(60)
    rig.say("bt.a", 5)
    rig.say("bt.a", 5, age=55)
    await rig.heard("bt", 3)
    rig.engine.calculated.refresh(60)
    await until(lambda: rig.shown("calc.a").ts == first.ts + 60_000)
