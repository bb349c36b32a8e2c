"""The broker goes away and comes back; nobody lends a hand."""

from __future__ import annotations

import time

import pytest

from stack import Stack
from stack.compose import until
from stack.demo import INVERTER, POWER, ROUTED

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]


def fresh(stack: Stack, address: str, after_ms: int) -> bool:
    point = stack.api.point(address)
    return bool(point["quality"] == "good" and point["ts"] > after_ms)


def test_row_1_everything_returns_after_twenty_seconds_without_broker(stack: Stack) -> None:
    stack.compose("stop", "broker")
    time.sleep(20)
    assert stack.api.call("GET", "/healthz")["status"] == "degraded"
    stack.compose("start", "broker")
    back = int(time.time() * 1000)
    until(lambda: fresh(stack, POWER, back), timeout=30, what="values flow again")
    until(lambda: fresh(stack, ROUTED, back), timeout=30, what="routes flow again")
    stack.wait_status(INVERTER, "running", timeout=30)
    until(lambda: stack.api.call("GET", "/healthz")["status"] == "ok", timeout=30, what="healthy")


def test_row_2_killed_broker_has_all_retained_topics_again(stack: Stack) -> None:
    before = stack.api.call("GET", "/api/points?prefix=inverter_1")["total"]
    stack.compose("kill", "-s", "KILL", "broker")
    stack.compose("start", "broker")
    back = int(time.time() * 1000)
    until(lambda: fresh(stack, POWER, back), timeout=30, what="values flow again")
    assert stack.api.call("GET", "/api/points?prefix=inverter_1")["total"] == before


@pytest.mark.parametrize("damage", ["", "{", None])
def test_row_5_damaged_identities_are_restored(stack: Stack, damage: str | None) -> None:
    file = "/broker-security/dynamic-security.json"
    command = f"rm -f {file}" if damage is None else f"printf '%s' '{damage}' > {file}"
    stack.compose("stop", "broker")
    stack.compose("exec", "-T", "gateway", "sh", "-c", command)
    stack.compose("start", "broker")
    back = int(time.time() * 1000)
    until(lambda: fresh(stack, POWER, back), timeout=60, what="all clients in again")
