"""throttle(interval)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, LATER, Example, Held, Operator, Scene, Step


class Throttle(Operator, frozen=True):
    """Lets at most one value through per interval: the first at once, the latest of the others at its end."""

    interval: Annotated[Duration, option("Interval", "Shortest time between two values.")]

    kind = "gate"
    remembers = True
    aware = True
    example = Example("throttle(1s)", given=(1, 2, 3, 4), at=(0, 0.2, 0.4, 5), gives=((0, 1), (1, 3), (5, 4)))

    def step_in(self, scene: Scene) -> Step:
        """Remembers the latest value that waits."""
        interval = seconds(self.interval)
        free_at = -1e18
        waiting: list[Scalar] = []

        def emit() -> Scalar | Held:
            nonlocal free_at
            free_at = scene.now + interval
            return waiting.pop()

        def throttle(value: Scalar) -> Scalar | Held:
            nonlocal free_at
            if waiting:
                waiting[0] = value
                return HELD
            if scene.now >= free_at:
                free_at = scene.now + interval
                return value
            waiting.append(value)
            scene.later(free_at - scene.now, emit)
            return LATER

        return throttle

    def inverse(self) -> Throttle:
        """Itself: it changes no value."""
        return self
