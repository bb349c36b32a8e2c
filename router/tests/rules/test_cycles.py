"""Loops that can be seen in the file, and what only looks like one."""

import json

import pytest

from dinrail_router import cycles
from dinrail_router.compiler import compile_routes


def findings(*pairs, **fields):
    routes = [{"from": source, "to": target, **fields} for source, target in pairs]
    return compile_routes(json.dumps({"routes": routes}).encode()).findings


@pytest.mark.parametrize(("pairs", "path"), [
    ([("calc.a", "calc.b"), ("calc.b", "calc.a")], "calc.a → calc.b → calc.a (routes 1 → 2)"),
    ([("calc.a", "calc.b"), ("bt.x", "calc.b"), ("calc.b", "calc.c"), ("calc.c", "calc.a")],
     "calc.a → calc.b → calc.c → calc.a (routes 1 → 3 → 4)"),
    ([("plc.a", "plc.a")], "plc.a → plc.a (routes 1)"),
    ([("plc.a", "mqtt.b"), ("mqtt.b", "plc.a")], "plc.a → mqtt.b → plc.a (routes 1 → 2)"),
    ([("plc.**", "mqtt.{1}"), ("mqtt.**", "plc.{1}")], "plc.** → mqtt.** → plc.** (routes 1 → 2)"),
    ([("calc.*.a", "calc.{1}.b"), ("calc.x.*", "calc.x.a")], "calc.x.b → calc.x.a → calc.x.b (routes 2 → 1)"),
    ([("a.*.x", "b.{1}.x"), ("b.foo.x", "a.foo.x")], "b.foo.x → a.foo.x → b.foo.x (routes 2 → 1)"),
    ([("**", "calc.all.{1}")], "** → calc.all.** (routes 1)"),
    ([("*.v", "{1}.v")], "*.v → *.v (routes 1)"),
    ([("calc.**", "calc.x.{1}"), ("calc.a", "calc.b.b")], "calc.** → calc.x.** (routes 1)"),
    ([(["bt.a", "calc.s"], "calc.s")], "calc.s → calc.s (routes 1)"),
])  # fmt: skip
def test_a_loop_is_reported_as_its_path(pairs, path):
    found = findings(*pairs)
    assert [finding.key for finding in found] == ["cycle"]
    assert found[0].message == f"a loop: {path}"


@pytest.mark.parametrize("pairs", [
    [("bt.a", "calc.b"), ("calc.b", "plc.c"), ("plc.d", "bt.e")],
    [("a.*.x", "b.{1}.x"), ("b.foo.x", "a.bar.x")],
    [("calc.*.raw", "calc.{1}.clean"), ("calc.*.clean", "plc.{1}")],
    [("plc.a", "plc.b"), ("plc.b", "plc.c")],
    [("plc.a", "mqtt.b"), ("mqtt.c", "plc.a")],
    [("*.temperature", "calc.temperature.{1}")],
])  # fmt: skip
def test_a_chain_is_no_loop(pairs):
    assert findings(*pairs) == ()


def test_a_disabled_route_closes_no_loop():
    assert findings(("plc.a", "plc.a"), enabled=False) == ()


def test_loops_apart_from_each_other_are_all_reported():
    assert len(findings(("calc.a", "calc.a"), ("calc.b", "calc.c"), ("calc.c", "calc.b"), ("bt.x", "plc.y"))) == 2


def test_routes_that_feed_each_other_in_endless_ways_are_not_followed_for_ever(monkeypatch):
    monkeypatch.setattr(cycles, "MAX_HOPS", 1000)
    fan = [(f"calc.{level}.*", f"calc.{level + 1}.{side}{{1}}") for level in range(40) for side in "ab"]
    found = findings(*fan, ("calc.0.x", "calc.1.x"))
    assert [(finding.key, finding.level) for finding in found] == [("loops_unchecked", "warning")]


def test_ten_thousand_routes_on_a_ring_of_instances_are_checked():
    pairs = [(f"plc.a{number}.*", f"mqtt.a{number}.{{1}}") for number in range(5000)]
    pairs += [(f"mqtt.b{number}.*", f"plc.b{number}.{{1}}") for number in range(5000)]
    assert findings(*pairs) == ()
