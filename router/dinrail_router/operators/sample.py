"""sample(interval)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, LATER, Example, Held, Operator, Scene, Step


class Sample(Operator, frozen=True):
    """Lets the latest value through at the end of each interval in which one came."""

    interval: Annotated[Duration, option("Interval", "Time between two values.")]

    kind = "gate"
    remembers = True
    aware = True
    example = Example("sample(10s)", given=(1, 2, 3), at=(0, 4, 25), gives=((10, 2), (35, 3)))

    def step_in(self, scene: Scene) -> Step:
        """Remembers the latest value."""
        interval = seconds(self.interval)
        waiting: list[Scalar] = []

        def sample(value: Scalar) -> Scalar | Held:
            if waiting:
                waiting[0] = value
                return HELD
            waiting.append(value)
            scene.later(interval, waiting.pop)
            return LATER

        return sample

    def inverse(self) -> Sample:
        """Itself: it changes no value."""
        return self
