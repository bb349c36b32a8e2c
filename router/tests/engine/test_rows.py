"""Rows of the fault catalogue that an engine can show by itself; the others are beside a real broker."""

import pytest


async def told(rig, address, *values, every=1.0):
    instance = address.partition(".")[0]
    before = rig.engine.sources[instance].tally.received
    for number, value in enumerate(values, 1):
        rig.say(address, value)
        await rig.heard(instance, before + number)
        await rig.clock.advance(every)


@pytest.mark.parametrize("transform", [
    'expr("1 / value")', 'expr("value ** -1")', 'expr("1 % value")', 'expr("(value - 1) ** 0.5")',
    'expr("(value + 1e308) * 10")', "scale(1e308) | offset(1e308) | scale(1e308) | offset(-5)",
])  # fmt: skip
async def test_row_10_what_cannot_be_computed_costs_one_rule_one_sample(rig, transform, caplog):
    zero = 5 if transform.startswith("scale") else 0
    await rig.load(
        {"id": "wrong", "from": "bt.a", "transform": transform, "to": ["calc.a", "plc.a"], "on_error": "bad"},
        {"id": "right", "from": "bt.a", "to": "mqtt.a"},
    )
    for _ in range(50):
        rig.say("bt.a", zero)
    rig.say("bt.a", 7)
    await rig.heard("bt", 51)
    await rig.settled("right")
    assert (await rig.sent("mqtt.a"))[-1] == 7
    await rig.settled("wrong")
    assert rig.counted("wrong").dropped["error"] >= 2 * 50
    assert len([line for line in caplog.messages if line.startswith("route wrong")]) == 1
    assert rig.counted("right").dropped.keys() <= {"superseded"}


@pytest.mark.parametrize("wrong", ["x", "", "nan", "12"])
@pytest.mark.parametrize(("transform", "good"), [("scale(2)", 8), ('expr("-value * 2 - 1")', -9), ("avg(1s)", 4.0)])
async def test_row_10_a_wrong_type_makes_a_calculated_point_bad_until_the_next_good_value(rig, transform, good, wrong):
    await rig.load({"from": "bt.a", "transform": transform, "to": "calc.a", "on_error": "bad"})
    await told(rig, "bt.a", 4)
    await rig.calculated("calc.a", good)
    await told(rig, "bt.a", wrong)
    assert (await rig.calculated("calc.a", good, "bad")).why == "route_error"
    await told(rig, "bt.a", 4)
    await rig.calculated("calc.a", good)


@pytest.mark.parametrize("transform", ["sum(10s)", "throttle(10s)", "debounce(10s)", "sample(10s)", "integral(10s)"])
async def test_row_21_what_a_removed_point_left_waiting_is_not_sent(rig, transform):
    await rig.load({"from": "bt.a", "transform": transform, "to": ["plc.a", "calc.a"]})
    await told(rig, "bt.a", 5, 6)
    before = len(rig.requests())
    rig.raw("bt.a", b"")
    await rig.heard("bt", 3)
    await rig.clock.advance(20)
    assert rig.counted().dropped["suspended"] == 2
    assert len(rig.requests()) == before
    shown = rig.shown("calc.a")
    assert shown is None or shown.quality == "bad"
    await rig.settled()
    await told(rig, "bt.a", 7, 8, every=11)
    assert await rig.sent("plc.a", before + 1)


async def test_row_23_a_live_sample_from_the_future_does_not_keep_out_what_lies_on_the_broker(rig):
    await rig.load({"from": "bt.a", "to": "plc.a"})
    rig.say("bt.a", 5, age=-86_400)
    assert await rig.sent("plc.a") == [5]
    await rig.settled()
    await rig.broker.restart(keep_retained=True)
    rig.say("bt.a", 6)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a", 2) == [5, 6]


@pytest.mark.parametrize("ages", [(0, 60, 30, 90, 1), (10**9, 0, -(10**9), -70, 5), (-(10**12), 10**12, 0, 0, 0)])
async def test_row_23_samples_in_any_order_of_time_are_routed_once_and_in_the_order_they_came(rig, ages, until):
    any_quality = {"from": "bt.a", "quality": ["good", "bad"]}
    await rig.load({**any_quality, "to": "calc.a"}, {**any_quality, "transform": "count(10s)", "to": "plc.n"})
    now = rig.clock.now_ms()
    for number, age in enumerate(ages):
        rig.raw("bt.a", b'{"value":%d,"ts":%d}' % (number, now - age * 1000))
    await rig.heard("bt", len(ages))
    await until(lambda: rig.shown("calc.a") is not None and rig.shown("calc.a").value == len(ages) - 1)
    assert 946_684_800_000 <= rig.shown("calc.a").ts <= now + 60_000
    await rig.clock.advance(10)
    assert await rig.sent("plc.n") == [len(ages)]


@pytest.mark.parametrize("jump", [3600, -3600, -1_576_800_000])
async def test_row_24_a_clock_that_jumps_spoils_no_condition_and_no_join(rig, jump):
    await rig.load(
        {"id": "when", "from": "bt.a", "when": "point('mqtt.on')", "to": "plc.a"},
        {"id": "join", "from": "bt.a", "transform": "combine(\"value + point('mqtt.b')\")", "to": "plc.b"},
    )
    await told(rig, "mqtt.on", True)
    await told(rig, "mqtt.b", 10)
    rig.clock.jump(jump)
    await told(rig, "bt.a", 1)
    assert await rig.sent("plc.a") == [1]
    assert await rig.sent("plc.b") == [11]
    await rig.clock.advance(181)
    await told(rig, "bt.a", 2)
    await rig.settled("when")
    assert rig.counted("when").filtered == {"not_known": 1}


@pytest.mark.parametrize("jump", [3600, -3600, -1_576_800_000])
@pytest.mark.parametrize(("transform", "values"), [
    ("throttle(10s)", [1, 3]), ("debounce(10s)", [3]), ("sample(10s)", [3]), ("sum(10s)", [6]),
])  # fmt: skip
async def test_row_24_what_waits_for_its_time_waits_no_longer_and_no_shorter(rig, transform, values, jump):
    await rig.load({"from": "bt.a", "transform": transform, "to": "plc.a"})
    await told(rig, "bt.a", 1, 2)
    rig.clock.jump(jump)
    await told(rig, "bt.a", 3)
    before = len(rig.requests())
    await rig.clock.advance(6)
    assert len(rig.requests()) == before
    await rig.clock.advance(4)
    assert await rig.sent("plc.a", len(values)) == values


@pytest.mark.parametrize(("level", "shown"), [("writes", True), ("routes", False), ("all", False)])
async def test_what_waits_for_its_time_is_held_by_the_panic_latch_too(rig, level, shown):
    await rig.load({"from": "bt.a", "transform": "sum(10s)", "to": ["calc.a", "plc.a"]})
    await told(rig, "bt.a", 1, 2)
    rig.engine.obey(level)
    await rig.clock.advance(10)
    await rig.settled()
    assert rig.requests() == []
    assert (rig.shown("calc.a") is not None) == shown
    assert rig.counted().dropped == {"panic": 1 if shown else 2}


async def test_a_value_that_never_rests_leaves_nothing_behind(rig):
    await rig.load({"from": "bt.a", "transform": "debounce(1s)", "to": "plc.a"})
    await told(rig, "bt.a", *range(100), every=0.5)
    (stream,) = rig.engine.sources["bt"]._streams.values()
    assert len(stream.flows[0]._timers) <= 5
