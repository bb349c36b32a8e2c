"""threshold(above, below)."""

from __future__ import annotations

import math
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import BLOCKED, Example, Held, Operator, Step, number


class Threshold(Operator, frozen=True):
    """Lets only values beyond a limit through; with both, those above `above` or below `below`."""

    above: Annotated[float | None, option("Above", "Values greater than this pass.", unit="unit of the value")] = None
    below: Annotated[float | None, option("Below", "Values less than this pass.", unit="unit of the value")] = None

    kind = "gate"
    example = Example("threshold(above=30)", given=(29, 31, 30), gives=(BLOCKED, 31, BLOCKED))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.above is None and self.below is None:
            raise ValueError("give above, below or both")

    def step(self) -> Step:
        """Stateless; numbers only."""
        above = math.inf if self.above is None else self.above
        below = -math.inf if self.below is None else self.below

        def threshold(value: Scalar) -> Scalar | Held:
            found = number(value, "threshold")
            return value if found > above or found < below else BLOCKED

        return threshold

    def inverse(self) -> Threshold:
        """Itself: it changes no value."""
        return self
