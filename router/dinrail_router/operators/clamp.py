"""clamp(min, max)."""

from __future__ import annotations

import math
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, WrongType


class Clamp(Operator, frozen=True):
    """Keeps the value inside a range; `clamp(min=0)` and `clamp(max=100)` leave one side open."""

    min: Annotated[float | None, option("Lowest", "What lies below becomes this.", unit="unit of the value")] = None
    max: Annotated[float | None, option("Highest", "What lies above becomes this.", unit="unit of the value")] = None

    example = Example("clamp(0, 100)", given=(-3, 42.5, 130), gives=(0, 42.5, 100))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.min is None and self.max is None:
            raise ValueError("give min, max or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min:g} is above max {self.max:g}")

    def step(self) -> Step:
        """Stateless; numbers only."""
        low = -math.inf if self.min is None else self.min
        high = math.inf if self.max is None else self.max

        def clamp(value: Scalar) -> Scalar:
            if type(value) is float or type(value) is int:
                return low if value < low else min(value, high)
            raise WrongType("clamp", value)

        return clamp
