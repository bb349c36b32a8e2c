"""A route that sends too much is held for a while, alone: what ends loops no file shows."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dinrail.names import Topics
from dinrail_router.report import counters_of

FAST = {"id": "fast", "from": "bt.a", "to": ["mqtt.a", "calc.a"]}
SLOW = {"id": "slow", "from": "bt.a", "to": "calc.b"}
LIMITS = {"bt": {"rate": 1_000_000}}


class Guarded:
    """Half seconds of a source that says so many values in each."""

    def __init__(self, rig):
        self.rig = rig
        self.value = 0

    async def half_second(self, messages, address="bt.a"):
        heard = self.rig.engine.sources["bt"].tally.received
        for _ in range(messages):
            self.value += 1
            sample = {"value": self.value, "ts": self.rig.clock.now_ms(), "quality": "good"}
            self.rig.broker.publish("smarthome/" + address.replace(".", "/"), json.dumps(sample).encode())
        await self.rig.heard("bt", heard + messages)
        await self.rig.clock.advance(0.5)
        self.rig.engine.guard.tick()

    def open(self, label="fast"):
        (route,) = (route for route in self.rig.engine.table.routes if route.plan.label == label)
        return route.open

    async def load(self, *routes):
        await self.rig.load(*routes, sources=LIMITS)
        self.rig.engine.guard.tick()


@pytest.fixture
def guarded(rig):
    return Guarded(rig)


async def test_two_looks_in_a_row_above_the_limit_hold_that_route_alone(guarded, rig, caplog):
    await guarded.load({**FAST, "max_rate": 20}, {**SLOW, "max_rate": 1000})
    await guarded.half_second(15)
    assert guarded.open() is None
    await guarded.half_second(15)
    assert (guarded.open().since, guarded.open().rate, guarded.open().limit) == (rig.clock.now_ms(), 30, 20)
    await guarded.half_second(15)
    assert rig.counted("fast").dropped["rate"] == 30
    assert rig.counted("slow").delivered == 45
    assert guarded.open("slow") is None
    assert [line for line in caplog.messages if "fast" in line] == [
        "route fast: held for 30 s at a time, 30 results/s where 20 are allowed"
    ]


async def test_one_burst_is_no_loop(guarded):
    await guarded.load({**FAST, "max_rate": 20})
    for messages in (30, 0, 30, 5, 30, 1):
        await guarded.half_second(messages)
        assert guarded.open() is None


async def test_its_calculated_points_are_bad_while_it_is_held_and_good_with_the_next_result(guarded, rig):
    await guarded.load({**FAST, "max_rate": 20})
    for _ in range(2):
        await guarded.half_second(15)
    assert (await rig.calculated("calc.a", 30, "bad")).why == "route_held"
    await rig.clock.advance(29)
    await guarded.half_second(1)
    assert guarded.open() is not None
    await guarded.half_second(0)
    assert guarded.open() is None
    await guarded.half_second(1)
    await rig.calculated("calc.a", 32)


async def test_it_is_held_again_when_it_goes_on_and_told_once(guarded, rig, caplog):
    await guarded.load({**FAST, "max_rate": 20})
    for _ in range(3):
        for _ in range(2):
            await guarded.half_second(15)
        assert guarded.open() is not None
        await rig.clock.advance(30)
        rig.engine.guard.tick()
        assert guarded.open() is None
    assert len([line for line in caplog.messages if "held" in line]) == 1
    await rig.clock.advance(700)
    for _ in range(3):
        await guarded.half_second(15)
    assert len([line for line in caplog.messages if "held" in line]) == 2


async def test_without_a_limit_of_its_own_two_hundred_a_second_pass_and_more_for_many_points(guarded):
    await guarded.load(FAST, {"id": "many", "from": "bt.*", "to": "calc.all.{1}"})
    for number in range(4):
        await guarded.half_second(1, f"bt.p{number}")
    for _ in range(3):
        await guarded.half_second(99)
    assert guarded.open() is None
    for _ in range(2):
        await guarded.half_second(120)
    assert (guarded.open().limit, guarded.open("many")) == (200, None)


async def test_what_gates_hold_back_does_not_count(guarded):
    await guarded.load({**FAST, "max_rate": 20, "transform": "deadband(1000)"})
    for _ in range(4):
        await guarded.half_second(50)
    assert guarded.open() is None


async def test_samples_it_fails_on_do_not_count(guarded):
    await guarded.load({**FAST, "max_rate": 20, "transform": "clamp(0, 1) | expr('1 / (value - 1)')"})
    for _ in range(4):
        await guarded.half_second(50)
    assert guarded.open() is None


async def test_a_point_that_comes_while_it_is_held_is_held_too(guarded, rig):
    await guarded.load({"id": "fast", "from": "bt.*", "to": "calc.{1}", "max_rate": 20})
    for _ in range(2):
        await guarded.half_second(15)
    await guarded.half_second(1, "bt.new")
    assert rig.shown("calc.new") is None
    await rig.clock.advance(30)
    rig.engine.guard.tick()
    await guarded.half_second(1, "bt.new")
    await rig.calculated("calc.new", guarded.value)


async def test_a_route_with_a_condition_is_held_too(guarded, rig):
    await guarded.load({**FAST, "max_rate": 20, "when": "value > 0"})
    for _ in range(3):
        await guarded.half_second(15)
    assert rig.counted("fast").dropped["rate"] == 30


async def test_a_held_route_that_stays_the_same_stays_held_over_a_reload(guarded, rig):
    await guarded.load({**FAST, "max_rate": 20})
    for _ in range(2):
        await guarded.half_second(15)
    await guarded.load({**FAST, "max_rate": 30}, SLOW)
    await guarded.half_second(1)
    assert guarded.open() is not None
    assert rig.counted("fast").dropped["rate"] == 2
    await guarded.load({**FAST, "max_rate": 30, "transform": "scale(2)"})
    assert guarded.open() is None
    await guarded.half_second(1)
    await rig.calculated("calc.a", 2 * guarded.value)


async def test_the_counters_show_it_and_how_many_points_a_route_has(guarded, rig):
    await guarded.load({"id": "fast", "from": "bt.*", "to": "calc.{1}", "max_rate": 20})
    for address in ("bt.a", "bt.b"):
        await guarded.half_second(15, address)
    (route,) = map(counters_of, rig.engine.table.routes)
    assert (route.points, route.open.rate, route.open.limit) == (2, 30, 20)


async def test_a_route_knows_how_many_points_it_reads(guarded, rig):
    async def points():
        await guarded.half_second(1)
        return {route.plan.label: route.points for route in rig.engine.table.routes}

    every, one = {"id": "every", "from": "bt.**", "to": "calc.{1}"}, {"id": "one", "from": "bt.b", "to": "calc.b"}
    await guarded.load(every, one)
    for address in ("bt.a", "bt.b", "bt.b", "bt.c"):
        await guarded.half_second(1, address)
    assert await points() == {"every": 3, "one": 1}
    rig.raw("bt.c", b"")
    assert await points() == {"every": 2, "one": 1}
    await guarded.load(one, every)
    assert await points() == {"every": 2, "one": 1}
    await guarded.load({**every, "transform": "scale(2)"})
    assert await points() == {"every": 2}
    await guarded.load({"id": "every", "from": ["plc.x", "mqtt.x"], "to": "calc.x"})
    await guarded.load({**every, "transform": "scale(2)"})
    assert await points() == {"every": 1}


async def test_a_loop_through_the_outside_world_is_broken(guarded, rig, until):
    """A bridge of somebody else brings every value that is written to mqtt back as a value of bt, one higher."""

    def bridge(packet):
        sample = {"value": json.loads(packet.payload)["value"] + 1, "ts": rig.clock.now_ms(), "quality": "good"}
        rig.broker.publish("smarthome/bt/a", json.dumps(sample).encode())

    rig.bus.subscribe(Topics().write("mqtt.a"), bridge, qos=1)
    await guarded.load({**FAST, "max_rate": 20})
    rig.say("bt.a", 0)
    for number in (100, 200):
        await rig.heard("bt", number)
        await rig.clock.advance(0.5)
        rig.engine.guard.tick()
    assert guarded.open().rate > 20
    await until(lambda: "rate" in rig.counted("fast").dropped)
    heard = rig.source("bt").received
    await rig.clock.advance(1)
    assert rig.source("bt").received == heard


@pytest.mark.parametrize("wrong", [0, -1, 1_000_001, "fast"])
def test_a_limit_that_is_none_is_refused(wrong):
    from dinrail_router.compiler import compile_routes

    (finding,) = compile_routes(json.dumps({"routes": [{**FAST, "max_rate": wrong}]}).encode()).findings
    assert (finding.pointer, finding.key) == ("/routes/0/max_rate", "wrong_type")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
async def test_counters_add_up_and_who_keeps_the_limit_is_never_held(rig, counts):
    guarded = Guarded(rig)
    await guarded.load(SLOW)  # nothing is left of the example before
    await guarded.load({**FAST, "to": "calc.a", "max_rate": 40})
    over = 0
    for count in counts:
        await guarded.half_second(count)
        over = over + 1 if count > 20 else 0
        if over == 2:
            assert guarded.open() is not None
            return
        assert guarded.open() is None
        rig.counted("fast")
