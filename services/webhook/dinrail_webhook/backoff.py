"""How long until the next attempt."""

from __future__ import annotations

import random

__all__ = ["LONGEST_S", "pause"]

LONGEST_S = 300.0


def pause(attempts: int, asked: float = 0.0) -> float:
    """Seconds after so many failures: 1, 2, 4 … 300, a fifth more or less, and no less than the receiver asks for."""
    usual = min(LONGEST_S, 2.0 ** min(attempts - 1, 10)) * random.uniform(0.8, 1.2)  # noqa: S311
    return max(usual, asked)
