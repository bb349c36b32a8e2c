"""Containers: what the engine really applied, and who is touched by what."""

from __future__ import annotations

import json
import time

import pytest

from stack import Stack
from stack.compose import until
from stack.demo import INVERTER, POWER

pytestmark = [pytest.mark.docker, pytest.mark.timeout(180)]


def test_instance_container_has_its_limits_and_no_rights(stack: Stack) -> None:
    applied = stack.container(INVERTER)
    host = applied["HostConfig"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["CapAdd"] in (None, [])
    assert host["Privileged"] is False
    assert "no-new-privileges" in " ".join(host["SecurityOpt"])
    assert host["Memory"] > 0
    assert host["Memory"] == host["MemorySwap"]
    assert host["NanoCpus"] > 0 or host["CpuQuota"] > 0
    assert host["PidsLimit"] > 0
    assert host["RestartPolicy"]["Name"] in ("", "no")
    assert applied["Config"]["User"].split(":")[0] == "10001"


def test_web_and_broker_come_before_the_router_and_all_of_them_before_instances(stack: Stack) -> None:
    weights, scores = {}, {}
    for part in ("broker", "gateway", "proxy", "router"):
        made = json.loads(stack.docker("inspect", stack.compose("ps", "-q", part).strip()))[0]["HostConfig"]
        weights[part], scores[part] = made["CpuShares"], made["OomScoreAdj"]
    instance = stack.container(INVERTER)["HostConfig"]
    assert weights["gateway"] == weights["proxy"] == weights["broker"] > weights["router"] > 1024
    assert weights["router"] > instance["CpuShares"]
    assert scores["gateway"] == scores["proxy"] == scores["broker"] == 0 < scores["router"] < instance["OomScoreAdj"]


def test_row_38_only_the_changed_instance_is_touched(stack: Stack) -> None:
    before = stack.instances()
    definition = stack.api.instance(INVERTER)
    clone = {key: definition[key] for key in ("type", "config", "limits", "runtime", "enabled")}
    stack.api.call("POST", "/api/instances", {**clone, "id": "neighbour", "title": "Neighbour"})
    stack.wait_status("neighbour", "running", timeout=60)
    assert {name: found for name, found in stack.instances().items() if name in before} == before
    assert stack.api.instance(INVERTER)["revision"] == definition["revision"]
    stack.api.call("DELETE", "/api/instances/neighbour")
    until(lambda: stack.instances() == before, timeout=30, what="only the neighbour is gone")
    until(
        lambda: stack.api.call("GET", "/api/points?prefix=neighbour")["total"] == 0,
        timeout=10,
        what="its points are gone",
    )


def test_row_45_foreign_containers_are_never_touched(stack: Stack) -> None:
    image = stack.container(INVERTER)["Config"]["Image"]
    foreign = stack.docker("run", "-d", "--label", "dinrail.instance=inverter_9", "--entrypoint", "sleep", image, "600")
    try:
        stack.api.act(INVERTER, "restart")
        stack.wait_status(INVERTER, "running", timeout=60)
        state = json.loads(stack.docker("inspect", foreign))[0]["State"]
        assert state["Running"] is True
    finally:
        stack.docker("rm", "-f", foreign)


def test_killed_adapter_comes_back_and_its_points_were_bad_meanwhile(stack: Stack) -> None:
    old = stack.instances()[INVERTER]
    started = stack.container(INVERTER)["State"]["StartedAt"]
    stack.docker("kill", old)
    until(lambda: stack.api.point(POWER)["quality"] != "good", timeout=10, what="points not good")
    until(lambda: stack.container(INVERTER)["State"]["StartedAt"] != started, timeout=30, what="restart")
    stack.wait_status(INVERTER, "running", timeout=30)
    until(lambda: stack.api.point(POWER)["quality"] == "good", timeout=10, what="points good again")


def test_row_45_removed_container_is_created_again(stack: Stack) -> None:
    stack.docker("rm", "-f", stack.instances()[INVERTER])
    until(lambda: INVERTER in stack.instances(), timeout=45, what="created again")
    stack.wait_status(INVERTER, "running", timeout=30)


def test_row_13_hung_adapter_is_seen_killed_and_restarted(stack: Stack) -> None:
    now = time.time() * 1000
    until(
        lambda: (stack.api.instance(INVERTER)["status"]["last_poll"] or 0) > now,
        timeout=15,
        what="a pulse of this start",
    )
    started = stack.container(INVERTER)["State"]["StartedAt"]
    stack.docker("pause", stack.instances()[INVERTER])
    until(lambda: stack.api.point(POWER)["quality"] != "good", timeout=25, what="points stale")
    until(lambda: stack.container(INVERTER)["State"]["StartedAt"] != started, timeout=45, what="killed and restarted")
    stack.wait_status(INVERTER, "running", timeout=30)
