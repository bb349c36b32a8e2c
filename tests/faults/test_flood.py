"""A source that floods is cut off with its reason shown, its neighbours do not notice, a person lets it in again."""

from __future__ import annotations

import json

import pytest
from faults.hogs import Hogs, hogs
from faults.neighbour import LONGEST_GAP_S, Neighbour

from stack import Stack
from stack.compose import until
from stack.demo import INVERTER

__all__ = ["hogs"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]
NOISY = "noisy"


def locked_out(stack: Stack) -> bool:
    """Whether the broker's own file says that nobody gets in under its name."""
    file = stack.compose("exec", "-T", "gateway", "cat", "/broker-security/dynamic-security.json")
    clients = {client["username"]: client for client in json.loads(file)["clients"]}
    return bool(clients[NOISY].get("disabled"))


def test_row_15_a_flooding_adapter_is_cut_off_and_let_in_again(stack: Stack, hogs: Hogs) -> None:
    before = stack.instances()[INVERTER]
    with Neighbour(stack) as neighbour:
        hogs.add(NOISY, "flood", cpu=1.0, memory_mb=96)
        found = stack.wait_status(NOISY, "suspended_by_spam", timeout=60)
        reason = found["status"]["reason"]
        assert reason["key"] == "spam"
        assert reason["params"]["rate"] > reason["params"]["limit"]
        evidence = until(lambda: hogs.breaker(NOISY), timeout=20, what="the breaker is told")
        assert evidence["state"] == "open"
        assert evidence["topics"][0]["topic"].startswith("smarthome/noisy/value_")
        until(lambda: stack.container(NOISY)["State"]["Running"] is False, timeout=20, what="its container stopped")
        until(lambda: locked_out(stack), timeout=20, what="the broker does not let it in")
        until(
            lambda: {each["quality"] for each in stack.api.call("GET", "/api/points?prefix=noisy")["items"]} == {"bad"},
            timeout=30,
            what="its points are bad",
        )
    assert neighbour.longest_gap < LONGEST_GAP_S
    assert stack.instances()[INVERTER] == before
    assert stack.container(INVERTER)["State"]["Running"] is True

    hogs.change(NOISY, fault="none")
    stack.wait_status(NOISY, "suspended_by_spam", timeout=10)
    stack.api.act(NOISY, "reactivate")
    stack.wait_status(NOISY, "running", timeout=60)
    until(lambda: stack.api.point(f"{NOISY}.value_7")["quality"] == "good", timeout=20, what="its points are good")
    assert not locked_out(stack)
