"""In which order a panic stops: PLCs, MQTT clients, Bluetooth, then field buses and everything else."""

from __future__ import annotations

__all__ = ["HEAD_START", "step_of"]

HEAD_START = 0.05
"""Seconds a step begins before the next; steps overlap, inside one all stop at once."""

_STEPS = {"ads": 1, "mqtt": 2, "bluetooth": 3, "ble": 3}


def step_of(type_: str) -> int:
    """1 to 4; variants (`mqtt-cloud`) go with their family."""
    return _STEPS.get(type_.replace("_", "-").split("-")[0], 4)
