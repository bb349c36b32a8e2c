"""hysteresis(on, off)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, number


class Hysteresis(Operator, frozen=True):
    """True from `on`, false from `off`, in between as it was: a two-point controller."""

    on: Annotated[float, option("On", "At this value it becomes true.", unit="unit of the value")]
    off: Annotated[float, option("Off", "At this value it becomes false.", unit="unit of the value")]

    remembers = True
    example = Example("hysteresis(on=19, off=21)", given=(20, 18.5, 20, 21), gives=(False, True, True, False))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.on == self.off:
            raise ValueError("on and off are the same")

    def step(self) -> Step:
        """Remembers one state per source point, false at first; numbers only."""
        on, off = self.on, self.off
        rising = on > off
        state = False

        def hysteresis(value: Scalar) -> Scalar:
            nonlocal state
            found = number(value, "hysteresis")
            if (found >= on) if rising else (found <= on):
                state = True
            elif (found <= off) if rising else (found >= off):
                state = False
            return state

        return hysteresis
