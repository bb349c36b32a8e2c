"""Every operator there is: documented, its example true, its inverse an inverse."""

import json
import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dinrail.sample import Sample
from dinrail_router.compiler import compile_routes
from dinrail_router.operators import HELD, operators
from dinrail_router.operators.base import snake_case
from dinrail_router.pipeline import parse_pipeline
from dinrail_router.simulation import Simulation

START_MS = 1_767_225_600_000
ALL = list(operators().values())
NUMBERS = st.floats(-1e9, 1e9, allow_nan=False) | st.integers(-(10**9), 10**9)


def simulate(example):
    """What comes out of the example's pipeline in virtual time, as pairs of second and value."""
    file = {"routes": [{"from": "bt.x", "to": "plc.x", "transform": example.transform}]}
    simulation = Simulation(compile_routes(json.dumps(file).encode()).plans, START_MS)
    for address, value in example.points:
        simulation.feed(address, Sample(value, START_MS))
    for at, value in zip(example.at, example.given, strict=True):
        simulation.advance(at)
        simulation.feed("bt.x", Sample(value, simulation.clock.now_ms()))
    simulation.advance(example.at[-1] + 86_400)
    return tuple((result.at, result.value) for result in simulation.results)


def run(transform, values):
    steps = [operator.step() for operator in parse_pipeline(transform)]

    def through(value):
        for step in steps:
            value = step(value)
            if value is HELD:
                return HELD
        return value

    return tuple(through(value) for value in values)


@pytest.mark.parametrize("operator", ALL, ids=operators())
def test_the_example_of_an_operator_is_true(operator):
    example = operator.example
    gives = simulate(example) if example.at else run(example.transform, example.given)
    assert gives == example.gives


@pytest.mark.parametrize("operator", ALL, ids=operators())
def test_an_operator_is_documented(operator):
    schema = operator.__struct_config__
    assert schema.forbid_unknown_fields
    assert operator.__doc__
    assert operator.example.transform.startswith(f"{schema.tag}(")


@pytest.mark.parametrize("name", ["scale(2)", "offset(1)", "round(1)", "clamp(0, 1)", "deadband(1)"])
@pytest.mark.parametrize("value", ["12", True, [1], {"a": 1}])
def test_a_numeric_operator_refuses_what_is_no_number(name, value):
    with pytest.raises(TypeError, match="needs a number"):
        run(name, [value])


def test_on_change_takes_any_type_and_tells_true_from_one():
    assert run("on_change", ["a", "a", 1, True, True, 1.0]) == ("a", HELD, 1, True, HELD, 1.0)


def test_a_gate_measures_from_what_it_let_through_not_from_what_it_held():
    assert run("deadband(1)", [0, 0.6, 1.2, 1.8, 2.4]) == (0, HELD, 1.2, HELD, 2.4)


def test_two_flows_of_one_gate_do_not_share_their_memory():
    (gate,) = parse_pipeline("on_change")
    one, other = gate.step(), gate.step()
    assert (one(1), other(1), one(1), other(2)) == (1, 1, HELD, 2)


@pytest.mark.parametrize(("transform", "value", "result"), [
    ("round", 2.5, 2), ("round", 3.5, 4), ("round(-2)", 1251, 1300), ("round(2)", 53.104999, 53.1),
    ("clamp(min=0)", -1, 0), ("clamp(max=10)", 11.5, 10), ("clamp(0, 10)", 3, 3),
])  # fmt: skip
def test_values(transform, value, result):
    assert run(transform, [value]) == (result,)


def test_rounding_to_no_decimals_makes_an_integer():
    assert isinstance(run("round", [2.6])[0], int)


@given(factor=st.floats(-1e6, 1e6, allow_nan=False), amount=NUMBERS, value=NUMBERS)
def test_an_inverse_undoes_its_operator(factor, amount, value):
    assume(abs(factor) > 1e-6)
    for operator in parse_pipeline(f"scale({factor!r}) | offset({amount!r})"):
        there = operator.step()(value)
        back = operator.inverse().step()(there)
        assert math.isclose(back, value, rel_tol=1e-9, abs_tol=1e-3)


def test_gates_are_their_own_inverse_and_lossy_operators_have_none():
    inverses = [
        operator.inverse() for operator in parse_pipeline("on_change | deadband(1) | round | clamp(0) | scale(0)")
    ]
    assert inverses == [*parse_pipeline("on_change | deadband(1)"), None, None, None]


def test_names_are_snake_case():
    assert snake_case("OnChange") == "on_change"


def test_a_plugin_brings_an_operator(tmp_path, monkeypatch):
    (tmp_path / "half.py").write_text(
        "from dinrail_router.operators import Example, Operator\n"
        "class Half(Operator, frozen=True):\n"
        "    'Halves.'\n"
        "    example = Example('half()', (4,), (2.0,))\n"
        "    def step(self):\n"
        "        return lambda value: value / 2\n"
    )
    info = tmp_path / "half-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: half\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[dinrail.operators]\nhalf = half:Half\n")
    monkeypatch.syspath_prepend(tmp_path)
    operators.cache_clear()
    try:
        assert run("half() | scale(10)", [4]) == (20.0,)
    finally:
        operators.cache_clear()
