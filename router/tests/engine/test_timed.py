"""Windows and gates that look at the time: emitted once, on monotonic time, and every sample accounted for."""

import pytest


async def told(rig, instance, *values, every=1.0):
    """Values of `instance.a`, one after the other."""
    before = rig.engine.sources[instance].tally.received
    for number, value in enumerate(values, 1):
        rig.say(f"{instance}.a", value)
        await rig.heard(instance, before + number)
        await rig.clock.advance(every)


async def test_a_window_is_emitted_once_when_its_time_is_over(rig):
    await rig.load({"from": "bt.a", "transform": "avg(10s)", "to": "plc.a"})
    await told(rig, "bt", 1, 2, 6, every=3)
    assert rig.counted().pending == 1
    await rig.clock.advance(1)
    assert await rig.sent("plc.a") == [3.0]
    await rig.settled()
    await rig.clock.advance(60)
    assert await rig.sent("plc.a") == [3.0]
    view = rig.counted()
    assert (view.received, view.delivered, view.filtered) == (3, 1, {"gate": 2})


@pytest.mark.parametrize("jump", [3600, -3600, -1_500_000_000])
async def test_a_clock_that_jumps_moves_no_window(rig, jump):
    await rig.load({"from": "bt.a", "transform": "count(10s)", "to": "plc.a"})
    await told(rig, "bt", 1, 2)
    rig.clock.jump(jump)
    await told(rig, "bt", 3)
    await rig.clock.advance(6)
    assert rig.requests() == []
    await rig.clock.advance(1)
    assert await rig.sent("plc.a") == [3]


@pytest.mark.parametrize("age", [-86_400, 3600])
async def test_a_sample_from_the_future_or_the_past_holds_no_window_open(rig, age):
    await rig.load({"from": "bt.a", "transform": "count(10s)", "quality": ["good", "bad"], "to": "plc.a"})
    rig.say("bt.a", 1, age=age)
    await rig.heard("bt", 1)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a") == [1]


async def test_a_stored_value_is_not_counted_as_an_event(rig):
    rig.say("bt.a", 1)
    await rig.load({"from": "bt.a", "transform": "count(10s)", "to": "plc.a"})
    await rig.heard("bt", 1)
    await told(rig, "bt", 2, 3)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a") == [2]


async def test_a_window_keeps_its_values_over_a_reload_that_does_not_touch_its_route(rig):
    route = {"id": "w", "from": "bt.a", "transform": "sum(10s)", "to": "plc.a"}
    await rig.load(route)
    await told(rig, "bt", 1, 2)
    await rig.load({"from": "bt.b", "to": "plc.b"}, {**route, "name": "renamed"})
    await told(rig, "bt", 4)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a") == [7]


async def test_a_window_of_a_changed_route_is_dropped_and_counted(rig):
    route = {"id": "w", "from": "bt.a", "transform": "sum(10s)", "to": "plc.a"}
    await rig.load(route)
    await told(rig, "bt", 1, 2)
    await rig.load({**route, "transform": "sum(20s)"})
    await rig.clock.advance(60)
    assert rig.requests() == []
    assert rig.counted("w").dropped == {"reload": 1}


async def test_nothing_is_emitted_while_the_source_is_lost(rig, until):
    await rig.load({"from": "bt.a", "transform": "avg(10s)", "to": ["plc.a", "calc.a"]})
    await told(rig, "bt", 1, 2)
    rig.status("bt", "disconnected")
    await until(lambda: rig.engine.sources["bt"].health.status == "disconnected")
    await rig.clock.advance(10)
    assert rig.requests() == []
    assert rig.shown("calc.a") is None
    assert rig.counted().dropped == {"suspended": 2}


async def test_a_write_that_fails_does_not_empty_a_window(rig):
    await rig.load({"from": "bt.a", "transform": "sum(count=2)", "to": ["nobody.a", "plc.a"]})
    await told(rig, "bt", 1, 2)
    assert await rig.sent("plc.a") == [3]
    await rig.settled()
    await told(rig, "bt", 3, 4)
    assert await rig.sent("plc.a", 2) == [3, 7]


async def test_a_calculated_point_of_a_long_window_stays_fresh_while_its_source_lives(rig, until):
    await rig.load({"from": "bt.a", "transform": "avg(1m)", "to": "calc.a"})
    await told(rig, "bt", 1, every=60)
    before = await rig.calculated("calc.a", 1.0)
    for _ in range(3):
        await told(rig, "bt", 5, every=19)
    rig.engine.calculated.refresh(60)
    await until(lambda: rig.shown("calc.a").ts - before.ts > 30_000)
    assert rig.shown("calc.a").value == 1.0


async def test_throttle_loses_intermediate_values_never_the_last(rig):
    await rig.load({"from": "bt.a", "transform": "throttle(10s)", "to": "plc.a"})
    await told(rig, "bt", 1, 2, 3, every=1)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a", 2) == [1, 3]
    await rig.settled()
    assert rig.counted().filtered == {"gate": 1}


async def test_debounce_waits_until_it_is_quiet(rig):
    await rig.load({"from": "bt.a", "transform": "debounce(5s)", "to": "plc.a"})
    await told(rig, "bt", True, False, True, every=2)
    assert rig.requests() == []
    await rig.clock.advance(3)
    assert await rig.sent("plc.a") == [True]


async def test_two_windows_in_a_row_account_for_every_sample(rig):
    await rig.load({"from": "bt.a", "transform": "sum(2s) | max(10s)", "to": "plc.a"})
    await told(rig, "bt", 1, 5, 2, 2, 1, 1, every=1)
    await rig.clock.advance(20)
    assert await rig.sent("plc.a") == [6]
    await rig.settled()
    assert rig.counted().pending == 0


async def test_a_value_of_the_wrong_type_costs_a_window_nothing(rig):
    await rig.load({"from": "bt.a", "transform": "avg(10s)", "to": "plc.a"})
    await told(rig, "bt", "x", 2, "y", 4)
    await rig.clock.advance(10)
    assert await rig.sent("plc.a") == [3.0]
    assert rig.counted().dropped == {"error": 2}
