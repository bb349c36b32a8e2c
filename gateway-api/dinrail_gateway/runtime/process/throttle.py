"""CPU duty cycle: how long a run that used more than its share has to wait; pure."""

from __future__ import annotations

__all__ = ["MAX_PAUSE", "Throttle"]

BURST_S = 0.5
DEBT_S = 3.0
MAX_PAUSE = 0.8
"""Well below what a pulse (5 s), the broker's keepalive (10 s) or the watchdog (15 s) forgive."""


class Throttle:
    """An account of CPU seconds: filled at the rate of the share, emptied by use; in debt, the run is paused."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._balance = share * BURST_S

    def account(self, used: float, elapsed: float) -> float:
        """Book `used` CPU seconds of `elapsed`; returns seconds to pause now, 0 to go on."""
        filled = self._balance + self.share * elapsed - used
        self._balance = max(-DEBT_S, min(self.share * BURST_S, filled))
        return 0.0 if self._balance >= 0 else min(MAX_PAUSE, -self._balance / self.share)
