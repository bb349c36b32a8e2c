"""What the board says it is doing, held against its current."""

from __future__ import annotations

__all__ = ["mode_values"]

CHARGING, DISCHARGING = 1, 2


def mode_values(mode: int | None, current: float | None) -> dict[str, float | int | str | bool]:
    """Mode as sent (0 idle, 1 charging, 2 discharging), and whether it contradicts the sign of the current.

    current: by our sign, > 0 while charging. A contradiction that lasts means that the firmware counts the other way.
    """
    if mode is None:
        return {}
    if not current or mode not in {CHARGING, DISCHARGING}:
        return {"mode": mode}
    return {"mode": mode, "current_sign_doubtful": (mode == CHARGING) != (current > 0)}
