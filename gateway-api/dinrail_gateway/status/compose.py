"""Status = container ∧ adapter state ∧ breaker ∧ freshness ∧ panic: one pure function."""

from __future__ import annotations

import msgspec

from dinrail.documents import Panic, State, StatusName
from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import Observation, RuntimeName

__all__ = ["PULSE_LIMIT_S", "SILENT_AT_LEAST_S", "Facts", "compose"]

PULSE_LIMIT_S = 15.0
SILENT_AT_LEAST_S = 15.0

RUNNING = Reason("delivering", {}, "running and delivering")
Composite = tuple[StatusName, Reason]


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that bears on a status.

    unheard_s: seconds since the last pulse, or since one could have been heard; unpolled_s: seconds since the last
    successful poll or since the connection; refresh_s: the shortest refresh of its points; bus_lost: the gateway
    itself is off the bus; problem: why it cannot be run at all; warning: what is about to go wrong, or is held.
    """

    enabled: bool
    observation: Observation
    runtime: RuntimeName = "docker"
    panic: Panic = Panic()
    suspended: Reason | None = None
    problem: Reason | None = None
    state: State | None = None
    unheard_s: float = 0.0
    unpolled_s: float = 0.0
    last_pulse: int | None = None
    refresh_s: float = 60.0
    bus_lost: Reason | None = None
    warning: Reason | None = None


def compose(facts: Facts) -> Composite:
    """The status people see and why; never without a reason."""
    if facts.panic.level == "all":
        return "panic", _latched(facts.panic)
    if not facts.enabled:
        return _disabled(facts)
    if facts.suspended is not None:
        return "suspended_by_spam", facts.suspended
    if facts.runtime == "external":
        return _external(facts)
    return _contained(facts)


def _disabled(facts: Facts) -> Composite:
    container = facts.observation.container
    unseen = facts.runtime == "external" or container == "unknown"
    if container == "running" or (unseen and _heard(facts)):
        return "stopping", Reason("stop_requested", {}, "asked to stop, still running")
    return "stopped", Reason("disabled", {}, "switched off")


def _latched(panic: Panic) -> Reason:
    return Reason("panic_latched", {"since": panic.since, "by": panic.by}, f"emergency stop by {panic.by}")


def _contained(facts: Facts) -> Composite:
    seen = facts.observation
    if seen.failed:
        return "failed", seen.reason or Reason("crash_loop", {"restarts": seen.restarts}, "died again and again")
    if seen.container == "running":
        return _running(facts)
    if seen.container == "unknown":
        return _adapter(facts) if _heard(facts) else ("error", seen.reason or ENGINE_UNKNOWN)
    return _not_running(facts)


def _running(facts: Facts) -> Composite:
    if facts.observation.stopping:
        return "stopping", Reason("restart_requested", {}, "asked to stop before it starts again")
    if facts.bus_lost is not None:
        return "error", facts.bus_lost
    return _adapter(facts)


def _not_running(facts: Facts) -> Composite:
    seen = facts.observation
    if facts.problem is not None:
        return "error", facts.problem
    if seen.reason is not None and seen.reason.key == "waits_for":
        return "starting", seen.reason
    if seen.container == "exited" and not _about_to_start(seen):
        return "error", _end(seen)
    if seen.container == "image_failed":
        return "error", seen.reason or Reason("image_failed", {}, "its image cannot be built")
    if seen.reason is not None and seen.next_start_ms is not None:
        return "error", seen.reason
    waiting = Reason(f"container_{seen.container}", {}, "its container is not running yet")
    return "starting", seen.reason or waiting


ENGINE_UNKNOWN = Reason("engine_unknown", {}, "the container engine does not answer")


def _about_to_start(seen: Observation) -> bool:
    """It was stopped softly and is wanted again: no death was counted, its start is the next thing to happen."""
    return seen.exit_code == 0 and seen.reason is None and seen.next_start_ms is None


def _end(seen: Observation) -> Reason:
    if seen.reason is not None:
        return seen.reason
    if seen.oom:
        return Reason("out_of_memory", {}, "killed at its memory limit")
    return Reason("exited", {"exit_code": seen.exit_code}, f"ended with exit code {seen.exit_code}")


def _external(facts: Facts) -> Composite:
    if facts.bus_lost is not None:
        return "error", facts.bus_lost
    if facts.state is None:
        return "disconnected", Reason("never_seen", {}, "runs elsewhere and has not come to the broker yet")
    return _adapter(facts)


def _adapter(facts: Facts) -> Composite:
    state = facts.state
    fresh = facts.observation.starting_since is not None
    if fresh and (state is None or state.state in ("lost", "stopped", "stopping")):
        return "starting", Reason("adapter_starting", {}, "started, nothing heard yet")
    if state is None or (facts.unheard_s > PULSE_LIMIT_S and not fresh):
        message = f"no pulse for {PULSE_LIMIT_S:g} s"
        return "error", Reason("no_pulse", {"limit_s": PULSE_LIMIT_S, "last": facts.last_pulse}, message)
    if state.state == "connected":
        return _connected(facts, state)
    return _unconnected(state)


def _connected(facts: Facts, state: State) -> Composite:
    limit = max(3 * facts.refresh_s, SILENT_AT_LEAST_S)
    if facts.unpolled_s > limit:
        return "silent", Reason("no_data", {"limit_s": limit}, f"connected, but no successful poll for {limit:g} s")
    if state.reason is not None:
        return "degraded", state.reason
    if facts.warning is not None:
        return "degraded", facts.warning
    told = facts.observation.reason
    if told is not None and told.key in ("limit_below_use", "limits_refused"):
        return "degraded", told
    return "running", RUNNING


def _unconnected(state: State) -> Composite:
    reason = state.reason
    if state.state in ("starting", "connecting"):
        return "starting", reason or Reason(f"adapter_{state.state}", {}, f"the adapter is {state.state}")
    if state.state == "disconnected":
        return "disconnected", reason or Reason("not_connected", {}, "no link to the device")
    if state.state == "panic":
        return "panic", reason or Reason("panic_latched", {}, "the panic latch holds it")
    if state.state in ("stopping", "stopped"):
        return "stopping", reason or Reason("adapter_stopping", {}, "the adapter is going down")
    if state.state == "lost":
        return "error", reason or Reason("bus_session_lost", {}, "the adapter lost its broker session")
    return "error", reason or Reason("adapter_error", {}, "the adapter reports an error")


def _heard(facts: Facts) -> bool:
    alive = facts.state is not None and facts.state.state not in ("lost", "stopped")
    return alive and facts.unheard_s <= PULSE_LIMIT_S
