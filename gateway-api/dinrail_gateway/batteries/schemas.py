"""What the API says about batteries."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from dinrail_gateway.points.schemas import Scalar

__all__ = ["BatteryList", "BatteryView"]


class BatteryView(TypedDict):
    """A battery at a glance: `values` by name of the point, only those that are good now.

    `quality`: the worst among charge, voltage, current and the first cell; `ts` Unix ms of the oldest of them.
    """

    address: str
    instance: str
    values: dict[str, Scalar]
    quality: Literal["good", "uncertain", "bad"]
    reason: str
    ts: int | None


class BatteryList(TypedDict):
    """All batteries in order of their address; `total` counts also those that are too many to be told."""

    total: int
    items: list[BatteryView]
