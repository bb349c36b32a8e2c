"""`dinrail-router bench`: a figure, and counters that say what it is about."""

import pytest

PLAIN = {"from": "bt.*.mv", "to": ["plc.{1}.u", "calc.{1}.u"], "transform": "scale(0.001)"}
AWARE = {"from": ["calc.*.u", "**.x"], "to": "mqtt.{1}.u", "transform": "avg(10s)", "when": "point('plc.run') == 1"}
TEXT = {"from": "mqtt.plug", "to": "calc.p", "transform": "json(P)"}


def bench(shell, *routes, messages=100, **file):
    assert shell.run("bench", shell.write("routing.json", *routes, **file), "--messages", str(messages)) == 0
    return shell.document


def test_the_figures_of_a_file(shell):
    figures = bench(shell, PLAIN, AWARE)
    assert figures["routes"] == 2
    assert figures["points"] == 3
    assert figures["messages"] >= 100
    assert 0 < figures["us_lowest"] <= figures["us_per_message"] <= figures["us_highest"]
    assert figures["dropped"] == {}
    counted = figures["delivered"] + figures["pending"] + sum(figures["filtered"].values())
    assert counted == figures["messages"] // 3 * 4


def test_values_of_the_cases_are_taken_where_there_are_some(shell):
    case = {
        "name": "n",
        "given": [{"point": "mqtt.plug", "value": '{"P": 5}'}],
        "expect": [{"to": "calc.p", "value": 5}],
    }
    assert bench(shell, TEXT, tests=[case])["dropped"] == {}
    assert bench(shell, TEXT)["dropped"].keys() == {"error"}


def test_both_directions_and_many_points(shell):
    pair = {"from": "mqtt.set", "to": "plc.set", "transform": "scale(10)", "bidirectional": True}
    assert bench(shell, pair, {"from": [f"bt.p{number}" for number in range(250)], "to": "calc.x"})["points"] == 252


@pytest.mark.parametrize(("routes", "arguments", "code", "words"), [
    ([], [], 2, "no route is enabled"),
    ([{**PLAIN, "enabled": False}], [], 2, "no route is enabled"),
    ([PLAIN], ["--messages", "0"], 2, "at least 1"),
    ([{**PLAIN, "to": "x"}], [], 1, "address_without_point"),
])  # fmt: skip
def test_what_cannot_be_measured(shell, routes, arguments, code, words):
    assert shell.run("bench", shell.write("routing.json", *routes), *arguments) == code
    assert words in shell.text + shell.error


def test_a_file_that_is_not_there(shell):
    assert shell.run("bench", "gone.json") == 2
