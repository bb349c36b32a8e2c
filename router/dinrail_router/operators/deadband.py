"""deadband(width)."""

from __future__ import annotations

from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import HELD, Example, Held, Operator, Step, WrongType


class Deadband(Operator, frozen=True):
    """Lets a value through only when it differs by at least `width` from the last one it let through."""

    width: Annotated[float, option("Width", "Smallest change that counts.", unit="unit of the value", gt=0)]

    kind = "gate"
    remembers = True
    example = Example("deadband(0.5)", given=(20, 20.3, 20.5, 20.1), gives=(20, HELD, 20.5, HELD))

    def step(self) -> Step:
        """Remembers one value per source point; numbers only."""
        width = self.width
        last: float | None = None

        def deadband(value: Scalar) -> Scalar | Held:
            nonlocal last
            if type(value) is not float and type(value) is not int:
                raise WrongType("deadband", value)
            if last is not None and abs(value - last) < width:
                return HELD
            last = value
            return value

        return deadband

    def inverse(self) -> Deadband:
        """Itself: it changes no value."""
        return self
