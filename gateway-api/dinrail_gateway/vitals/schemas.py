"""What the API says about the past of instances."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dinrail_gateway.types.schemas import ReasonView

__all__ = ["DeathLineView", "DeathView", "StatsHistory"]

Figures = list[float | None]


class StatsHistory(TypedDict):
    """The last hour, oldest first: one mean per `step_s` up to `until` (Unix ms); null is unknown."""

    step_s: int
    until: int
    cpu_percent: Figures
    cpu_throttled_percent: Figures
    memory_bytes: Figures
    disk_read_bps: Figures
    disk_write_bps: Figures
    net_rx_pps: Figures
    net_tx_pps: Figures
    net_rx_bps: Figures
    net_tx_bps: Figures


class DeathLineView(TypedDict):
    """One of the last lines it wrote."""

    ts: int
    level: Literal["debug", "info", "warning", "error"]
    message: str


class DeathView(TypedDict):
    """One end that nobody asked for: when (Unix ms), why, and the last lines before it, oldest first."""

    ts: int
    reason: ReasonView
    exit_code: int | None
    lines: list[DeathLineView]
