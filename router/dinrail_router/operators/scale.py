"""scale(factor)."""

from __future__ import annotations

import math
from typing import Annotated

from dinrail.options import option
from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, WrongType


class Scale(Operator, frozen=True):
    """Multiplies the value, for example from mV to V."""

    factor: Annotated[float, option("Factor", "The value is multiplied by it.", unit="output unit per input unit")]

    example = Example("scale(0.001)", given=(53100, 12.5), gives=(53.1, 0.0125))

    def step(self) -> Step:
        """Stateless; numbers only."""
        factor = self.factor

        def scale(value: Scalar) -> Scalar:
            if type(value) is float or type(value) is int:
                return value * factor
            raise WrongType("scale", value)

        return scale

    def spread(self, width: float) -> float:
        """In the unit of the result."""
        return width * abs(self.factor)

    def inverse(self) -> Scale | None:
        """scale(1/factor); none for factor 0 and what is too close to it."""
        return Scale(1 / self.factor) if self.factor and math.isfinite(1 / self.factor) else None
