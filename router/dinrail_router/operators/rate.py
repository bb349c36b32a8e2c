"""rate(count, per)."""

from __future__ import annotations

from collections import deque
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, Example, Held, Operator, Scene, Step


class Rate(Operator, frozen=True):
    """Lets at most so many values through per time, for example messages to a phone; the others are lost."""

    count: Annotated[int, option("Count", "How many values pass.", ge=1, le=10_000)]
    per: Annotated[Duration, option("Per", "In any stretch of this length.")]

    kind = "gate"
    remembers = True
    aware = True
    example = Example("rate(2, 1m)", given=(1, 2, 3, 4), at=(0, 10, 20, 61), gives=((0, 1), (10, 2), (61, 4)))

    def step_in(self, scene: Scene) -> Step:
        """Remembers when the last `count` values passed."""
        per = seconds(self.per)
        passed: deque[float] = deque(maxlen=self.count)

        def rate(value: Scalar) -> Scalar | Held:
            if len(passed) == passed.maxlen and scene.now - passed[0] < per:
                return HELD
            passed.append(scene.now)
            return value

        return rate

    def inverse(self) -> Rate:
        """Itself: it changes no value."""
        return self
