"""How long to wait before the next attempt: exponential, full jitter, so that many clients do not come at once."""

from __future__ import annotations

import random

__all__ = ["Backoff"]


class Backoff:
    """Pauses between `shortest` and `longest` seconds; each ceiling is twice the one before."""

    def __init__(self, shortest: float = 0.2, longest: float = 10.0) -> None:
        self._shortest = shortest
        self._longest = longest
        self._ceiling = shortest

    def next(self) -> float:
        """Seconds to wait now."""
        self._ceiling = min(self._longest, 2 * self._ceiling)
        return random.uniform(self._shortest, self._ceiling)  # noqa: S311 - spreads load, guards nothing

    def reset(self) -> None:
        """The last connection was a good one."""
        self._ceiling = self._shortest
