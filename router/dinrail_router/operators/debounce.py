"""debounce(quiet)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, LATER, Example, Held, Operator, Scene, Step
from dinrail_router.timers import Timer


class Debounce(Operator, frozen=True):
    """Lets a value through once no other value came for a while; a repetition of the same does not count."""

    quiet: Annotated[Duration, option("Quiet for", "How long the value must stay.")]

    kind = "gate"
    remembers = True
    aware = True
    example = Example("debounce(500ms)", given=(True, False, True, True), at=(0, 0.1, 0.2, 0.6), gives=((0.7, True),))

    def step_in(self, scene: Scene) -> Step:
        """Remembers the value that waits."""
        quiet = seconds(self.quiet)
        waiting: list[Scalar] = []
        timer: Timer | None = None

        def emit() -> Scalar:
            return waiting.pop()

        def debounce(value: Scalar) -> Scalar | Held:
            nonlocal timer
            if not waiting:
                waiting.append(value)
                timer = scene.later(quiet, emit)
                return LATER
            if value != waiting[0] or type(value) is not type(waiting[0]):
                waiting[0] = value
                if timer is not None:
                    timer.cancel()
                timer = scene.later(quiet, emit)
            return HELD

        return debounce

    def inverse(self) -> Debounce:
        """Itself: it changes no value."""
        return self
