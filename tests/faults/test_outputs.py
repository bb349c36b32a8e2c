"""Outputs off and maintenance holds: a real adapter, a broker with its identities, and the device's own registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from stack import Stack
from stack.api import ApiFailure
from stack.compose import until
from stack.demo import INVERTER, LIMIT, POWER
from stack.modbus import read_holding, write_holding

pytestmark = [pytest.mark.docker, pytest.mark.timeout(240)]
PATH = LIMIT.removeprefix(f"{INVERTER}.")
REGISTER, SAFE = 200, 300


@pytest.fixture
def inverter(stack: Stack) -> Iterator[str]:
    """As it was before, afterwards."""
    known = stack.api.instance(INVERTER)
    yield INVERTER
    body = {key: known[key] for key in ("type", "title", "enabled", "runtime", "limits", "config", "safe_writes")}
    stack.api.call("POST", "/api/admin/panic/reset")
    stack.api.call("PUT", f"/api/instances/{INVERTER}", body)
    for hold in stack.api.call("GET", "/api/holds"):
        stack.api.call("DELETE", f"/api/instances/{hold['instance']}/hold?path={hold['path']}")
    stack.wait_status(INVERTER, "running", timeout=60)


def change(stack: Stack, **other: Any) -> None:
    known = stack.api.instance(INVERTER)
    body = {key: known[key] for key in ("type", "title", "enabled", "runtime", "limits", "config")}
    stack.api.call("PUT", f"/api/instances/{INVERTER}", {**body, **other})


def register(stack: Stack) -> int:
    return read_holding(stack.ports["SIM"], 1, REGISTER)[0]


def refusal(stack: Stack, value: int) -> str:
    try:
        stack.api.write(LIMIT, value)
    except ApiFailure as failure:
        return failure.key
    return ""


def test_outputs_are_off_in_the_device_before_its_adapter_is_stopped(stack: Stack, inverter: str) -> None:
    change(stack, safe_writes=[{"path": PATH, "value": SAFE}])
    stack.api.act(inverter, "restart")  # its adapter has them for certain then
    stack.wait_status(inverter, "running", timeout=60)
    until(lambda: stack.api.write(LIMIT, 4000) == 4000, timeout=30, what="it is written")
    assert register(stack) == 4000

    stack.api.call("POST", "/api/admin/panic", {"level": "all", "reason": "a test"})
    until(lambda: stack.container(inverter)["State"]["Running"] is False, timeout=20, what="it is stopped")
    assert register(stack) == SAFE
    assert f"outputs off: {PATH} set to {SAFE}" in logs(stack, inverter)

    stack.api.call("POST", "/api/admin/panic/reset")
    stack.wait_status(inverter, "running", timeout=60)
    until(lambda: stack.api.point(LIMIT)["value"] == SAFE, timeout=20, what="the value is seen")


def logs(stack: Stack, instance: str) -> str:
    lines = stack.api.call("GET", f"/api/instances/{instance}/logs?lines=200")["lines"]
    return "\n".join(line["message"] for line in lines)


def test_a_point_under_maintenance_keeps_its_value_and_takes_no_write(stack: Stack, inverter: str) -> None:
    until(lambda: stack.api.write(LIMIT, 3000) == 3000, timeout=30, what="it is written")
    until(lambda: stack.api.point(LIMIT)["value"] == 3000, timeout=15, what="it is seen")
    held = {"minutes": 10, "reason": "fuse replaced", "path": PATH}
    stack.api.call("PUT", f"/api/instances/{inverter}/hold", held)
    until(lambda: stack.api.point(LIMIT)["reason"] == "maintenance_hold", timeout=15, what="it is flagged")

    write_holding(stack.ports["SIM"], 1, REGISTER, 1111)
    assert refusal(stack, 2000) == "maintenance_hold"
    assert register(stack) == 1111
    seen = stack.api.point(POWER)["ts"]
    until(lambda: stack.api.point(POWER)["ts"] > seen, timeout=15, what="its other points go on")
    point = stack.api.point(LIMIT)
    assert (point["value"], point["quality"]) == (3000, "uncertain")

    stack.api.act(inverter, "restart")  # the hold outlives its adapter
    stack.wait_status(inverter, "running", "degraded", timeout=60)
    until(lambda: stack.api.point(LIMIT)["reason"] == "maintenance_hold", timeout=20, what="it is held again")
    assert refusal(stack, 2000) == "maintenance_hold"

    stack.api.call("DELETE", f"/api/instances/{inverter}/hold?path={PATH}")
    until(lambda: stack.api.point(LIMIT)["value"] == 1111, timeout=20, what="the newest value is told")
    assert stack.api.point(LIMIT)["quality"] == "good"
    until(lambda: stack.api.write(LIMIT, 2000) == 2000, timeout=15, what="it takes writes")
    assert register(stack) == 2000
