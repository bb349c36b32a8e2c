"""Every window against what a notebook would compute from the same recording, over random timelines."""

import json
import math
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dinrail.sample import Sample
from dinrail_router.compiler import compile_routes
from dinrail_router.operators import operators
from dinrail_router.operators.window import Window
from dinrail_router.simulation import Simulation

START_MS = 1_767_225_600_000

# Quarters of a second are exact, so that what lies on the edge of a window is no question of rounding.
GAPS = st.sampled_from([0.0, 0.25, 0.5, 1.0, 2.5, 3.0, 9.75, 10.0, 10.25, 40.0])
NUMBERS = st.integers(-1000, 1000) | st.floats(-1e6, 1e6).map(lambda value: round(value, 3))
TIMELINES = st.lists(st.tuples(GAPS, NUMBERS), min_size=1, max_size=40)
LENGTHS = st.sampled_from([0.25, 1.0, 2.5, 10.0, 60.0])
COUNTS = st.integers(1, 12)
PERCENTS = st.integers(1, 99)
FEW = settings(max_examples=30)


def percentile(values, percent):
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def weighted(samples, end):
    """Mean over time; each value holds until the next one."""
    edges = [at for at, _ in samples[1:]] + [end]
    span = end - samples[0][0]
    area = math.fsum(value * (until - at) for (at, value), until in zip(samples, edges, strict=True))
    return area / span if span else samples[-1][1]


REFERENCES = {
    "avg": lambda values: math.fsum(values) / len(values),
    "count": len,
    "first": lambda values: values[0],
    "last": lambda values: values[-1],
    "max": max,
    "median": statistics.median,
    "min": min,
    "percentile": lambda values: percentile(values, 95),
    "stddev": lambda values: statistics.stdev(values) if len(values) > 1 else 0.0,
    "sum": math.fsum,
}
NAMES = sorted(REFERENCES)


def timed(timeline):
    """Pairs of second and value."""
    at, found = 0.0, []
    for gap, value in timeline:
        at += gap
        found.append((at, value))
    return found


def simulate(transform, samples):
    """What comes out, as pairs of second and value; every sample is accounted for."""
    file = {"routes": [{"from": "bt.x", "to": "plc.x", "transform": transform}]}
    compiled = compile_routes(json.dumps(file).encode())
    assert [finding.sentence for finding in compiled.findings] == []
    simulation = Simulation(compiled.plans, START_MS)
    for at, value in samples:
        simulation.advance(at)
        simulation.feed("bt.x", Sample(value, simulation.clock.now_ms()))
    simulation.advance(samples[-1][0] + 1000)
    view = simulation.routes[0].tally.view()
    assert view.balanced
    assert view.pending == 0
    return [(result.at, result.value) for result in simulation.results]


def tumbling(samples, length):
    """Samples of each window and its end: it opens with its first sample, and the next after its end opens another."""
    windows = []
    for at, value in samples:
        if not windows or at >= windows[-1][1]:
            windows.append(([], at + length))
        windows[-1][0].append((at, value))
    return windows


def same(found, expected):
    assert [at for at, _ in found] == [at for at, _ in expected]
    for (_, one), (_, other) in zip(found, expected, strict=True):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-6)


def test_every_window_has_a_reference():
    windows = {name for name, operator in operators().items() if issubclass(operator, Window)}
    assert windows == set(REFERENCES)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_a_tumbling_window_of_time(name, timeline, length):
    samples = timed(timeline)
    expected = [(end, REFERENCES[name]([value for _, value in window])) for window, end in tumbling(samples, length)]
    same(simulate(f"{name}({length}s)", samples), expected)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(timeline=TIMELINES, count=COUNTS)
def test_a_tumbling_window_of_values(name, timeline, count):
    samples = timed(timeline)
    full = [samples[first : first + count] for first in range(0, len(samples) - count + 1, count)]
    expected = [(window[-1][0], REFERENCES[name]([value for _, value in window])) for window in full]
    same(simulate(f"{name}(count={count})", samples), expected)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_a_sliding_window_of_time(name, timeline, length):
    samples = timed(timeline)
    expected = [
        (end, REFERENCES[name]([value for at, value in samples[: place + 1] if end - at <= length]))
        for place, (end, _) in enumerate(samples)
    ]
    same(simulate(f"{name}({length}s, sliding=true)", samples), expected)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(timeline=TIMELINES, count=COUNTS)
def test_a_sliding_window_of_values(name, timeline, count):
    samples = timed(timeline)
    values = [value for _, value in samples]
    expected = [
        (at, REFERENCES[name](values[max(0, place + 1 - count) : place + 1])) for place, (at, _) in enumerate(samples)
    ]
    same(simulate(f"{name}(count={count}, sliding=true)", samples), expected)


@FEW
@given(timeline=TIMELINES, length=LENGTHS, percent=PERCENTS)
def test_any_percentile(timeline, length, percent):
    samples = timed(timeline)
    expected = [(end, percentile([value for _, value in each], percent)) for each, end in tumbling(samples, length)]
    same(simulate(f"percentile({length}s, percent={percent})", samples), expected)


@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_a_mean_weighted_by_time(timeline, length):
    samples = timed(timeline)
    expected = [(end, weighted(window, end)) for window, end in tumbling(samples, length)]
    same(simulate(f"avg({length}s, weighted=true)", samples), expected)


@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_a_sliding_mean_weighted_by_time(timeline, length):
    samples = timed(timeline)
    expected = [
        (end, weighted([each for each in samples[: place + 1] if end - each[0] <= length], end))
        for place, (end, _) in enumerate(samples)
    ]
    same(simulate(f"avg({length}s, weighted=true, sliding=true)", samples), expected)


WIDE = st.floats(-1e12, 1e12) | st.floats(-1e-9, 1e-9) | st.integers(-(10**12), 10**12)


@pytest.mark.parametrize("name", NAMES)
@FEW
@given(values=st.lists(WIDE, min_size=1, max_size=40), count=COUNTS)
def test_what_has_left_a_sliding_window_leaves_no_trace_however_large_it_was(name, values, count):
    samples = [(float(at), value) for at, value in enumerate(values)]
    found = simulate(f"{name}(count={count}, sliding=true)", samples)
    assert len(found) == len(values)
    for place, (_, value) in enumerate(found):
        within = values[max(0, place + 1 - count) : place + 1]
        assert value == pytest.approx(REFERENCES[name](within), rel=1e-9, abs=1e-18)


@pytest.mark.parametrize("name", NAMES)
def test_a_sliding_window_costs_the_same_however_long_it_is(name):
    def cost(count):
        step = compile_routes(json.dumps({"routes": [
            {"from": "bt.x", "to": "plc.x", "transform": f"{name}(count={count}, sliding=true)"}
        ]}).encode()).plans[0].operators[0].step_in(Still())  # fmt: skip
        values = [float(number * 7919 % 1009) for number in range(count + 300)]
        for value in values[:count]:
            step(value)
        turns = []
        for value in values[count:]:
            began = time.perf_counter()
            step(value)
            turns.append(time.perf_counter() - began)
        return statistics.median(turns)

    assert cost(6000) < 10 * max(cost(60), 1e-6)


class Still:
    """A scene in which no time goes by."""

    now = 0.0
    stored = False


@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_an_integral_over_windows_counts_what_held_when_they_opened(timeline, length):
    samples = timed(timeline)
    expected, done = [], 0.0
    for window, end in tumbling(samples, length):
        before = [(at, value) for at, value in samples if at < end]
        total = weighted(before, end) * (end - before[0][0])
        expected.append((end, total - done))
        done = total
        assert window
    same(simulate(f"integral({length}s, per=s)", samples), expected)


@FEW
@given(timeline=TIMELINES)
def test_a_running_integral(timeline):
    samples = timed(timeline)
    expected = [
        (at, weighted(samples[: place + 1], at) * (at - samples[0][0])) for place, (at, _) in enumerate(samples)
    ]
    same(simulate("integral(per=s)", samples), expected)


@FEW
@given(timeline=TIMELINES, length=LENGTHS)
def test_a_derivative_over_a_window(timeline, length):
    samples = timed(timeline)
    expected = []
    for place, (end, last) in enumerate(samples):
        began, first = next((at, value) for at, value in samples[: place + 1] if end - at <= length)
        if end > began:
            expected.append((end, (last - first) / (end - began)))
    same(simulate(f"derivative({length}s)", samples), expected)


RIGHT = [(0.0, 3), (1.0, 4.5), (2.0, 8), (3.0, 2), (4.0, -1), (5.0, 7)]
FORMS = pytest.mark.parametrize("form", ["10s", "count=3", "10s, sliding=true", "count=3, sliding=true"])


def disturbed_by(wrong):
    return sorted([*RIGHT, (0.0, wrong), (1.5, wrong), (4.5, wrong)], key=lambda pair: pair[0])


@FORMS
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("count", "first", "last")])
@pytest.mark.parametrize("wrong", ["x", "12", True])
def test_what_is_no_number_leaves_no_trace_in_a_window(name, form, wrong):
    assert simulate(f"{name}({form})", disturbed_by(wrong)) == simulate(f"{name}({form})", RIGHT)


@FORMS
@pytest.mark.parametrize("name", ["avg", "stddev"])
def test_an_integer_too_large_to_compute_with_leaves_no_trace_in_a_window(name, form):
    assert simulate(f"{name}({form})", disturbed_by(10**400)) == simulate(f"{name}({form})", RIGHT)


@pytest.mark.parametrize("name", NAMES)
def test_a_window_of_a_plugin_that_cannot_slide_by_itself_slides_nevertheless(name):
    operator = operators()[name](count=3, sliding=True)
    own, general = operator.sliding_aggregate(), Window.sliding_aggregate(operator)
    for at, value in enumerate([5, 3, 9.5, -2, 4, 4, 0]):
        own.add(at, value)
        general.add(at, value)
        if at >= 3:
            own.drop()
            general.drop()
        assert general.result(at) == pytest.approx(own.result(at))
    if name not in ("count", "first", "last"):
        with pytest.raises(TypeError):
            general.add(9, "x")
        assert general.result(9) == pytest.approx(own.result(9))
