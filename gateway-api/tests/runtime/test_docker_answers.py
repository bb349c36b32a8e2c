"""The Engine's answers: inspections, events, log lines."""

from __future__ import annotations

from typing import Any

import pytest

from dinrail_gateway.runtime.docker.inspected import event, found
from dinrail_gateway.runtime.interface import RuntimeEvent
from dinrail_gateway.runtime.lines import log_line, unix_ms


@pytest.mark.parametrize(
    ("stamp", "ms"),
    [
        ("2026-01-02T03:04:05.678901234Z", 1767323045678),
        ("2026-01-02T03:04:05Z", 1767323045000),
        ("2026-01-02T03:04:05.6Z", 1767323045600),
        ("2026-01-02T04:04:05.000000001+01:00", 1767323045000),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
        ("yesterday", None),
    ],
)
def test_time_stamps_of_the_engine(stamp: str, ms: int | None) -> None:
    assert unix_ms(stamp) == ms


def inspection(**state: Any) -> dict[str, Any]:
    """An inspection with this state."""
    labels = {"dinrail.instance": "plc", "dinrail.type": "ads", "dinrail.spec": "m1"}
    return {
        "Id": "c1",
        "State": {"Status": "running", "Pid": 42, "ExitCode": 0, "OOMKilled": False, **state},
        "Config": {"Labels": labels},
        "HostConfig": {"Memory": 64 << 20, "MemorySwap": 64 << 20, "CpuQuota": 50_000, "CpuPeriod": 100_000},
    }


def test_a_running_container_has_a_process_and_no_exit_code() -> None:
    seen = found(inspection(StartedAt="2026-01-02T03:04:05Z"))
    assert (seen.state, seen.pid, seen.exit_code, seen.started_ms) == ("running", 42, None, 1767323045000)
    assert seen.limits["Memory"] == 64 << 20
    assert seen.limits["PidsLimit"] == 0


def test_an_ended_one_tells_code_and_lack_of_memory() -> None:
    seen = found(inspection(Status="exited", Pid=0, ExitCode=137, OOMKilled=True))
    assert (seen.state, seen.pid, seen.exit_code, seen.oom) == ("exited", None, 137, True)


@pytest.mark.parametrize(("status", "state"), [("paused", "running"), ("dead", "exited"), ("removing", "unknown")])
def test_every_status_of_the_engine_has_a_meaning(status: str, state: str) -> None:
    assert found(inspection(Status=status)).state == state


def told(action: str, **attributes: str) -> dict[str, Any]:
    """An event of a container."""
    return {"Type": "container", "Action": action, "Actor": {"ID": "c1", "Attributes": attributes}}


OURS = {"dinrail.project": "dinrail", "dinrail.instance": "plc"}


def test_an_end_is_told_with_instance_and_exit_code() -> None:
    seen = event(told("die", exitCode="3", **OURS), "dinrail")
    assert seen == RuntimeEvent(kind="died", instance="plc", container="c1", exit_code=3)


@pytest.mark.parametrize(
    "raw",
    [
        told("die", exitCode="0"),
        told("die", **{**OURS, "dinrail.project": "somebody"}),
        told("die", **{"dinrail.project": "dinrail"}),
        told("exec_create: sh", **OURS),
        {"Type": "network", "Action": "connect"},
        {"Type": "container"},
        {},
    ],
)
def test_what_does_not_concern_us_is_no_event(raw: dict[str, Any]) -> None:
    assert event(raw, "dinrail") is None


def test_log_lines_lose_what_could_steer_a_terminal_or_a_page() -> None:
    evil = "\x1b[31mwarning\x1b[0m modbus: \x07late\x1b]0;title\x07 \u202eevil"
    line = log_line(f"2026-01-02T03:04:05.5Z {evil}", error_stream=True)
    assert line is not None
    assert (line.ts, line.level) == (1767323045500, "warning")
    assert line.message == "warning modbus:  late  evil"


@pytest.mark.parametrize(
    ("text", "errors", "level"),
    [
        ("info dinrail.bus: connected", True, "info"),
        ("ERROR: boom", False, "error"),
        ("[CRITICAL] boom", False, "error"),
        ("plain words", False, "info"),
        ("Traceback (most recent call last):", True, "warning"),
        ("debug x: y", True, "debug"),
    ],
)
def test_levels_come_from_the_line_or_else_from_the_stream(text: str, errors: bool, level: str) -> None:
    line = log_line(f"2026-01-02T03:04:05Z {text}", error_stream=errors)
    assert line is not None
    assert line.level == level


def test_empty_and_unstamped_lines_are_dropped_and_long_ones_cut() -> None:
    assert log_line("2026-01-02T03:04:05Z  ", error_stream=False) is None
    assert log_line("no stamp here", error_stream=False) is None
    line = log_line("2026-01-02T03:04:05Z " + "x" * 100_000, error_stream=False)
    assert line is not None
    assert len(line.message) == 4096
