"""Nodes of the palette that ask the API or steer, on the real gateway."""

from __future__ import annotations

from typing import Any

import pytest

from stack import Stack
from stack.api import ApiFailure
from stack.compose import until
from stack.demo import INVERTER, POWER
from stack.node_red import NodeRed, function, web

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]

GARAGE = "inverter_2"
LIMIT = f"{GARAGE}.inverter.power_limit"
TEMPERATURE = f"{INVERTER}.inverter.temperature"
DINRAIL = {"z": "tab", "server": "dinrail_server"}


def test_history_is_asked_of_the_real_api(stack: Stack, flows: NodeRed) -> None:
    node = {"id": "past", "type": "dinrail-history", **DINRAIL, "address": f"{POWER} {TEMPERATURE}", "span": 10}
    last = {**node, "unit": "minutes", "step": "60", "fn": "max", "wires": [["shape"]]}
    shape = function("shape", "msg.payload = {series: msg.payload, about: msg.history}; return msg;", "answer")
    flows.deploy(*web("/past", "past"), last, shape)

    def known() -> dict[str, Any] | None:
        found: dict[str, Any] = flows.door.call("GET", "/past")
        return found if all(any(each["values"]) for each in found["series"]) else None

    found = until(known, timeout=90, what="the history has values")
    assert found is not None
    assert [(each["point"], each["unit"]) for each in found["series"]] == [(POWER, "W"), (TEMPERATURE, "°C")]
    assert (found["about"]["fn"], found["about"]["step"]) == ("max", 60)
    asked = f"/api/history?point={POWER}&from={found['about']['from']}&to={found['about']['to']}&step=60&fn=max"
    ours = stack.api.call("GET", asked)["series"][0]
    # The last minute is not over yet.
    assert found["series"][0]["times"][:-1] == ours["times"][: len(found["series"][0]["times"]) - 1]
    assert found["series"][0]["values"][:-1] == ours["values"][: len(found["series"][0]["values"]) - 1]


def test_history_of_what_is_no_point_is_an_error_the_flow_can_catch(flows: NodeRed) -> None:
    node = {"id": "past", "type": "dinrail-history", **DINRAIL, "address": "", "wires": [["answer"]]}
    caught = {"id": "caught", "type": "catch", "z": "tab", "scope": ["past"], "wires": [["shape"]]}
    shape = function("shape", "msg.payload = {caught: msg.error.message}; return msg;", "answer")
    points = function("points", "msg.points = 'no point at all'; return msg;", "past")
    flows.deploy(*web("/past", "points"), points, node, caught, shape)
    assert "no point at all" in flows.ask("/past")["caught"]


def test_states_are_told_and_an_instance_is_steered_with_a_token(stack: Stack, flows: NodeRed) -> None:
    token = stack.api.call("POST", "/api/auth/tokens", {"name": "flows", "role": "admin"})
    state = {"id": "state", "type": "dinrail-state", **DINRAIL, "instance": GARAGE, "wires": [["keep"]]}
    keep = function("keep", "const all = flow.get('all') ?? []; flow.set('all', [...all, msg.payload]);")
    steer = {
        "id": "steer",
        "type": "dinrail-control",
        **DINRAIL,
        "instance": GARAGE,
        "action": "",
        "wires": [["answer"]],
    }
    order = function("order", "msg.payload = msg.req.query.action; return msg;", "steer")
    tell = function("tell", "msg.payload = flow.get('all') ?? []; return msg;", "answer")
    seen = {**web("/seen", "tell")[0], "id": "seen"}
    flows.deploy(*web("/steer", "order"), order, steer, state, keep, seen, tell)
    until(lambda: flows.ask("/seen")[-1:] == ["running"], timeout=30, what="the state as it is")

    alone = flows.ask("/steer?action=stop")
    assert (alone["ok"], alone["error"]["key"]) == (False, "forbidden"), "Node-RED itself may not"
    assert stack.api.instance(GARAGE)["status"]["status"] == "running"
    flows.credentials("dinrail_server", token=token["token"])
    try:
        until(lambda: flows.ask("/seen")[-1:] == ["running"], timeout=30, what="the state as it is")
        stopped = {"instance": GARAGE, "action": "stop", "ok": True}
        assert flows.ask("/steer?action=stop") == stopped
        stack.wait_status(GARAGE, "stopped", timeout=60)
        until(lambda: flows.ask("/seen")[-1] == "stopped", timeout=30, what="the flow saw it stop")
    finally:
        assert flows.ask("/steer?action=start")["ok"] is True
    stack.wait_status(GARAGE, "running", timeout=90)
    until(lambda: flows.ask("/seen")[-1] == "running", timeout=30, what="the flow saw it run")
    acts = stack.api.call("GET", f"/api/audit?text={GARAGE}")
    assert {act["action"] for act in acts if act["by"] == "token"} >= {
        "POST /api/admin/instances/{instance}/stop",
        "POST /api/admin/instances/{instance}/start",
    }
    stack.api.call("DELETE", f"/api/auth/tokens/{token['id']}")
    gone = flows.ask("/steer?action=stop")
    assert (gone["ok"], gone["error"]["key"]) == (False, "unauthenticated"), "a revoked token opens nothing"
    flows.credentials("dinrail_server", token="")


def test_pickers_look_points_and_instances_up(flows: NodeRed) -> None:
    flows.deploy(*web("/any", "answer"))
    points = flows.ask("/editor/dinrail/dinrail_server/points?search=power_limit&writable=1")["items"]
    assert {LIMIT, f"{INVERTER}.inverter.power_limit"} <= {each["address"] for each in points}
    assert GARAGE in {each["id"] for each in flows.ask("/editor/dinrail/dinrail_server/instances")}
    own = flows.ask("/editor/dinrail/_ADD_/points?search=temperature")["items"]
    assert TEMPERATURE in {each["address"] for each in own}, "also before the first deploy"
    with pytest.raises(ApiFailure) as refused:
        flows.door.call("GET", "/editor/dinrail/dinrail_server/users")
    assert refused.value.status == 404
