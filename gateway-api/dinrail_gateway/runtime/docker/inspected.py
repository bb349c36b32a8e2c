"""The Engine's answers, read into our words; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Literal

from dinrail_gateway.runtime.docker.spec import INSTANCE, PROJECT, SPEC, TYPE, applied_limits
from dinrail_gateway.runtime.interface import Found, LogLine, RuntimeEvent

__all__ = ["event", "found", "log_line", "unix_ms"]

_STAMP = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)")
_LEVEL = re.compile(r"[\[\s(<]*(DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL)\b", re.IGNORECASE)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_STATES: dict[str, Literal["created", "running", "exited"]] = {
    "created": "created",
    "running": "running",
    "paused": "running",
    "restarting": "running",
    "exited": "exited",
    "dead": "exited",
}
_LEVELS: dict[str, Literal["debug", "info", "warning", "error"]] = {
    "debug": "debug",
    "info": "info",
    "warn": "warning",
    "warning": "warning",
    "error": "error",
    "critical": "error",
    "fatal": "error",
}
_ACTIONS: dict[str, Literal["started", "died", "oom", "removed", "changed"]] = {
    "start": "started",
    "die": "died",
    "oom": "oom",
    "destroy": "removed",
    "pause": "changed",
    "unpause": "changed",
    "rename": "changed",
    "update": "changed",
}
MAX_LINE = 4096


def unix_ms(stamp: str) -> int | None:
    """Unix ms of the Engine's time stamps (nanoseconds, any zone); None for its year 1."""
    match = _STAMP.match(stamp)
    if match is None or stamp.startswith("0001-"):
        return None
    when, fraction, zone = match.groups()
    seconds = datetime.fromisoformat(when + zone.replace("Z", "+00:00")).astimezone(UTC).timestamp()
    return int(seconds) * 1000 + int(((fraction or "") + "000")[:3])


def found(details: dict[str, Any]) -> Found:
    """A container's inspection."""
    state = details["State"]
    labels = details["Config"].get("Labels") or {}
    status: Literal["created", "running", "exited", "unknown"] = _STATES.get(state.get("Status", ""), "unknown")
    return Found(
        instance=labels.get(INSTANCE, ""),
        id=details["Id"],
        state=status,
        type=labels.get(TYPE, ""),
        spec=labels.get(SPEC, ""),
        limits=applied_limits(details["HostConfig"]),
        paused=bool(state.get("Paused")),
        host_network=details["HostConfig"].get("NetworkMode") == "host",
        pid=state.get("Pid") or None,
        started_ms=unix_ms(state.get("StartedAt", "")),
        finished_ms=unix_ms(state.get("FinishedAt", "")),
        exit_code=state.get("ExitCode") if status == "exited" else None,
        oom=bool(state.get("OOMKilled")),
        error=str(state.get("Error") or "")[:300],
    )


def event(raw: dict[str, Any], project: str) -> RuntimeEvent | None:
    """One event of the Engine's stream; None when it does not concern this installation."""
    kind, action = raw.get("Type"), str(raw.get("Action", ""))
    if kind == "image":
        return RuntimeEvent(kind="image")
    actor = raw.get("Actor") or {}
    attributes = actor.get("Attributes") or {}
    if kind != "container" or action not in _ACTIONS:
        return None
    if attributes.get(PROJECT) != project or not attributes.get(INSTANCE):
        return None
    code = str(attributes.get("exitCode", ""))
    return RuntimeEvent(
        kind=_ACTIONS[action],
        instance=attributes[INSTANCE],
        container=str(actor.get("ID", "")),
        exit_code=int(code) if code.isdigit() else None,
    )


def log_line(raw: str, *, error_stream: bool) -> LogLine | None:
    """One time-stamped line of a container's log, free of control sequences; None for an empty one."""
    stamp, _, text = raw.partition(" ")
    ts = unix_ms(stamp)
    if ts is None:
        return None
    text = "".join(char if char.isprintable() else " " for char in _ANSI.sub("", text))[:MAX_LINE].rstrip()
    if not text:
        return None
    match = _LEVEL.search(text[:80])
    return LogLine(ts, _LEVELS[match[1].lower()] if match else ("warning" if error_stream else "info"), text)
