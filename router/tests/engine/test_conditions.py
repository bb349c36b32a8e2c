"""Conditions, schedules and joins: what a route does that looks at more than its own value."""

import pytest

from dinrail_router.expression import compile_expression


async def test_a_condition_on_the_value_lets_only_some_through(rig):
    await rig.load({"from": "bt.a", "when": "value > 10", "to": "plc.a"})
    for value in (9, 11, 10, 12):
        rig.say("bt.a", value)
    assert await rig.sent("plc.a", 2) == [11, 12]
    await rig.heard("bt", 4)
    await rig.settled()
    assert rig.counted().filtered == {"condition": 2}


async def test_a_condition_sees_other_points_and_their_changes(rig):
    await rig.load({"from": "bt.a", "when": "value > 10 and point('meter.enable')", "to": "plc.a"})
    rig.say("bt.a", 11)
    await rig.heard("bt", 1)
    assert rig.counted().filtered == {"not_known": 1}
    rig.say("meter.enable", False)
    await rig.heard("meter", 1)
    rig.say("bt.a", 12)
    await rig.heard("bt", 2)
    rig.say("meter.enable", True)
    await rig.heard("meter", 2)
    rig.say("bt.a", 13)
    assert await rig.sent("plc.a") == [13]
    await rig.settled()
    assert rig.counted().filtered == {"not_known": 1, "condition": 1}


async def test_a_condition_on_a_bad_or_old_point_lets_nothing_through(rig):
    await rig.load({"from": "bt.a", "when": "point('meter.enable')", "to": "plc.a"})
    rig.say("meter.enable", True, quality="bad", reason="timeout")
    await rig.heard("meter", 1)
    rig.say("bt.a", 1)
    await rig.heard("bt", 1)
    rig.say("meter.enable", True)
    await rig.heard("meter", 2)
    await rig.clock.advance(181)
    rig.say("bt.a", 2)
    await rig.heard("bt", 2)
    assert rig.counted().filtered == {"not_known": 2}


async def test_what_a_wildcard_matched_can_name_the_other_point(rig):
    await rig.load(
        {"from": "bt.*.voltage", "transform": "expr(\"value * point('bt.{1}.current')\")", "to": "plc.p.{1}"}
    )
    rig.say("bt.one.current", 2)
    rig.say("bt.two.current", 3)
    rig.say("bt.one.voltage", 50)
    rig.say("bt.two.voltage", 51)
    assert await rig.sent("plc.p.one") == [100]
    assert await rig.sent("plc.p.two") == [153]


async def test_a_retained_point_is_known_to_a_condition_after_a_restart(rig):
    rig.say("meter.enable", True)
    await rig.load({"from": "bt.a", "when": "point('meter.enable')", "to": "plc.a"})
    await rig.heard("meter", 1)
    rig.say("bt.a", 5)
    assert await rig.sent("plc.a") == [5]


async def test_a_condition_that_fails_costs_one_sample_and_says_why(rig):
    await rig.load({"from": "bt.a", "when": "1 / value > 0", "to": "plc.a"})
    rig.say("bt.a", 0)
    rig.say("bt.a", 1)
    assert await rig.sent("plc.a") == [1]
    await rig.settled()
    assert rig.counted().dropped == {"error": 1}
    assert "ZeroDivisionError" in rig.engine.table.routes[0].last_error.message


async def test_the_value_before_is_known(rig):
    await rig.load({"from": "bt.a", "when": "prev != null and value > prev", "to": "plc.a"})
    for value in (1, 3, 2, 4):
        rig.say("bt.a", value)
    assert await rig.sent("plc.a", 2) == [3, 4]


async def test_outside_its_schedule_a_route_carries_nothing(rig):
    hour = 3_600_000
    at = rig.clock.now_ms() // hour * hour
    rig.clock.jump((at - rig.clock.now_ms()) / 1000)
    began = rig.clock.now_ms() // hour % 24
    schedule = {"from": f"{(began + 1) % 24:02d}:00", "to": f"{(began + 2) % 24:02d}:00", "tz": "UTC"}
    await rig.load({"from": "bt.a", "schedule": schedule, "to": "plc.a"})
    for value in (1, 2, 3):
        rig.say("bt.a", value)
        await rig.heard("bt", value)
        await rig.clock.advance(3600)
    await rig.settled()
    assert await rig.sent("plc.a") == [2]
    assert rig.counted().filtered == {"schedule": 2}


POWER = {"id": "p", "from": ["meter.power", "pv.power"], "to": "calc.house"}
SUM = "combine(\"point('meter.power') + point('pv.power')\")"


async def test_a_join_has_a_result_once_all_its_points_are_known_and_with_every_change(rig):
    await rig.load({**POWER, "transform": SUM})
    rig.say("meter.power", 100)
    await rig.heard("meter", 1)
    assert rig.shown("calc.house") is None
    rig.say("pv.power", 50)
    await rig.calculated("calc.house", 150)
    rig.say("meter.power", 80)
    await rig.calculated("calc.house", 130)
    assert rig.counted("p").filtered == {"not_known": 1}


async def test_a_join_turns_bad_with_any_of_its_points_and_good_again(rig):
    await rig.load({**POWER, "transform": SUM})
    rig.say("meter.power", 100)
    rig.say("pv.power", 50)
    await rig.calculated("calc.house", 150)
    rig.say("pv.power", 50, quality="bad", reason="timeout")
    await rig.calculated("calc.house", 150, "bad")
    rig.say("meter.power", 90)
    await rig.heard("meter", 2)
    assert rig.shown("calc.house").quality == "bad"
    rig.say("pv.power", 60)
    await rig.calculated("calc.house", 150, "good")


async def test_a_join_turns_bad_when_an_instance_it_only_reads_from_is_lost(rig, until):
    await rig.load({"from": "meter.power", "transform": SUM, "to": "calc.house"})
    rig.say("pv.power", 50)
    await rig.heard("pv", 1)
    rig.say("meter.power", 100)
    await rig.calculated("calc.house", 150)
    rig.status("pv", "disconnected")
    await rig.calculated("calc.house", 150, "bad")
    rig.status("pv", "running")
    await until(lambda: rig.engine.sources["pv"].health.status == "running")
    rig.say("meter.power", 110)
    await rig.calculated("calc.house", 160)


async def test_what_follows_a_join_is_shared_by_its_sources(rig):
    await rig.load({**POWER, "to": "plc.house", "transform": f"{SUM} | on_change"})
    rig.say("meter.power", 100)
    await rig.heard("meter", 1)
    rig.say("pv.power", 50)
    assert await rig.sent("plc.house") == [150]
    rig.say("meter.power", 50)
    await rig.heard("meter", 2)
    assert await rig.sent("plc.house", 2) == [150, 100]
    rig.say("pv.power", 50)
    await rig.heard("pv", 2)
    await rig.settled("p")
    assert rig.counted("p").filtered == {"not_known": 1, "gate": 1}


async def test_a_calculated_point_can_be_read_by_a_condition(rig):
    await rig.load(
        {"from": "bt.soc", "transform": "hysteresis(on=20, off=30)", "to": "calc.empty"},
        {"from": "pv.power", "when": "not point('calc.empty')", "to": "plc.heater"},
    )
    rig.say("bt.soc", 50)
    await rig.calculated("calc.empty", False)
    await rig.heard("calc", 1)
    rig.say("pv.power", 1)
    assert await rig.sent("plc.heater") == [1]
    rig.say("bt.soc", 15)
    await rig.calculated("calc.empty", True)
    await rig.heard("calc", 2)
    rig.say("pv.power", 2)
    await rig.heard("pv", 2)
    await rig.settled("2")
    assert await rig.sent("plc.heater") == [1]


@pytest.mark.parametrize("text", ["value > 10", "hour == 3"])
async def test_an_equal_condition_is_no_change_and_another_one_is(rig, text):
    route = {"id": "r", "from": "bt.a", "transform": "on_change", "to": "plc.a"}
    await rig.load({**route, "when": text})
    before = rig.engine.table.routes[0]
    await rig.load({**route, "when": text}, {"from": "bt.b", "to": "plc.b"})
    assert rig.engine.table.routes[0] is before
    await rig.load({**route, "when": f"not ({text})"})
    assert rig.engine.table.routes[0] is not before
    assert before.plan.condition == compile_expression(text)
