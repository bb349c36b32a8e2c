"""The composite status: one row per situation."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dinrail.documents import Panic, State, StateName, StatusName
from dinrail.reason import Reason
from dinrail_gateway.runtime.interface import ContainerState, Observation
from dinrail_gateway.status.compose import Facts, compose

CONNECTED = State("connected", 1)


def seen(container: ContainerState = "running", **more: Any) -> Observation:
    return Observation(instance="plc", container=container, **more)


def facts(**changes: Any) -> Facts:
    return Facts(**{"enabled": True, "observation": seen(), "state": CONNECTED, **changes})


ROWS: dict[str, tuple[Facts, StatusName, str]] = {
    "all is well": (facts(), "running", "delivering"),
    "a part of it fails": (facts(state=State("connected", 1, Reason("unit_dead"))), "degraded", "unit_dead"),
    "no successful poll for long": (facts(unpolled_s=181), "silent", "no_data"),
    "a poll just within the limit": (facts(unpolled_s=180), "running", "delivering"),
    "fast points make silence short": (facts(unpolled_s=31, refresh_s=10), "silent", "no_data"),
    "but never below 15 s": (facts(unpolled_s=14, refresh_s=0.1), "running", "delivering"),
    "device away": (facts(state=State("disconnected", 1, Reason("timeout"))), "disconnected", "timeout"),
    "device away without a word why": (facts(state=State("disconnected", 1)), "disconnected", "not_connected"),
    "configuration refused": (facts(state=State("error", 1, Reason("config_invalid"))), "error", "config_invalid"),
    "first connection under way": (facts(state=State("connecting", 1)), "starting", "adapter_connecting"),
    "waiting for its definition": (
        facts(state=State("starting", 1, Reason("waiting_for_config"))), "starting", "waiting_for_config",
    ),
    "no pulse overrides running": (facts(unheard_s=15.1), "error", "no_pulse"),
    "no pulse overrides disconnected": (facts(state=State("disconnected", 1), unheard_s=16), "error", "no_pulse"),
    "pulse within its limit": (facts(unheard_s=15.0), "running", "delivering"),
    "session lost, container runs": (facts(state=State("lost", 1)), "error", "bus_session_lost"),
    "just started, nothing heard": (
        facts(observation=seen(starting_since=1.0), state=None, unheard_s=40), "starting", "adapter_starting",
    ),
    "just started, the last life's will": (
        facts(observation=seen(starting_since=1.0), state=State("lost", 1)), "starting", "adapter_starting",
    ),
    "just started, already connected": (
        facts(observation=seen(starting_since=1.0), unheard_s=40), "running", "delivering",
    ),
    "started long ago, never heard": (facts(state=None, unheard_s=61), "error", "no_pulse"),
    "soft stop under way": (facts(observation=seen(stopping=True)), "stopping", "restart_requested"),
    "adapter goes down by itself": (facts(state=State("stopping", 1)), "stopping", "adapter_stopping"),
    "switched off and gone": (facts(enabled=False, observation=seen("absent"), state=None), "stopped", "disabled"),
    "switched off, exited": (facts(enabled=False, observation=seen("exited", exit_code=0)), "stopped", "disabled"),
    "switched off, still there": (facts(enabled=False), "stopping", "stop_requested"),
    "switched off, engine silent, still heard": (
        facts(enabled=False, observation=seen("unknown")), "stopping", "stop_requested",
    ),
    "switched off, engine silent, not heard": (
        facts(enabled=False, observation=seen("unknown"), unheard_s=20), "stopped", "disabled",
    ),
    "exited": (facts(observation=seen("exited", exit_code=3)), "error", "exited"),
    "ended by itself without a fault": (
        facts(observation=seen("exited", exit_code=0, next_start_ms=5)), "error", "exited",
    ),
    "switched on again": (
        facts(observation=seen("exited", exit_code=0), state=State("stopped", 1)), "starting", "container_exited",
    ),
    "out of memory": (facts(observation=seen("exited", oom=True, exit_code=137)), "error", "out_of_memory"),
    "the engine's own words": (facts(observation=seen("exited", reason=Reason("oom"))), "error", "oom"),
    "back-off of the watchdog": (
        facts(observation=seen("absent", reason=Reason("exited"), next_start_ms=5)), "error", "exited",
    ),
    "crash loop": (facts(observation=seen("exited", failed=True, restarts=5)), "failed", "crash_loop"),
    "crash loop, running once more": (facts(observation=seen(failed=True)), "failed", "crash_loop"),
    "container on its way": (facts(observation=seen("absent"), state=None), "starting", "container_absent"),
    "container created": (facts(observation=seen("created"), state=None), "starting", "container_created"),
    "image being built": (
        facts(observation=seen("image_building", reason=Reason("image_building"))), "starting", "image_building",
    ),
    "image cannot be built": (facts(observation=seen("image_failed")), "error", "image_failed"),
    "type is gone": (facts(observation=seen("absent"), problem=Reason("unknown_type")), "error", "unknown_type"),
    "type is gone, container still runs": (facts(problem=Reason("unknown_type")), "running", "delivering"),
    "engine silent, adapter heard": (facts(observation=seen("unknown")), "running", "delivering"),
    "engine silent, adapter not heard": (facts(observation=seen("unknown"), unheard_s=20), "error", "engine_unknown"),
    "gateway off the bus": (facts(bus_lost=Reason("broker_unreachable")), "error", "broker_unreachable"),
    "gateway off the bus, container dead": (
        facts(bus_lost=Reason("broker_unreachable"), observation=seen("exited", exit_code=1)), "error", "exited",
    ),
    "spam": (facts(suspended=Reason("spam", {"rate": 20000})), "suspended_by_spam", "spam"),
    "spam, then switched off": (
        facts(enabled=False, suspended=Reason("spam"), observation=seen("absent")), "stopped", "disabled",
    ),
    "panic": (facts(panic=Panic("all", 5, "erika")), "panic", "panic_latched"),
    "panic wins over everything": (
        facts(panic=Panic("all", 5, "erika"), enabled=False, suspended=Reason("spam")), "panic", "panic_latched",
    ),
    "panic of writes stops nobody": (facts(panic=Panic("writes", 5, "erika")), "running", "delivering"),
    "adapter obeys the latch": (facts(state=State("panic", 1)), "panic", "panic_latched"),
    "elsewhere, never seen": (
        facts(runtime="external", observation=seen("absent"), state=None), "disconnected", "never_seen",
    ),
    "elsewhere and well": (facts(runtime="external", observation=seen("absent")), "running", "delivering"),
    "elsewhere, silent": (facts(runtime="external", observation=seen("absent"), unheard_s=16), "error", "no_pulse"),
    "elsewhere, switched off, still heard": (
        facts(runtime="external", enabled=False, observation=seen("absent")), "stopping", "stop_requested",
    ),
    "elsewhere, switched off": (
        facts(runtime="external", enabled=False, observation=seen("absent"), state=State("lost", 1)),
        "stopped", "disabled",
    ),
}  # fmt: skip


@pytest.mark.parametrize("situation", ROWS)
def test_each_situation_has_its_status_and_reason(situation: str) -> None:
    given_facts, status, key = ROWS[situation]

    found, reason = compose(given_facts)

    assert (found, reason.key) == (status, key)


@given(
    enabled=st.booleans(),
    container=st.sampled_from(get_args(ContainerState)),
    failed=st.booleans(),
    stopping=st.booleans(),
    starting=st.sampled_from([None, 1.0]),
    runtime=st.sampled_from(["docker", "process", "external"]),
    state=st.sampled_from([None, *get_args(StateName)]),
    unheard=st.floats(0, 100),
    unpolled=st.floats(0, 1000),
)
def test_every_combination_has_a_status_and_a_reason_and_nothing_dead_looks_alive(  # noqa: PLR0917
    enabled: bool, container: ContainerState, failed: bool, stopping: bool, starting: float | None,
    runtime: Any, state: StateName | None, unheard: float, unpolled: float,
) -> None:  # fmt: skip
    observation = seen(container, failed=failed, stopping=stopping, starting_since=starting)
    situation = facts(
        enabled=enabled,
        observation=observation,
        runtime=runtime,
        state=State(state, 1) if state else None,
        unheard_s=unheard,
        unpolled_s=unpolled,
    )

    status, reason = compose(situation)

    delivering = status in ("running", "degraded")
    assert status in get_args(StatusName)
    assert reason.key
    assert reason.message
    assert not (delivering and (state != "connected" or not enabled or (unheard > 15 and starting is None)))
    assert not (delivering and runtime != "external" and container not in ("running", "unknown"))


def test_panic_says_who_and_since_when() -> None:
    _, reason = compose(facts(panic=Panic("all", 1234, "erika")))

    assert reason.params == {"since": 1234, "by": "erika"}
