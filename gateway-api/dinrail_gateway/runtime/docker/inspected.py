"""The Engine's answers, read into our words; pure."""

from __future__ import annotations

from typing import Any, Literal

from dinrail_gateway.runtime.docker.spec import INSTANCE, PROJECT, SPEC, TYPE, applied_limits
from dinrail_gateway.runtime.interface import Found, RuntimeEvent
from dinrail_gateway.runtime.lines import unix_ms

__all__ = ["event", "found"]

_STATES: dict[str, Literal["created", "running", "exited"]] = {
    "created": "created",
    "running": "running",
    "paused": "running",
    "restarting": "running",
    "exited": "exited",
    "dead": "exited",
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
