"""Counters that only grow, as something per second."""

from __future__ import annotations

__all__ = ["Rates"]


class Rates:
    """By name; None for the first look, and after a counter began anew or was away."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[float, float]] = {}

    def per_second(self, name: str, total: float, now: float) -> float | None:
        """Growth since the last look."""
        before = self._last.get(name)
        self._last[name] = (total, now)
        if before is None or total < before[0] or now <= before[1]:
            return None
        return (total - before[0]) / (now - before[1])

    def forget_all_but(self, names: set[str]) -> None:
        """What is not there any more begins anew when it comes back."""
        self._last = {name: each for name, each in self._last.items() if name in names}
