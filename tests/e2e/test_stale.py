"""Values that never change stay good for as long as they are read."""

from __future__ import annotations

import time

import pytest

from stack import Stack
from stack.compose import until

pytestmark = [pytest.mark.docker, pytest.mark.timeout(420)]

OLD_S = 200
"""Longer than three times the refresh, from when an unconfirmed value is stale."""
WANTED = {"plc_keller", "plc_garage", "inverter_2", "home_mqtt", "can_battery"}


def settled(stack: Stack) -> set[str]:
    """Instances that have been running for long enough to have stale points."""
    before = (time.time() - OLD_S) * 1000
    states = {each["id"]: each["status"] for each in stack.api.call("GET", "/api/instances")}
    return {name for name, told in states.items() if told["status"] == "running" and told["since"] < before}


def stale(stack: Stack, instances: set[str]) -> list[str]:
    points = stack.api.call("GET", "/api/points?limit=1000")["items"]
    return [each["address"] for each in points if each["instance"] in instances and each["reason"] == "stale"]


def test_what_never_changes_is_not_stale_while_it_is_read(stack: Stack) -> None:
    instances = until(
        lambda: settled(stack) if settled(stack) >= WANTED else None,
        timeout=OLD_S + 90,
        what="they run for a while",
        every=5,
    )
    until(lambda: stale(stack, instances) == [], timeout=10, what=f"none of {stale(stack, instances)} is stale")
