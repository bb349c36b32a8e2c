"""What can be undone is undone: single operators, and both directions of a route."""

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dinrail.sample import Sample
from dinrail_router.compiler import compile_routes
from dinrail_router.operators import Operator, operators
from dinrail_router.operators.convert import Convert
from dinrail_router.operators.curve import Curve
from dinrail_router.operators.invert import Invert
from dinrail_router.operators.linear import Linear
from dinrail_router.operators.map import Map
from dinrail_router.operators.offset import Offset
from dinrail_router.operators.scale import Scale
from dinrail_router.pipeline import parse_pipeline, unparse
from dinrail_router.simulation import Simulation

START_MS = 1_767_225_600_000
LEVELS = st.integers(-1000, 1000).map(float)
FACTORS = st.floats(0.001, 1000) | st.floats(-1000, -0.001)
UNITS = st.sampled_from([("kW", "W"), ("°C", "K"), ("°C", "°F"), ("bar", "Pa"), ("kWh", "J"), ("km/h", "m/s")])
WORDS = st.sampled_from(["off", "on", "heating", "0", "1", "-2", "2.5", "true", "false", "", "a b", "ä", "1e3", "null"])


@st.composite
def lines(draw):
    low, out = draw(LEVELS), draw(LEVELS)
    return Linear(low, low + draw(st.floats(0.5, 500)), out, out + draw(FACTORS))


@st.composite
def curves(draw):
    """Always rising or always falling, not too steep and not too flat to come back from."""
    inputs = sorted(draw(st.sets(st.integers(-500, 500), min_size=2, max_size=8)))
    direction = draw(st.sampled_from([1, -1]))
    at, pairs = draw(LEVELS), []
    for each in inputs:
        pairs.append(f"{each}:{at!r}")
        at += direction * draw(st.floats(0.5, 100))
    return Curve(", ".join(pairs))


@st.composite
def tables(draw):
    keys = draw(st.lists(WORDS.filter(bool), min_size=1, max_size=6, unique=True))
    results = draw(st.lists(WORDS, min_size=len(keys), max_size=len(keys)))
    return Map(", ".join(f"{key}={result}" for key, result in zip(keys, results, strict=True)))


NUMERIC = {
    Scale: st.builds(Scale, FACTORS),
    Offset: st.builds(Offset, LEVELS),
    Linear: lines(),
    Convert: UNITS.map(lambda pair: Convert(*pair)),
}
OTHERS = {Curve: curves(), Map: tables(), Invert: st.just(Invert())}


def range_of(operator):
    """Values an operator is one to one on."""
    if isinstance(operator, Map):
        return st.sampled_from(sorted(operator.entries()))
    if isinstance(operator, Curve):
        pairs = operator.pairs()
        return st.floats(pairs[0][0], pairs[-1][0])
    if isinstance(operator, Invert):
        return st.sampled_from([True, False, 0, 1])
    return st.floats(-1e6, 1e6)


def alike(one, other):
    if isinstance(one, str) or isinstance(other, str) or isinstance(one, bool):
        return one == other
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-3)


def test_every_operator_with_an_inverse_is_tried_here():
    undoing = {
        operator for operator in operators().values()
        if operator.inverse is not Operator.inverse and operator.kind == "value"
    }  # fmt: skip
    assert undoing - {*NUMERIC, *OTHERS} == set()


@pytest.mark.parametrize("kind", [*NUMERIC, *OTHERS], ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_an_inverse_undoes_its_operator_over_its_range(kind, data):
    operator = data.draw({**NUMERIC, **OTHERS}[kind])
    inverse = operator.inverse()
    assume(inverse is not None)
    value = data.draw(range_of(operator))
    back = inverse.step()(operator.step()(value))
    if kind is Map:
        # A word of a table stands for the value it reads as.
        assert operator.step()(back) == operator.step()(value)
    else:
        assert alike(back, value)


@pytest.mark.parametrize("text", [
    "scale(5e-324)", "scale(1e-310)", 'map("1=")', 'map("1=, 2=b")', "linear(0, 1, 3, 3)", 'curve("0:1, 1:1")',
])  # fmt: skip
def test_what_has_no_inverse_says_so(text):
    assert parse_pipeline(text)[0].inverse() is None
    route = {"from": "bt.x", "to": "plc.x", "bidirectional": True, "transform": text}
    compiled = compile_routes(json.dumps({"routes": [route]}).encode())
    assert [(each.key, each.pointer) for each in compiled.findings] == [("no_inverse", "/routes/0/bidirectional")]


GATES = parse_pipeline("on_change | throttle(1s) | rate(5, 1s) | sample(1s) | debounce(1s)")


@st.composite
def pipelines(draw):
    """Invertible steps in any order, gates among them."""
    steps = draw(st.lists(st.one_of(*NUMERIC.values()), max_size=5))
    for gate in draw(st.lists(st.sampled_from(GATES), max_size=2)):
        steps.insert(draw(st.integers(0, len(steps))), gate)
    return steps


def both(steps):
    route = {"from": "bt.*", "to": "plc.{1}", "bidirectional": True, "transform": unparse(steps)}
    compiled = compile_routes(json.dumps({"routes": [route]}).encode())
    assert [finding.sentence for finding in compiled.findings] == []
    return compiled.plans


def through(plans, address, value):
    simulation = Simulation(plans, START_MS)
    simulation.feed(address, Sample(value, START_MS))
    simulation.advance(100)
    (result,) = simulation.results
    return result.to, result.value


@given(steps=pipelines(), value=st.floats(-1000, 1000))
def test_a_route_in_both_directions_is_its_own_inverse(steps, value):
    there, back = both(steps)
    assert (there.back, back.back) == (False, True)
    assert [type(step) for step in back.operators] == [type(step) for step in reversed(there.operators)]
    to, result = through((there, back), "bt.x", value)
    assert to == "plc.x"
    scales = [abs(step.factor) for step in steps if isinstance(step, Scale)]
    spans = [(step.out_high - step.out_low, step.in_high - step.in_low) for step in steps if isinstance(step, Linear)]
    scales += [min(1.0, abs(out / into)) for out, into in spans]
    assume(1e-6 < abs(result or 1) < 1e9 and math.prod(scales) > 1e-6)
    to, undone = through((there, back), "plc.x", result)
    assert to == "bt.x"
    assert undone == pytest.approx(value, rel=1e-4, abs=1e-2)
