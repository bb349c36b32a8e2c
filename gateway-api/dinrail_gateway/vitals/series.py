"""An hour of one instance's figures in rings of fixed size; unknown is NaN inside and null outside."""

from __future__ import annotations

import math
from array import array

from dinrail_gateway.runtime.interface import InstanceStats

__all__ = ["FIELDS", "LENGTH", "STEP_S", "Series"]

STEP_S = 10
LENGTH = 360
FIELDS = (
    "cpu_percent",
    "cpu_throttled_percent",
    "memory_bytes",
    "disk_read_bps",
    "disk_write_bps",
    "net_rx_pps",
    "net_tx_pps",
    "net_rx_bps",
    "net_tx_bps",
)
_UNKNOWN = math.nan


class Series:
    """Means over steps of ten seconds, the last 360 of them; `step` numbers them by monotonic time."""

    def __init__(self) -> None:
        self._rings = {field: array("f", [_UNKNOWN]) * LENGTH for field in FIELDS}
        self._sums = dict.fromkeys(FIELDS, 0.0)
        self._counts = dict.fromkeys(FIELDS, 0)
        self._step: int | None = None
        self._filled = 0

    def add(self, step: int, sample: InstanceStats) -> None:
        """Take a sample of this step; steps nobody sampled are unknown."""
        if self._step is None:
            self._step = step
        elif step > self._step:
            self._close(step)
        for field in FIELDS:
            value = getattr(sample, field)
            if value is not None:
                self._sums[field] += value
                self._counts[field] += 1

    def means(self, step: int) -> dict[str, list[float | None]]:
        """Closed steps up to `step`, oldest first, all of one length."""
        if self._step is None:
            return {field: [] for field in FIELDS}
        if step > self._step:
            self._close(step)
        first = self._step - self._filled
        return {
            field: [_plain(ring[number % LENGTH]) for number in range(first, self._step)]
            for field, ring in self._rings.items()
        }

    def _close(self, step: int) -> None:
        """End the present step and all up to `step`, which begins."""
        begun = self._step or 0
        for field, ring in self._rings.items():
            count = self._counts[field]
            if step - begun <= LENGTH:
                ring[begun % LENGTH] = self._sums[field] / count if count else _UNKNOWN
            for number in range(max(begun + 1, step - LENGTH), step):
                ring[number % LENGTH] = _UNKNOWN
            self._sums[field], self._counts[field] = 0.0, 0
        self._filled = min(LENGTH, self._filled + step - begun)
        self._step = step


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 2)
