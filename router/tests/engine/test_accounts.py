"""Whatever the routes are and whatever happens around them, every sample is accounted for at every moment."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DURATIONS = st.sampled_from(["250ms", "1s", "5s", "30s"])
LIMITS = st.sampled_from(["-1", "0", "2.5", "100"])
STEPS = st.one_of(
    st.sampled_from([
        "on_change", "invert", "abs", "round(1)", "cast(float)", "cast(text)", "cast(bool)", "bits(0)", "delta_counter",
        "scale(1e300)", "scale(0.1)", "offset(5)", "clamp(0, 10)", "hysteresis(1, 2)", "linear(0, 10, 0, 100)",
        'map("0=off, 1=on")', 'map("0=off", default=7)', 'format("{:.1f}")', "json(a)", 'curve("0:0, 10:5")',
        "convert(kW, W)", 'expr("1 / value")', 'expr("value - prev")', "expr(\"value + point('bt.b')\")",
        'filter("value > 1")', "filter(\"point('mqtt.b')\")", "combine(\"value + point('bt.b')\")", "derivative()",
        "integral(per=s)",
    ]),
    st.builds("throttle({})".format, DURATIONS),
    st.builds("debounce({})".format, DURATIONS),
    st.builds("sample({})".format, DURATIONS),
    st.builds("integral({})".format, DURATIONS),
    st.builds("derivative({})".format, DURATIONS),
    st.builds("rate({}, {})".format, st.integers(1, 3), DURATIONS),
    st.builds("deadband({})".format, st.sampled_from(["0.5", "10"])),
    st.builds("threshold(above={})".format, LIMITS),
    st.builds(
        "{}({}, sliding={})".format,
        st.sampled_from(["avg", "sum", "min", "max", "count", "first", "last", "median", "stddev", "percentile"]),
        DURATIONS | st.builds("count={}".format, st.integers(1, 4)),
        st.sampled_from(["true", "false"]),
    ),
)  # fmt: skip
TARGETS = st.lists(st.sampled_from(["plc.a", "calc.a", "calc.{1}.x", "nobody.a", "{1}.y"]), min_size=1, max_size=3)
ROUTES = st.fixed_dictionaries(
    {
        "from": st.sampled_from(["bt.*", ["bt.*", "mqtt.*"]]),
        "to": TARGETS.map(lambda targets: list(dict.fromkeys(targets))),
        "transform": st.lists(STEPS, max_size=4).map(" | ".join),
    },
    optional={
        "when": st.sampled_from(["value != 3", "prev == null or value != prev", "point('mqtt.b')", "1 / value > 0"]),
        "schedule": st.just({"from": "00:00", "to": "24:00"}),
        "quality": st.sampled_from(["uncertain", ["good", "bad"], ["good", "uncertain", "bad"]]),
        "on_error": st.just("bad"),
    },
)
VALUES = st.sampled_from([0, 1, 2, 2.5, -7, 1e308, 10**400, True, False, "x", "12", '{"a": 1}', None])
SAYINGS = st.tuples(
    st.just("say"),
    st.sampled_from(["bt.a", "bt.b", "bt.c", "mqtt.b"]),
    VALUES,
    st.sampled_from(["good", "good", "good", "uncertain", "bad"]),
    st.sampled_from([0, 0, 0, 500, -500]),
)
EVENTS = st.one_of(
    SAYINGS,
    SAYINGS,
    SAYINGS,
    st.tuples(st.just("garbage"), st.sampled_from(["bt.a", "mqtt.b"]), st.sampled_from([b"{", b"[]", b""])),
    st.tuples(st.just("wait"), st.sampled_from([0.25, 1.0, 5.0, 31.0])),
    st.tuples(st.just("status"), st.sampled_from(["running", "disconnected", "starting", "suspended_by_spam"])),
    st.tuples(st.just("connected"), st.booleans()),
    st.tuples(st.just("panic"), st.sampled_from([None, "writes", "all"])),
    st.tuples(st.just("reload"), st.lists(ROUTES, min_size=1, max_size=2)),
)
LONGEST = 31.0
MOST_WINDOWS = 5


class House:
    """Plays events to an engine; its books are looked at after each."""

    def __init__(self, rig, routes):
        self.rig = rig
        self.routes = routes
        self.connected = True

    async def load(self):
        ids = ({**route, "id": f"r{place}"} for place, route in enumerate(self.routes))
        await self.rig.load(*ids, sources={"bt": {"connected": self.connected}})

    async def play(self, event):
        kind, *what = event
        if kind == "say":
            address, value, quality, age = what
            sample = {"value": value, "ts": self.rig.clock.now_ms() - age * 1000, "quality": quality}
            self.rig.raw(address, json.dumps(sample).encode())
        elif kind == "garbage":
            self.rig.raw(*what)
        elif kind == "wait":
            await self.rig.clock.advance(*what)
        elif kind == "status":
            self.rig.status("bt", *what)
        elif kind == "panic":
            self.rig.engine.obey(*what)
        elif kind == "connected":
            (self.connected,) = what
            await self.load()
        else:
            (self.routes,) = what
            await self.load()

    def check(self):
        for route in self.rig.engine.table.routes:
            view = route.tally.view()
            assert view.balanced, view
            assert (
                min(view.received, view.delivered, view.pending, *view.filtered.values(), *view.dropped.values()) >= 0
            )
        for instance in self.rig.engine.sources:
            self.rig.source(instance)


@pytest.mark.allow_blocking("hypothesis works between its examples")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(routes=st.lists(ROUTES, min_size=1, max_size=3), events=st.lists(EVENTS, max_size=25))
async def test_every_sample_is_accounted_for_whatever_happens(rig, until, routes, events):
    house = House(rig, routes)
    rig.engine.obey(None)
    await house.load()
    for event in events:
        await house.play(event)
        house.check()
    for _ in range(MOST_WINDOWS):
        await rig.clock.advance(LONGEST)
        house.check()
    await until(lambda: all(route.tally.pending == 0 for route in rig.engine.table.routes))
    house.check()
