"""The PLC's clock against ours: source times are kept where the clocks agree and shifted where they do not."""

from __future__ import annotations

__all__ = ["PlcClock"]

EPOCH_MS = 11_644_473_600_000
"""1601-01-01, where FILETIME begins, before 1970-01-01."""
AGREE_MS = 2000
WINDOW_MS = 60_000
STEP_MS = 10_000
"""No sample is under way for so long: the link would be lost. The PLC's clock was set back."""


class PlcClock:
    """`skew_ms`: how far our clock is ahead; the smallest difference seen lately, since transport only adds to it."""

    def __init__(self) -> None:
        self.skew_ms = 0
        self._lowest: int | None = None
        self._before: int | None = None
        self._since = 0

    def unix_ms(self, filetime: int, now_ms: int) -> int:
        """Unix ms of a PLC time (100 ns since 1601) received at `now_ms`; never later than that."""
        source = filetime // 10_000 - EPOCH_MS
        self._learn(now_ms - source, now_ms)
        if abs(self.skew_ms) > AGREE_MS:
            source += self.skew_ms
        return min(source, now_ms)

    def _learn(self, difference: int, now_ms: int) -> None:
        if self._lowest is not None and difference > self.skew_ms + STEP_MS:
            self._before, self._lowest, self._since = None, difference, now_ms
        elif self._lowest is None or now_ms - self._since > WINDOW_MS:
            self._before, self._lowest, self._since = self._lowest, difference, now_ms
        self._lowest = min(self._lowest, difference)
        self.skew_ms = self._lowest if self._before is None else min(self._lowest, self._before)
