"""How far the stop of each instance is, in the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from typing_extensions import TypedDict

from dinrail_gateway.reconcile.order import step_of
from dinrail_gateway.runtime.interface import Observation

__all__ = ["InstanceProgress", "progress"]

Where = Literal["stopped", "stopping", "running", "unknown"]


class InstanceProgress(TypedDict):
    """One instance: its step (1 PLCs, 2 MQTT, 3 Bluetooth, 4 the rest) and where it is, as the engine said last."""

    instance: str
    step: int
    where: Where


def progress(instances: Iterable[tuple[str, str, Observation]]) -> list[InstanceProgress]:
    """Of `(id, type, observation)`, by step and id."""
    views: list[InstanceProgress] = [
        {"instance": name, "step": step_of(type_), "where": _where(seen)} for name, type_, seen in instances
    ]
    return sorted(views, key=lambda view: (view["step"], view["instance"]))


def _where(seen: Observation) -> Where:
    if seen.container == "running":
        return "stopping" if seen.stopping else "running"
    return "unknown" if seen.container == "unknown" else "stopped"
