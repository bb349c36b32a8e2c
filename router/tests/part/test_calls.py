"""What the router answers when it is asked: previews, traces, its language, and what came last."""

import json

import pytest

from dinrail_router.compiler import revision

ROUTE = {"id": "r", "from": "bt.*.v", "to": "calc.{1}", "transform": "scale(2) | deadband(1)"}


@pytest.fixture
async def routing(running, until):
    """A router that has a route and two values."""
    file = json.dumps({"routes": [ROUTE]}).encode()
    running.file.write_bytes(file)
    await until(lambda: running.router.loader.applied.rev == revision(file))
    await running.broker.wait_for_subscription("router", "smarthome/bt/#")
    say(running, "bt/a/v", 1)
    say(running, "bt/b/v", 5)
    await until(lambda: running.router.engine.sources["bt"].tally.received == 2)
    return running


def say(house, path, value):
    ts = house.router.engine._clock.now_ms()
    payload = json.dumps({"value": value, "ts": ts}).encode()
    house.broker.publish(f"smarthome/{path}", payload, retain=True)


async def test_a_preview_runs_on_the_latest_real_samples(routing, ask):
    answer = (await ask("preview", route=ROUTE, samples=10))["value"]
    assert answer["points"] == 2
    assert [(run["address"], run["value"], run["results"]) for run in answer["runs"]] == [
        ("bt.a.v", 1, [{"to": "calc.a", "value": 2.0}]),
        ("bt.b.v", 5, [{"to": "calc.b", "value": 10.0}]),
    ]
    assert answer["runs"][0]["steps"] == [
        {"op": "scale(2.0)", "value": 2.0},
        {"op": "deadband(1.0)", "value": 2.0},
    ]


async def test_a_preview_of_a_value_needs_no_point(routing, ask):
    answer = (await ask("preview", route={**ROUTE, "from": "meter.*.p", "when": "value > 3"}, value=4))["value"]
    assert (answer["points"], answer["runs"][0]["results"]) == (0, [{"to": "calc.x", "value": 8.0}])
    answer = (await ask("preview", route={**ROUTE, "from": "meter.*.p", "when": "value > 3"}, value=3))["value"]
    assert (answer["runs"][0]["outcome"], answer["runs"][0]["reason"]) == ("filtered", "condition")


async def test_a_preview_knows_the_other_points(routing, ask):
    route = {"from": "bt.a.v", "to": "plc.x", "transform": "expr(\"value + point('bt.b.v')\")"}
    routing.file.write_bytes(json.dumps({"routes": [ROUTE, {**route, "id": "s"}]}).encode())
    answer = (await ask("preview", route=route, value=4))["value"]
    assert answer["runs"][0]["results"] == [{"to": "plc.x", "value": 9}]


@pytest.mark.parametrize(("route", "key"), [
    ({**ROUTE, "transform": "scal(1)"}, "unknown_operator"), ({"to": "plc.x"}, "missing_field"), (5, "wrong_type"),
    ({**ROUTE, "when": "value >"}, "expression_syntax"), (None, "wrong_type"),
])  # fmt: skip
async def test_a_preview_of_a_mistake_is_the_mistake(routing, ask, route, key):
    answer = (await ask("preview", route=route, value=4))["value"]
    assert [finding["key"] for finding in answer["findings"]] == [key]
    assert answer["runs"] == []


async def test_a_preview_uses_named_pipelines(routing, ask):
    answer = (await ask("preview", route={**ROUTE, "transform": "@mv"}, pipelines={"mv": "scale(0.5)"}, value=4))[
        "value"
    ]
    assert answer["runs"][0]["results"][0]["value"] == 2.0


async def test_a_trace_tells_what_becomes_of_each_sample_and_ends_with_its_lease(routing, ask, asker, until):
    heard = []
    asker.subscribe("dinrail/router/stream/#", lambda packet: heard.extend(json.loads(packet.payload)))
    await routing.broker.wait_for_subscription("gateway", "dinrail/router/stream/#")
    assert (await ask("trace", route="r", id="t1"))["value"] == {
        "topic": "dinrail/router/stream/trace/t1",
        "lease_s": 10.0,
    }
    say(routing, "bt/a/v", 1.1)
    say(routing, "bt/a/v", 7)
    await until(lambda: len(heard) == 2)
    assert [(event["outcome"], event.get("reason", "")) for event in heard] == [("filtered", "gate"), ("sent", "")]
    assert heard[0]["steps"][-1]["held"] is True
    assert heard[1]["results"] == [{"to": "calc.a", "value": 14.0}]
    routing.router._tracer._traces["t1"].until = 0.0
    await until(lambda: routing.router._tracer.count == 0)
    say(routing, "bt/a/v", 20)
    await until(lambda: routing.router.engine.sources["bt"].tally.received == 5)
    assert len(heard) == 2


async def test_a_trace_of_a_point_hears_points_that_come_later_and_counts_what_is_too_much(routing, ask, asker, until):
    heard = []
    asker.subscribe("dinrail/router/stream/#", lambda packet: heard.extend(json.loads(packet.payload)))
    await routing.broker.wait_for_subscription("gateway", "dinrail/router/stream/#")
    await ask("trace", address="bt.new.*", id="t2")
    for value in range(0, 300, 2):
        say(routing, "bt/new/v", value)
    say(routing, "bt/a/v", 50)
    await until(lambda: sum(event.get("skipped", 1) for event in heard) == 150)
    assert {event["address"] for event in heard if "address" in event} == {"bt.new.v"}


@pytest.mark.parametrize(("params", "key"), [
    ({"route": "r"}, "call_parameters_invalid"), ({"id": "a/b", "route": "r"}, "call_parameters_invalid"),
    ({"id": "a"}, "call_parameters_invalid"), ({"id": "a", "route": "none"}, "unknown_route"),
    ({"id": "a", "address": "bt..x"}, "address_invalid"), ({"id": 5, "route": "r"}, "call_parameters_invalid"),
])  # fmt: skip
async def test_a_trace_that_cannot_be_is_refused(routing, ask, params, key):
    answer = await ask("trace", **params)
    assert (answer["ok"], answer["error"]["key"]) == (False, key)


async def test_a_trace_goes_on_although_no_more_may_begin(routing, ask):
    for number in range(32):
        assert (await ask("trace", route="r", id=f"t{number}"))["ok"]
    assert (await ask("trace", route="r", id="t32"))["error"]["key"] == "too_many_traces"
    assert (await ask("trace", route="r", id="t31"))["ok"]


async def test_the_language_names_every_operator_with_its_parameters(routing, ask):
    found = (await ask("language"))["value"]
    operators = {each["name"]: each for each in found["operators"]}
    assert operators["scale"]["parameters"] == [
        {"name": "factor", "title": "Factor", "description": "The value is multiplied by it.",
         "unit": "output unit per input unit", "type": "number", "required": True}
    ]  # fmt: skip
    assert operators["throttle"]["parameters"][0]["type"] == "duration"
    assert set(operators["cast"]["parameters"][0]["enum"]) == {"int", "float", "bool", "text"}
    assert (operators["avg"]["kind"], operators["avg"]["inverse"], operators["scale"]["inverse"]) == (
        "window",
        False,
        True,
    )
    assert {"value", "prev", "hour"} <= {each["name"] for each in found["variables"]}
    assert "point" in {each["name"] for each in found["functions"]}


async def test_what_came_last_can_be_taken_for_a_replay(routing, ask):
    found = (await ask("recorded", **{"from": "bt.a.*", "samples": 5}))["value"]
    assert [(each["address"], json.loads(each["payload"])["value"]) for each in found] == [("bt.a.v", 1)]
    assert len((await ask("recorded"))["value"]) == 2
    assert (await ask("recorded", samples="x"))["error"]["key"] == "call_parameters_invalid"


def in_parts(params, rev=7, size=100):
    text = json.dumps(params)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [
        {"rev": rev, "part": number, "parts": len(pieces), "data": piece}
        for number, piece in enumerate(pieces)
    ]  # fmt: skip


async def test_a_question_may_come_in_parts_and_is_answered_with_the_last(routing, ask):
    text = json.dumps({"routes": [{**ROUTE, "transform": "scal(1)"}]})
    *parts, last = in_parts({"text": text})
    assert len(parts) >= 1
    for part in parts:
        assert await ask("lint", **part) == {"ok": True, "value": None}
    (found,) = (await ask("lint", **last))["value"]
    assert found["key"] == "unknown_operator"


async def test_a_question_that_was_broken_off_is_not_mixed_with_the_next(routing, ask):
    broken, *_ = in_parts({"text": "x" * 300}, rev=1)
    await ask("lint", **broken)
    answers = [await ask("lint", **part) for part in in_parts({"text": json.dumps({"routes": [ROUTE]})}, rev=2)]
    assert answers[-1] == {"ok": True, "value": []}


@pytest.mark.parametrize(("params", "key"), [
    ({"rev": 1, "part": 0, "parts": 129, "data": ""}, "call_too_large"),
    ({"rev": 1, "part": 2, "parts": 2, "data": ""}, "call_parameters_invalid"),
    ({"rev": 1, "part": 0, "parts": 1, "data": "{"}, "call_parameters_invalid"),
    ({"rev": 1, "part": 0, "parts": 1}, "call_parameters_invalid"), ({"parts": "x"}, "call_parameters_invalid"),
])  # fmt: skip
async def test_what_is_no_part_is_refused(routing, ask, params, key):
    answer = await ask("lint", **params)
    assert (answer["ok"], answer["error"]["key"]) == (False, key)
