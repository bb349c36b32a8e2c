"""Limits and log level: in force in real containers, changed while they run, limits kept in a container made anew."""

from __future__ import annotations

from typing import Any

import pytest
from faults.hogs import Hogs, hogs

from stack import Stack
from stack.compose import until

__all__ = ["hogs"]

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]
NAME = "h_limits"


@pytest.fixture(scope="module")
def limited(stack: Stack, hogs: Hogs) -> str:
    """One that says 40 values a second."""
    hogs.add(NAME, "none", points=40, cpu=0.25, memory_mb=80, pids=24)
    stack.wait_status(NAME, "running", timeout=60)
    return NAME


def run_of(stack: Stack, name: str) -> tuple[str, str]:
    """Which container, and since when it runs."""
    found = stack.container(name)
    return found["Id"], found["State"]["StartedAt"]


def applied(stack: Stack, name: str) -> tuple[float, int, int]:
    host = stack.container(name)["HostConfig"]
    return host["CpuQuota"] / host["CpuPeriod"], host["Memory"] >> 20, host["PidsLimit"]


def test_cpu_memory_and_processes_change_while_it_runs_and_are_kept(stack: Stack, hogs: Hogs, limited: str) -> None:
    before = run_of(stack, limited)
    assert applied(stack, limited) == (0.25, 80, 24)
    hogs.change(limited, limits={"cpu": 0.5, "memory_mb": 112, "pids": 40})
    until(lambda: applied(stack, limited) == (0.5, 112, 40), timeout=30, what="the engine has them")
    assert run_of(stack, limited) == before

    stack.docker("rm", "-f", before[0])
    until(lambda: limited in stack.instances() and run_of(stack, limited)[0] != before[0], timeout=60, what="made anew")
    stack.wait_status(limited, "running", timeout=60)
    assert applied(stack, limited) == (0.5, 112, 40)


def test_a_memory_limit_below_what_it_uses_is_told_plainly_and_kills_nothing(
    stack: Stack, hogs: Hogs, limited: str
) -> None:
    until(lambda: (hogs.figures(limited)["memory_bytes"] or 0) > 12 << 20, timeout=30, what="it was measured")
    before = run_of(stack, limited)
    kept = stack.api.instance(limited)["limits"]
    hogs.change(limited, limits={**kept, "memory_mb": 8})
    found = stack.wait_status(limited, "degraded", timeout=30)
    reason = found["status"]["reason"]
    assert (reason["key"], reason["params"]["limit_mb"]) == ("limit_below_use", 8)
    assert reason["params"]["used_mb"] > 8
    assert run_of(stack, limited) == before

    hogs.change(limited, limits=kept)
    stack.wait_status(limited, "running", timeout=30)
    assert run_of(stack, limited) == before


def test_its_log_level_changes_while_it_runs(stack: Stack, hogs: Hogs, limited: str) -> None:
    before = run_of(stack, limited)
    assert not any("said" in line for line in hogs.lines(limited))
    answer = stack.api.call("POST", f"/api/instances/{limited}/call/log_level", {"level": "debug"})
    assert answer == {"value": {"level": "debug"}}
    until(lambda: any(line.endswith("said 40 values") for line in hogs.lines(limited)), timeout=20, what="debug lines")
    stack.api.call("POST", f"/api/instances/{limited}/call/log_level", {"level": "info"})
    assert run_of(stack, limited) == before


def breaker(hogs: Hogs, **expected: Any) -> bool:
    seen = hogs.breaker(NAME)
    return all(seen.get(key) == value for key, value in expected.items())


def test_points_beyond_the_limit_are_left_out_until_it_is_raised(stack: Stack, hogs: Hogs, limited: str) -> None:
    before = run_of(stack, limited)
    kept = stack.api.instance(limited)["limits"]
    until(lambda: breaker(hogs, quarantined=0) or hogs.breaker(NAME) == {}, timeout=20, what="all of them are taken")
    hogs.change(limited, limits={**kept, "points": 10})
    stack.api.act(limited, "restart")  # what was taken already stays
    stack.wait_status(limited, "running", timeout=60)
    before = run_of(stack, limited)
    restart_router(stack)
    until(lambda: breaker(hogs, quarantined=30, budget=10), timeout=60, what="30 points are left out")
    hogs.change(limited, limits={**kept, "points": 100})
    until(lambda: hogs.breaker(NAME).get("quarantined", 0) == 0, timeout=60, what="all of them are taken")
    assert run_of(stack, limited) == before


def restart_router(stack: Stack) -> None:
    stack.compose("restart", "router")
    until(lambda: stack.api.call("GET", "/api/routes/counters")["sources"], timeout=60, what="the router is back")


def test_messages_above_the_limit_suspend_it_and_a_raised_limit_lets_it_in(
    stack: Stack, hogs: Hogs, limited: str
) -> None:
    before = run_of(stack, limited)
    kept = stack.api.instance(limited)["limits"]
    hogs.change(limited, limits={**kept, "packets_per_s": 5})
    found = stack.wait_status(limited, "suspended_by_spam", timeout=60)
    assert found["status"]["reason"]["params"]["limit"] == 5
    hogs.change(limited, limits={**kept, "packets_per_s": 1000})
    stack.api.act(limited, "reactivate")
    stack.wait_status(limited, "running", timeout=60)
    assert run_of(stack, limited)[0] == before[0]
