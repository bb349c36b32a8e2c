"""abs()."""

from __future__ import annotations

from dinrail.sample import Scalar
from dinrail_router.operators.base import Example, Operator, Step, number


class Abs(Operator, frozen=True):
    """Takes the sign away."""

    example = Example("abs()", given=(-3, 2.5, 0), gives=(3, 2.5, 0))

    def step(self) -> Step:
        """Stateless; numbers only."""

        def absolute(value: Scalar) -> Scalar:
            return abs(number(value, "abs"))

        return absolute
