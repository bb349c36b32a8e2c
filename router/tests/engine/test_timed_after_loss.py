"""What came due while it might not go on is lost; the step it came from goes on with the next value."""

import pytest

from dinrail_router.operators import operators
from dinrail_router.operators.window import Window
from dinrail_router.route import Overrun

WINDOWS = [name for name, operator in operators().items() if issubclass(operator, Window)]
OTHERS = ["integral(window=10s)", "throttle(10s)", "sample(10s)", "debounce(10s)", "avg(10s) | throttle(5s)"]
TIMED = [f"{name}(10s, percent=75)" if name == "percentile" else f"{name}(10s)" for name in WINDOWS] + OTHERS


async def told(rig, *values, every=1.0, **fields):
    before = rig.engine.sources["bt"].tally.received
    for number, value in enumerate(values, 1):
        rig.say("bt.a", value, **fields)
        await rig.heard("bt", before + number)
        await rig.clock.advance(every)


async def bad(rig, until):
    await told(rig, 2, quality="bad", reason="timeout")
    yield
    yield


async def lost(rig, until):
    rig.status("bt", "disconnected")
    await until(lambda: rig.engine.sources["bt"].health.status == "disconnected")
    yield
    rig.status("bt", "running")
    await until(lambda: rig.engine.sources["bt"].health.status == "running")
    yield


async def panic(rig, until):
    rig.engine.obey("routes")
    yield
    rig.engine.obey(None)
    yield


async def held(rig, until):
    (route,) = rig.engine.table.routes
    route.open = Overrun(rig.clock.now_ms(), 999, 200)
    for flow in rig.engine.flows_of(route):
        flow.passes = route.passes
        flow.suspend("route_held")
    yield
    route.open = None
    for flow in rig.engine.flows_of(route):
        flow.passes = route.passes
    yield


@pytest.mark.parametrize("cause", [bad, lost, panic, held])
@pytest.mark.parametrize("steps", TIMED)
async def test_a_timed_step_works_again_with_the_next_value(rig, until, steps, cause):
    await rig.load({"from": "bt.a", "transform": steps, "to": "plc.a"})
    await told(rig, 1, 2)
    trouble = cause(rig, until)
    await anext(trouble)
    await rig.clock.advance(30)
    before = len(rig.requests())
    await anext(trouble)
    assert rig.counted().dropped == {"panic" if cause is panic else "suspended": 1}
    await told(rig, 5, 6, 7)
    await rig.clock.advance(30)
    await rig.sent("plc.a", before + 1)
    await rig.settled()
    assert rig.counted().pending == 0
