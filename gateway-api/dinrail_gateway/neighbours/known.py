"""Neighbours that only have to answer, by the profile of compose that switches them on."""

from __future__ import annotations

from collections.abc import Collection

from dinrail.clock import Clock
from dinrail.reason import Reason
from dinrail_gateway.neighbours.neighbour import Neighbour

__all__ = ["known"]


def known(profiles: Collection[str], clock: Clock) -> tuple[Neighbour, ...]:
    """Those this house could have."""
    return (
        Neighbour(
            "prometheus",
            enabled="observability" in profiles,
            door=("prometheus", 9090),
            path="/-/ready",
            away=Reason("prometheus_away", {}, "Prometheus does not answer: nothing is recorded and nothing alerts"),
            clock=clock,
        ),
        Neighbour(
            "grafana",
            enabled="grafana" in profiles,
            door=("grafana", 3000),
            path="/api/health",
            away=Reason("grafana_away", {}, "Grafana does not answer"),
            clock=clock,
        ),
    )
