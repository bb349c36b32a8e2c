"""Whether readings of several intervals fit one line, the shorter interval going first. Pure.

A reading is over after its own time, that of all faster ones which fall into it, and one slower request that was under
way: the response time analysis of fixed priorities (Joseph and Pandya 1986), with the request as what cannot be broken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Load", "Verdict", "loads"]


class Load(NamedTuple):
    """Each `interval` s the line is needed for `seconds`, in requests of at most `longest` s."""

    interval: float
    seconds: float
    longest: float

    @property
    def share(self) -> float:
        """Part of the line's time, 1 all of it."""
        return self.seconds / self.interval


class Verdict(NamedTuple):
    """`done_after`: seconds after which a reading is over at the latest, None beyond its interval."""

    load: Load
    done_after: float | None

    @property
    def holds(self) -> bool:
        """Whether it is over before the next one begins."""
        return self.done_after is not None


def loads(ordered: Sequence[Load]) -> list[Verdict]:
    """A verdict on each, the most urgent first."""
    return [
        Verdict(load, _done_after(load, ordered[:place], ordered[place + 1 :])) for place, load in enumerate(ordered)
    ]


def _done_after(load: Load, faster: Sequence[Load], slower: Sequence[Load]) -> float | None:
    needed = load.seconds + max((other.longest for other in slower), default=0.0)
    done = needed
    while done <= load.interval:
        again = needed + sum(math.ceil(done / other.interval) * other.seconds for other in faster)
        if again <= done:
            return done
        done = again
    return None
