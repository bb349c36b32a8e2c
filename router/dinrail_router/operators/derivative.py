"""derivative(window, per)."""

from __future__ import annotations

from collections import deque
from typing import Annotated, Literal

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.durations import Duration, seconds
from dinrail_router.operators.base import HELD, Example, Held, Operator, Scene, Step, number
from dinrail_router.operators.integral import SECONDS

MAX_KEPT = 10_000


class Derivative(Operator, frozen=True):
    """Change over time, for example how fast a temperature rises: since the last value, or over a window."""

    window: Annotated[Duration | None, option("Window", "How far it looks back; without it to the last value.")] = None
    per: Annotated[Literal["s", "min", "h"], option("Time unit", "Change per second, minute or hour.")] = "s"

    kind = "window"
    remembers = True
    aware = True
    example = Example("derivative(per=min)", given=(20, 21, 20.5), at=(0, 60, 90), gives=((60, 1.0), (90, -1.0)))

    def step_in(self, scene: Scene) -> Step:
        """Remembers the values of the window; numbers only; two values at one time give nothing."""
        unit, window = SECONDS[self.per], None if self.window is None else seconds(self.window)
        held: deque[tuple[float, float]] = deque(maxlen=2 if window is None else MAX_KEPT)

        def derivative(value: Scalar) -> Scalar | Held:
            held.append((scene.now, number(value, "derivative")))
            while window is not None and len(held) > 1 and scene.now - held[0][0] > window:
                held.popleft()
            (began, first), (ended, last) = held[0], held[-1]
            if ended <= began or scene.stored:
                return HELD
            return (last - first) / (ended - began) * unit

        return derivative
