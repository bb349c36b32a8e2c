"""integral(window, per)."""

from __future__ import annotations

from typing import Annotated, Literal

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, LATER, Example, Held, Operator, Scene, Step, number

SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0}


class Integral(Operator, frozen=True):
    """Value times time, for example energy from power; each value holds until the next one.

    With a window once per window, without one a running total since the route's start, with every value.
    """

    window: Annotated[Duration | None, option("Window", "Length in time; without it a running total.")] = None
    per: Annotated[Literal["s", "min", "h"], option("Time unit", "W per h makes Wh.")] = "h"

    kind = "window"
    remembers = True
    aware = True
    example = Example("integral(1h)", given=(1000, 500, 0), at=(0, 1800, 2700), gives=((3600, 625.0),))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.window is not None and seconds(self.window) <= 0:
            raise ValueError("a window is longer than 0 s")

    def step_in(self, scene: Scene) -> Step:
        """Remembers the area so far and the last value; numbers only."""
        unit, window = SECONDS[self.per], None if self.window is None else seconds(self.window)
        area, since, is_open = 0.0, 0.0, False
        last: float | None = None

        def grow() -> None:
            nonlocal area, since
            if last is not None:
                area += last * (scene.now - since) / unit
            since = scene.now

        def emit() -> Scalar:
            nonlocal area, is_open
            grow()
            total, area, is_open = area, 0.0, False
            return total

        def integral(value: Scalar) -> Scalar | Held:
            nonlocal last, is_open
            found = number(value, "integral")
            grow()
            last = found
            if scene.stored:
                return HELD
            if window is None:
                return area
            if is_open:
                return HELD
            is_open = True
            scene.later(window, emit)
            return LATER

        return integral
