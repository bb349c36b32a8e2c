"""`dinrail-router test`: cases beside the routes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail_router.cases import Expected
from dinrail_router.cases.compare import differences
from dinrail_router.simulation import Result

SCALE = {"id": "u", "from": "bt.a.mv", "to": "plc.u", "transform": "scale(0.001)"}
MEAN = {"id": "mean", "from": "bt.a.mv", "to": "calc.mean", "transform": "avg(1m)"}
SHOW = {"id": "show", "from": "calc.mean", "to": "mqtt.mean"}


def case(given_, expect, **fields):
    return {"name": "the case", "given": given_, "expect": expect, **fields}


def mv(at, value, **fields):
    return {"at": at, "point": "bt.a.mv", "value": value, **fields}


def passes(shell, routes, *cases, **file):
    return shell.run("test", shell.write("routing.json", *routes, tests=cases, **file)) == 0


def test_a_file_whose_cases_pass(shell):
    assert passes(shell, [SCALE], case([mv(0, 53100)], [{"to": "plc.u", "value": 53.1}]))
    assert shell.lines == ["PASS  the case", "routing.json: 1 passed, 0 failed"]


def test_a_case_that_fails_shows_the_difference_and_what_happened(shell):
    assert not passes(shell, [SCALE], case([mv("10s", 53100), mv("20s", "x")], [{"to": "plc.u", "value": 53.2}]))
    assert shell.lines == [
        "FAIL  the case",
        "      routing.json:1:12",
        "      plc.u",
        "          expected  came",
        "        ✗ 53.2      53.1 at 10s",
        "      what happened:",
        "           10s  bt.a.mv = 53100",
        "                route u",
        "                  scale(0.001) → 53.1",
        "                  sent: plc.u = 53.1",
        '           20s  bt.a.mv = "x"',
        "                route u",
        "                  dropped: a step failed: WrongType: scale needs a number, not 'x'",
        "routing.json: 0 passed, 1 failed",
    ]


@pytest.mark.parametrize(("got", "expected"), [
    ([1, 2], [1]),
    ([1], [1, 2]),
    ([1, 2], [2, 1]),
    ([1], []),
    ([True], [1]),
    ([1], ["1"]),
    ([1], [1 + 1e-8]),
])  # fmt: skip
def test_results_are_exactly_those_expected(shell, got, expected):
    route = {"from": "bt.a.mv", "to": "plc.u"}
    samples = [mv(number, value) for number, value in enumerate(got)]
    assert not passes(shell, [route], case(samples, [{"to": "plc.u", "value": value} for value in expected]))


def test_numbers_may_differ_by_rounding_or_the_tolerance(shell):
    near, far = {"to": "plc.u", "value": 53.1 * (1 + 1e-10)}, {"to": "plc.u", "value": 53.3}
    assert passes(shell, [SCALE], case([mv(0, 53100)], [near]))
    assert passes(shell, [SCALE], case([mv(0, 53100)], [far], tolerance=0.25))
    assert not passes(shell, [SCALE], case([mv(0, 53100)], [far], tolerance=0.15))


def test_results_of_different_targets_are_in_no_order(shell):
    both = {"from": "bt.a.mv", "to": ["plc.u", "mqtt.u"]}
    samples = [mv(0, 1), mv(1, 2)]
    expect = [{"to": to, "value": value} for to in ("mqtt/u", "plc.u") for value in (1, 2)]
    assert passes(shell, [both], case(samples, expect))


def test_windows_emit_within_a_day_or_until_the_end(shell):
    expect = [{"at": "1m", "to": "calc.mean", "value": 2}]
    assert passes(shell, [MEAN], case([mv(0, 1), mv(30, 3)], expect))
    assert passes(shell, [MEAN], case([mv(0, 1), mv(30, 3)], [], until="59s"))


def test_a_result_at_another_time_fails(shell):
    expect = [{"at": "61s", "to": "calc.mean", "value": 2}]
    assert not passes(shell, [MEAN], case([mv(0, 1), mv(30, 3)], expect))
    assert "        ✗ 2 at 1m1s  2.0 at 1m" in shell.lines


def test_calculated_points_go_on_to_other_routes(shell):
    expect = [{"at": 60, "to": "calc.mean", "value": 5}, {"at": 60, "to": "mqtt.mean", "value": 5}]
    assert passes(shell, [MEAN, SHOW], case([mv(0, 5)], expect))


def test_only_results_of_some_routes_count(shell):
    expect = [{"to": "mqtt.mean", "value": 5}]
    assert passes(shell, [MEAN, SHOW], case([mv(0, 5)], expect, only=["show"]))


def test_bad_values_turn_calculated_points_bad_and_are_not_written(shell):
    routes = [SCALE, {"from": "bt.a.mv", "to": "calc.u"}]
    samples = [mv(0, 1000), mv(1, 1000, quality="bad", reason="device_timeout")]
    expect = [
        {"to": "plc.u", "value": 1},
        {"to": "calc.u", "value": 1000},
        {"at": 1, "to": "calc.u", "value": 1000, "quality": "bad"},
    ]
    assert passes(shell, routes, case(samples, expect))


def test_a_stored_value_is_no_event(shell):
    route = {"from": "bt.a.mv", "to": "plc.n", "transform": "count(1m)"}
    samples = [mv(0, 1, stored=True), mv(1, 1), mv(2, 1)]
    assert passes(shell, [route], case(samples, [{"to": "plc.n", "value": 2}]))


def test_other_points_hold_what_they_were_given(shell):
    route = {**SCALE, "when": "point('plc.run')"}
    samples = [mv(0, 1000), {"at": 1, "point": "plc.run", "value": True}, mv("6h", 2000)]
    assert passes(shell, [route], case(samples, [{"at": "6h", "to": "plc.u", "value": 2}]))
    assert not passes(shell, [route], case(samples, []))
    assert "                  filtered: plc.run has no value yet" in shell.lines
    assert "                a condition or a join reads it" in shell.lines


@pytest.mark.parametrize(("start", "count"), [
    ("", 1),
    ("2026-01-05T06:00", 1),
    ("2026-01-05T05:59", 0),
    ("2026-01-05T05:00:00+00:00", 1),
    ("2026-01-05T04:59:00Z", 0),
    ("2026-01-10", 0),
])  # fmt: skip
def test_the_start_decides_about_schedules(shell, start, count):
    route = {**SCALE, "schedule": {"days": "mon-fri", "from": "06:00", "to": "22:00"}}
    expect = [{"to": "plc.u", "value": 1}][:count]
    assert passes(shell, [route], case([mv(0, 1000)], expect, start=start), place={"tz": "Europe/Berlin"})


def test_both_directions_suppress_their_echo(shell):
    pair = {"from": "mqtt.set", "to": "plc.set", "transform": "scale(10)", "bidirectional": True}
    samples = [{"point": "mqtt.set", "value": 21}, {"at": 1, "point": "plc.set", "value": 210}]
    assert passes(shell, [pair], case(samples, [{"to": "plc.set", "value": 210}]))


def test_everything_is_there_as_json(shell):
    file = shell.write("routing.json", SCALE, tests=[case([mv(0, 1000)], []), case([], [])])
    assert shell.run("test", file, "--json") == 1
    document = shell.document
    assert (document["passed"], document["failed"]) == (1, 1)
    failed, passed = document["cases"]
    assert (failed["passed"], failed["line"], failed["column"]) == (False, 1, 12)
    assert failed["differences"] == [
        {"to": "plc.u", "results": [{"expected": None, "came": {"value": 1, "at": 0}, "same": False}]}
    ]
    assert failed["results"] == [{"at": 0, "to": "plc.u", "value": 1, "quality": "good", "route": "u"}]
    assert failed["events"][0]["timelines"][0]["outcome"] == "sent"
    assert passed["passed"]


def test_a_file_with_a_mistake_is_not_run(shell):
    assert shell.run("test", shell.write("routing.json", {**SCALE, "to": "plc"}, tests=[case([], [])])) == 1
    assert "names an instance but no point" in shell.text
    assert "PASS" not in shell.text
    assert shell.run("test", "--json", "routing.json") == 1
    assert shell.document["findings"][0]["key"] == "address_without_point"


def test_a_file_that_is_not_there(shell):
    assert shell.run("test", "gone.json") == 2
    assert "No such file" in shell.error


def test_a_file_without_cases_passes(shell):
    assert passes(shell, [SCALE])
    assert shell.lines == ["routing.json: 0 passed, 0 failed"]


def test_long_rows_are_shown_around_the_first_difference(shell):
    samples = [mv(number, number * 1000) for number in range(100)]
    expect = [{"to": "plc.u", "value": number + (number == 50)} for number in range(100)]
    assert not passes(shell, [SCALE], case(samples, expect))
    assert "          … 47 as expected" in shell.lines
    assert "        ✗ 51        50.0 at 50s" in shell.lines
    assert "          … 33 more" in shell.lines


RESULTS = st.lists(
    st.builds(
        Result,
        at=st.floats(0, 1e6),
        to=st.sampled_from(["plc.a", "calc.b"]),
        value=st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        quality=st.sampled_from(["good", "bad"]),
        route=st.just("r"),
    ),
    max_size=8,
)


@given(RESULTS)
def test_what_came_is_what_would_have_to_be_expected(results):
    expect = [Expected(at=each.at, to=each.to, value=each.value, quality=each.quality) for each in results]
    assert differences(expect, results, 0) == []


@given(RESULTS, st.data())
def test_a_result_that_is_missing_is_always_noticed(results, data):
    expect = [Expected(at=each.at, to=each.to, value=each.value, quality=each.quality) for each in results]
    expect.insert(data.draw(st.integers(0, len(expect))), Expected(to="plc.a", value="never"))
    assert [each.to for each in differences(expect, results, 0)] == ["plc.a"]
